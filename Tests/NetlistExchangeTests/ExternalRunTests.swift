import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

/// Decks run by the programs ngspice and gnucap, against what the engine in this process finds.
@Suite struct ExternalRunTests {
  static func check(_ export: DeckExport, _ dialect: Dialect, file: String = "deck.cir") async throws -> DeckCheck {
    var export = export
    export.deck.circuit.comments.insert("dialect \(dialect.rawValue)", at: 0)
    export.expected = try await export.expectedFigures(
      on: NgspiceEngine.shared, tolerance: .usual(dialect, export.deck.analysis))
    let text = try dialect.writer.text(export)
    return try await withTemporaryFolder { folder in
      let path = "\(folder)/\(file)"
      try write(text, to: path)
      return try await DeckCheck.run(deck: path, text: text)
    }
  }

  @Test(arguments: ExportedOperation.allCases, CircuitScope.allCases)
  func ngspiceAloneFindsWhatTheEngineFinds(operation: ExportedOperation, scope: CircuitScope) async throws {
    let array = try drawnArray(rows: 3, columns: 2, seed: 5)
    let flat = try operation.export(on: array, scope: scope, row: 1, column: 1)
    for export in [flat, try flat.inLevels()] {
      let check = try await Self.check(export, .ngspice, file: "a deck's name.cir")
      #expect(check.dialect == .ngspice && check.verdicts.count == export.measures.count)
      #expect(check.passes, "\(check.table)")
    }
  }

  @Test(arguments: ExportedOperation.allCases.filter { !$0.isDynamic }, CircuitScope.allCases)
  func gnucapFindsWhatTheEngineFinds(operation: ExportedOperation, scope: CircuitScope) async throws {
    for wire in [0, 3.0] {
      let array = try drawnArray(rows: 4, columns: 3, seed: 7, wire: wire)
      let flat = try operation.export(on: array, scope: scope, row: 2, column: 1)
      for export in [flat, try flat.inLevels()] {
        let check = try await Self.check(export, .gnucap)
        #expect(check.dialect == .gnucap && !check.verdicts.isEmpty)
        #expect(check.passes, "\(check.table)")
      }
    }
  }

  @Test(arguments: ExportedOperation.allCases.filter(\.isDynamic))
  func gnucapIsNotGivenFilamentsThatMove(operation: ExportedOperation) throws {
    let export = try operation.export(on: drawnArray(rows: 2, columns: 2), scope: .array)
    #expect(throws: NetlistError.self) { try GnucapWriter().text(export) }
  }

  @Test func gnucapsSubcircuitsHaveAtMostAHundredTerminals() throws {
    let wide = try ExportedOperation.frozenRead.export(on: drawnArray(rows: 2, columns: 30), scope: .array)
    #expect(throws: NetlistError.self) { try GnucapWriter().text(wide.inLevels()) }
    #expect(try GnucapWriter().text(wide).contains(".print op"))
  }

  @Test func modelsBesideTheDeckAreTheSameCircuit() async throws {
    var export = try ExportedOperation.set.export(on: drawnArray(rows: 2, columns: 2, seed: 3), scope: .array).inLevels()
    export.expected = try await export.expectedFigures(
      on: NgspiceEngine.shared, tolerance: .usual(.ngspice, export.deck.analysis))
    export.includesModels = true
    let files = try NgspiceWriter().files(export)
    #expect(files.includes.map(\.name) == ["nmos.lib", "ag-mos2.lib"] && !files.deck.contains(".model"))
    try await withTemporaryFolder { folder in
      try write(files.deck, to: folder + "/deck.cir")
      for include in files.includes { try write(include.text, to: "\(folder)/\(include.name)") }
      let check = try await DeckCheck.run(deck: folder + "/deck.cir", text: files.deck)
      #expect(check.passes, "\(check.table)")
    }
  }

  /// What is expected is Ohm's law.
  @Test(arguments: [
    (Dialect.ngspice, 1e-3, 1e-6), (.ngspice, 519, 1e-6), (.ngspice, 1e15, 1e-6), (.gnucap, 0.05, 5e-4), (.gnucap, 519, 1e-6),
    (.gnucap, 1e15, 1e-6),
  ])
  func resistancesOfAnySizeArrive(dialect: Dialect, resistance: Double, tolerance: Double) async throws {
    let export = try Self.ohm(resistance)
    let check = try await Self.check(export, dialect)
    let found = try #require(check.verdicts.first?.found)
    #expect(abs(found / (0.1 / resistance) - 1) < tolerance, "\(found)")
  }

  /// A voltage source of gnucap is not without resistance.
  @Test func gnucapIsNotGivenResistancesLikeItsSources() throws {
    #expect(throws: NetlistError.self) { try GnucapWriter().text(Self.ohm(1e-3)) }
  }

  private static func ohm(_ resistance: Double) throws -> DeckExport {
    var circuit = Circuit(title: "a resistor between two sources")
    try circuit.add("VBL0", .voltageSource(plus: "bl0", minus: .ground, .constant(0.1)))
    try circuit.add("VSL0", .voltageSource(plus: "sl0", minus: .ground, .constant(0)))
    try circuit.add("RCELL_0_0", .resistor("bl0", "sl0", .ohms(resistance)))
    let probe = Probe.current(source: "VSL0")
    return DeckExport(
      deck: Deck(circuit: circuit, analysis: .operatingPoint, probes: [probe]),
      measures: [Measure("i_vsl0", .value, of: probe, meaning: "current")])
  }
}
