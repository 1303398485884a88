import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

/// Names, words and values that nobody thought of.
@Suite struct OddInputTests {
  /// Words of a title or comment reach every dialect as comments, and nothing of them as cards.
  @Test(arguments: [
    "a device with spaces", "it's \"quoted\"", "two\nlines\n.end", "back\\", "$ dollar ; semicolon // slashes",
    "\u{0}\u{7}\u{2028}x",
    "µ Ω 電阻", "*# quit", "+ 5", ".control\nshell rm", String(repeating: "long ", count: 500),
  ])
  func wordsStayComments(words: String) async throws {
    var export = try ExportedOperation.frozenRead.export(on: drawnArray(rows: 1, columns: 2), scope: .array)
    let plain = export
    export.deck.circuit.title = words
    export.deck.circuit.comments = [words, "between", words]
    for dialect in Dialect.allCases {
      func cards(_ export: DeckExport) throws -> [Substring] {
        try dialect.writer.text(export).split(separator: "\n").filter { !$0.hasPrefix(dialect.traits.comment) }
      }
      #expect(try cards(export) == cards(plain), "\(dialect)")
      let lines = try dialect.writer.text(export).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { (32..<127).contains($0.value) } })
      #expect(!lines.contains { $0.hasPrefix(dialect.traits.comment) && $0.hasSuffix("\\") })
    }
    let check = try await ExternalRunTests.check(export, .ngspice)
    #expect(check.passes, "\(check.table)")
  }

  @Test func modelFilesWithOddNamesAreIncludedUnderPlainOnes() throws {
    let text = try TransistorModel.fiveVolt().library.text
    for (source, name) in [("my models/it's \"5 V\".mod", "it_s__5_V_.lib"), ("", "models.lib"), ("a/b/nmos.mod", "nmos.lib")] {
      var circuit = Circuit(title: "t")
      circuit.include(try ModelLibrary(text: text, source: source))
      try circuit.add("V1", .voltageSource(plus: "a", minus: .ground, .constant(1)))
      try circuit.add(
        "M1",
        .mosfet(
          drain: "a", gate: "a", source: .ground, bulk: .ground,
          .init(model: "access_nmos", width: .micrometers(1), length: .micrometers(1))))
      let probe = Probe.current(source: "V1")
      var export = DeckExport(
        deck: Deck(circuit: circuit, analysis: .operatingPoint, probes: [probe]),
        measures: [Measure("i_v1", .value, of: probe, meaning: "")])
      export.includesModels = true
      #expect(try NgspiceWriter().files(export).includes.map(\.name) == [name])
    }
  }

  @Test(arguments: [0, -1, .infinity, -.infinity, .nan] as [Double])
  func impossibleResistancesAreRefusedBeforeAnythingIsWritten(resistance: Double) throws {
    var circuit = Circuit(title: "t")
    try circuit.add("V1", .voltageSource(plus: "a", minus: .ground, .constant(1)))
    try circuit.add("R1", .resistor("a", .ground, .ohms(resistance)))
    let probe = Probe.current(source: "V1")
    let export = DeckExport(
      deck: Deck(circuit: circuit, analysis: .operatingPoint, probes: [probe]),
      measures: [Measure("i_v1", .value, of: probe, meaning: "")])
    for dialect in Dialect.allCases { #expect(throws: NetlistError.self) { try dialect.writer.text(export) } }
  }

  @Test(arguments: [1e-15, 1e-3, 0.1 + 0.2, 1e15, 1.7976931348623157e308])
  func numbersReadBackExactly(value: Double) throws {
    for dialect in Dialect.allCases {
      let text = dialect.writer.formatNumber(value)
      #expect(Double(text) == value && SpiceNumber.parse(text) == value, "\(dialect): \(text)")
    }
  }

  @Test func aMeasureThatTheAnalysisDoesNotYieldIsRefused() throws {
    var export = try ExportedOperation.frozenRead.export(on: drawnArray(rows: 1, columns: 1), scope: .array)
    export.measures.append(Measure("q", .integral, of: .current(source: "VSL0"), meaning: ""))
    for dialect in Dialect.allCases { #expect(throws: NetlistError.self) { try dialect.writer.text(export) } }
  }

  @Test func otherTransistorModelsThanLevelOneAreNoMatterOfSpectres() throws {
    let library = try ModelLibrary(text: ".model odd nmos level=3 vto=0.7\n", source: "odd.mod")
    var circuit = Circuit(title: "t")
    circuit.include(library)
    try circuit.add("V1", .voltageSource(plus: "a", minus: .ground, .constant(1)))
    try circuit.add(
      "M1",
      .mosfet(
        drain: "a", gate: "a", source: .ground, bulk: .ground,
        .init(model: "odd", width: .micrometers(1), length: .micrometers(1))))
    let probe = Probe.current(source: "V1")
    let export = DeckExport(
      deck: Deck(circuit: circuit, analysis: .operatingPoint, probes: [probe]),
      measures: [Measure("i_v1", .value, of: probe, meaning: "")])
    #expect(throws: NetlistError.self) { try SpectreWriter().text(export) }
    #expect(try HspiceWriter().text(export).contains(".model odd nmos level=3"))
  }
}
