import CrossbarPrimitives
import GoldenFiles
import Netlisting
import Testing

@Suite struct NgspiceWriterTests {
  /// A deck with every kind of element and stimulus.
  private func everything(_ analysis: Analysis) throws -> Deck {
    var circuit = Circuit(title: "every element", comments: ["one comment"])
    circuit.include(try exampleLibrary())
    let pulse = Stimulus.pulse(amplitude: 5, delay: .zero, edge: .microseconds(10), width: .milliseconds(20))
    let ramp = Stimulus.piecewiseLinear([.init(time: .zero, value: 0), .init(time: .seconds(3), value: -1.5)])
    let mosfet = Element.Mosfet(model: "ntest", width: .micrometers(60), length: .micrometers(0.6), multiplier: 7)
    for (name, kind) in [
      ("V1", .voltageSource(plus: "in", minus: .ground, pulse)), ("V2", .voltageSource(plus: "g", minus: .ground, ramp)),
      ("I1", .currentSource(plus: .ground, minus: "in", .constant(50e-6))), ("R1", .resistor("in", "Mid_1", .kiloohms(2.2))),
      ("C1", .capacitor("Mid_1", .ground, 1e-12)), ("D1", .diode(anode: "Mid_1", cathode: .ground, model: "dtest")),
      ("M1", .mosfet(drain: "Mid_1", gate: "g", source: .ground, bulk: .ground, mosfet)),
      ("XLoad", .subcircuit(["Mid_1", .ground], name: "loadbox", parameters: [.init("r", 519), .init("c", 0.1 + 0.2)])),
    ] as [(String, Element.Kind)] { try circuit.add(name, kind) }
    return Deck(
      circuit: circuit, analysis: analysis,
      probes: [.voltage("Mid_1"), .current(source: "V1"), .inner(instance: "XLoad", node: "mid")])
  }

  @Test func writesWhatWasRecorded() throws {
    let deck = try everything(.transient(stop: .milliseconds(20), maximumStep: .microseconds(100)))
    try deck.validate()
    let measures = deck.probes.enumerated().map { Measure("m\($0)", .at(.milliseconds(10)), of: $1, meaning: "") }
    let text = try NgspiceWriter().text(DeckExport(deck: deck, measures: measures))
    if let objection = try GoldenFile("Goldens/every-element.cir").objection(to: text) {
      Issue.record(Comment(rawValue: objection))
    }
  }

  @Test func writesEachAnalysis() throws {
    func last(_ analysis: Analysis) throws -> [String] { NgspiceWriter().lines(try everything(analysis)).suffix(2) }
    #expect(try last(.operatingPoint) == [".op", ".end"])
    // Half a step beyond the end, so that no rounding decides on the last point.
    #expect(try last(.sweep(source: "V1", start: 0, stop: 1, step: 0.25)) == [".dc V1 0 1.125 0.25", ".end"])
    #expect(try last(.sweep(source: "V1", start: 1, stop: 0, step: -0.3)) == [".dc V1 1 \(1 - 0.3 * 3.5) -0.3", ".end"])
    #expect(
      try last(.transient(stop: .seconds(1), maximumStep: .milliseconds(1))) == [".tran 0.001 1 0 0.001 uic", ".end"])
  }

  @Test(arguments: [
    (0, "0"), (-0.0, "-0"), (5, "5"), (-1.5, "-1.5"), (0.1 + 0.2, "0.30000000000000004"), (1e-12, "1e-12"), (50e-6, "5e-05"),
    (1e16, "1e+16"), (1e22, "1e+22"), (519, "519"),
  ])
  func writesNumbersThatReadBackExactly(value: Double, text: String) {
    #expect(NgspiceWriter().formatNumber(value) == text)
    #expect(Double(text) == value)
  }

  @Test(arguments: ["\n", "\r", "\r\n", "\u{0B}", "\u{85}", "\u{2028}"])
  func wordsCannotInjectCards(lineBreak: String) throws {
    var circuit = try loaded()
    circuit.title = "title\(lineBreak).end"
    circuit.comments = ["comment\(lineBreak)R9 a b 1", "#quit"]
    let text = NgspiceWriter().text(deck(circuit))
    #expect(text.hasPrefix("* title .end\n* comment R9 a b 1\n* #quit\n"))
    #expect(
      text.split { $0.isNewline }.count {
        $0.hasPrefix("R9") || $0.hasPrefix(".end") && ![".end", ".endc", ".ends loadbox"].contains($0)
      }
        == 0)
  }

  @Test func namesVectorsAsNgspiceDoes() {
    let writer = NgspiceWriter()
    #expect(writer.vectorName(.voltage("BL_0")) == "bl_0")
    #expect(writer.vectorName(.current(source: "VSL0")) == "vsl0#branch")
    #expect(writer.vectorName(.inner(instance: "XCELL_0", node: "W")) == "xcell_0.w")
  }
}
