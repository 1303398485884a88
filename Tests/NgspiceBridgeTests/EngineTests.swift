import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import NgspiceBridge
import Testing

@Suite struct EngineTests {
  static func divider() throws -> Circuit {
    var circuit = Circuit(title: "divider")
    try circuit.add("V1", .voltageSource(plus: "in", minus: .ground, .constant(1)))
    try circuit.add("R1", .resistor("in", "out", .ohms(1000)))
    try circuit.add("R2", .resistor("out", .ground, .ohms(3000)))
    return circuit
  }

  @Test func operatingPointOfADivider() async throws {
    let deck = Deck(
      circuit: try Self.divider(), analysis: .operatingPoint, probes: [.voltage("OUT"), .current(source: "v1")])
    let result = try await NgspiceEngine.shared.simulate(deck)
    #expect(abs(result.final(0) - 0.75) < 1e-12)
    #expect(abs(result.final(1) + 0.25e-3) < 1e-15)
    #expect(result.warnings == [])
    let identity = try await NgspiceEngine.shared.identity
    print(identity)
  }
}
