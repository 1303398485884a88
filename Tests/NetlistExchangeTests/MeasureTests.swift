import CircuitSimulation
import CrossbarPrimitives
import Foundation
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

/// Measures against closed forms, in the engine and in the program: a capacitor that a resistor charges.
@Suite struct MeasureTests {
  @Test func measuresOfAChargingCapacitor() async throws {
    let (resistance, capacitance, stop) = (1e3, 1e-7, 1e-3)
    var circuit = Circuit(title: "RC")
    try circuit.add("VBL0", .voltageSource(plus: "in", minus: .ground, .constant(1)))
    try circuit.add("R1", .resistor("in", "out", .ohms(resistance)))
    try circuit.add("C1", .capacitor("out", .ground, capacitance))
    let (voltage, current) = (Probe.voltage("out"), Probe.current(source: "VBL0"))
    let export = DeckExport(
      deck: Deck(
        circuit: circuit, analysis: .transient(stop: .seconds(stop), maximumStep: .microseconds(0.2)), probes: [voltage, current]),
      measures: [
        Measure("v_at", .at(.seconds(1e-4)), of: voltage, meaning: ""), Measure("v_max", .maximum, of: voltage, meaning: ""),
        Measure("i_min", .minimum, of: current, meaning: ""), Measure("q", .integral, of: current, meaning: ""),
        Measure("t_half", .crossing(level: 0.5, .rise), of: voltage, meaning: ""),
        Measure("t_never", .crossing(level: 0.5, .fall), of: voltage, meaning: ""),
      ])
    let tau = resistance * capacitance
    let expected: [Double?] = [
      1 - exp(-1e-4 / tau), 1 - exp(-stop / tau), -1e-3, -capacitance * (1 - exp(-stop / tau)), tau * log(2), nil,
    ]
    let result = try await NgspiceEngine.shared.simulate(export.deck)
    let found = export.measures.map { result.value(of: $0) }
    for (index, measure) in export.measures.enumerated() {
      guard let value = expected[index] else {
        #expect(found[index] == nil)
        continue
      }
      // The first step is where the current is largest, and its point is missing with uic.
      let tolerance = ["i_min", "q"].contains(measure.name) ? 2e-3 : 1e-4
      #expect(
        abs(try #require(found[index]) / value - 1) < tolerance, "\(measure.name): \(String(describing: found[index])), \(value)")
    }
    let check = try await ExternalRunTests.check(export, .ngspice)
    #expect(check.passes, "\(check.table)")
  }

  @Test func crossingsAreOnStraightLines() {
    let waveform = Waveform(time: [0, 1, 2, 3], values: [0, 2, 2, -2])
    #expect(waveform.firstCrossing(of: 1, .rise) == 0.5 && waveform.firstCrossing(of: 1, .fall) == 2.25)
    #expect(waveform.firstCrossing(of: 3, .rise) == nil && waveform.firstCrossing(of: -3, .fall) == nil)
    #expect(waveform.firstCrossing(of: 2, .rise) == 1 && Waveform(time: [], values: []).firstCrossing(of: 0, .rise) == nil)
  }
}
