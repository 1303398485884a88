import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

/// Array, row and cell subcircuits against the flat circuit, and back.
@Suite struct HierarchyTests {
  @Test(arguments: ExportedOperation.allCases, CircuitScope.allCases)
  func levelsAreTheSameCircuit(operation: ExportedOperation, scope: CircuitScope) async throws {
    let flat = try operation.export(on: drawnArray(rows: 3, columns: 3, seed: 2), scope: scope, row: 2, column: 1)
    let levels = try flat.inLevels()
    #expect(levels.deck.circuit.elements.count < flat.deck.circuit.elements.count)
    let one = try await NgspiceEngine.shared.simulate(flat.deck)
    let other = try await NgspiceEngine.shared.simulate(levels.deck)
    for (a, b) in zip(flat.measures, levels.measures) {
      let (x, y) = (one.value(of: a), other.value(of: b))
      guard let x, let y else {
        #expect(x == nil && y == nil, "\(a.name)")
        continue
      }
      // Another order of the unknowns, and so other time steps: the transient's own error.
      #expect(abs(x - y) <= 1e-3 * abs(x) + 1e-12, "\(a.name): \(x), \(y)")
    }
  }

  @Test(arguments: ExportedOperation.allCases, CircuitScope.allCases)
  func readingADeckBackGivesTheCircuitItWasWrittenFrom(operation: ExportedOperation, scope: CircuitScope) throws {
    for (wire, driver) in [(0.5, 10.0), (0, 0), (0, 5)] {
      let array = try drawnArray(rows: 3, columns: 2, seed: 4, wire: wire, driver: driver)
      let flat = try operation.export(on: array, scope: scope, row: 1, column: 1)
      for export in [flat, try flat.inLevels()] {
        let text = try NgspiceWriter().text(export)
        let read = try DeckReader.read(text, source: "deck.cir") { _ in "" }.flat()
        #expect(Set(read.deck.circuit.elements) == Set(flat.deck.circuit.elements))
        #expect(read.deck.analysis == flat.deck.analysis && read.deck.options == flat.deck.options)
        #expect(read.measures.map(\.name) == flat.measures.map(\.name))
        #expect(read.measures.map(\.kind) == flat.measures.map(\.kind))
        #expect(
          read.measures.map { $0.probe.description.lowercased() } == flat.measures.map { $0.probe.description.lowercased() })
      }
    }
  }

  @Test func cellsOfOneKindShareASubcircuit() throws {
    let export = try ExportedOperation.set.export(on: drawnArray(rows: 4, columns: 4), scope: .array).inLevels()
    let lines = try NgspiceWriter().text(export).split(separator: "\n")
    // The selected row moves, the other rows are held: two kinds of cells for sixteen.
    let cells = lines.filter { $0.hasPrefix(".subckt cell_") }
    #expect(cells.count == 2, "\(cells)")
    #expect(lines.count { $0.hasPrefix(".subckt row_") } == 4 && lines.count { $0.hasPrefix(".subckt crossbar ") } == 1)
    #expect(lines.count { $0.hasPrefix("XCELL_") } == 16 && lines.count { $0.hasPrefix("XARRAY ") } == 1)
  }

  /// 16,384 cells, written twice.
  @Test func aLargeDeckIsTheSameEachTime() throws {
    func text() throws -> String {
      let array = try drawnArray(rows: 128, columns: 128)
      return try NgspiceWriter().text(ExportedOperation.read.export(on: array, scope: .array).inLevels())
    }
    let first = try text()
    #expect(try text() == first)
    #expect(first.split(separator: "\n").count { $0.hasPrefix("XCELL_") } == 16_384)
  }
}
