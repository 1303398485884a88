import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import NgspiceBridge
import Testing

@testable import CompiledDevices

/// The level-1 transistor's own change with temperature, against ngspice.
@Suite struct TransistorTemperatureTests {
  /// Voltages of drain, gate and source: reads, SETs and RESETs, saturated and not, reversed, off, and with junctions that
  /// are forward biased by much and by little.
  private static let biases = [
    (0.1, 5.0, 0.0), (0.1, 3, 0.02), (5, 1.12, 0), (2, 1.2, 0), (0.3, 1.12, 0), (0, 9, 5), (2.5, 5, 1.5), (0.5, 0, 5),
    (5, 0, 0.2),
    (1, 2, -0.2), (0.02, 2, -0.01), (2, 3, -0.5),
  ]

  private static let cards = [
    "vto=0.75 kp=144e-6 gamma=0.6 phi=0.7 lambda=0.03 is=1e-14", "vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05",
    "vto=0.6 kp=100u gamma=0 phi=0.75 lambda=0.1 is=1e-15 tnom=50",
  ]

  @Test(arguments: [-40.0, 27, 85, 125], cards)
  func currentsAreThoseOfNgspice(celsius: Double, parameters: String) async throws {
    let library = try ModelLibrary(text: ".model access nmos level=1 \(parameters)", source: "access.mod")
    var circuit = Circuit(title: "a transistor at many biases")
    circuit.include(library)
    let size = Element.Mosfet(model: "access", width: .micrometers(60), length: .micrometers(0.6), multiplier: 1)
    for (index, bias) in Self.biases.enumerated() {
      for (name, voltage) in [("d", bias.0), ("g", bias.1), ("s", bias.2)] {
        try circuit.add("V\(name)\(index)", .voltageSource(plus: Node("\(name)\(index)"), minus: .ground, .constant(voltage)))
      }
      try circuit.add(
        "M\(index)",
        .mosfet(drain: Node("d\(index)"), gate: Node("g\(index)"), source: Node("s\(index)"), bulk: .ground, size))
    }
    func probe(_ name: String, _ index: Int) -> Probe { .current(source: "V\(name)\(index)") }
    var options = SolverOptions().at(.celsius(celsius))
    (options.relativeTolerance, options.currentTolerance, options.voltageTolerance) = (1e-9, 1e-18, 1e-12)
    let result = try await NgspiceEngine.shared.simulate(
      Deck(
        circuit: circuit, analysis: .operatingPoint,
        probes: Self.biases.indices.flatMap { [probe("d", $0), probe("s", $0)] }, options: options))

    let card = try #require(try library.typed().models.first)
    let transistor = try CompiledTransistor(card, width: 60e-6, length: 0.6e-6, temperature: .celsius(celsius))
    var lanes = TransistorLanes()
    for lane in 0..<Lanes.scalarCount { lanes.set(lane, transistor) }
    func junction(_ voltage: Double) -> Double {
      lanes.junctions(all(1), leakage: all(CompiledTransistor.minimumConductance), at: all(voltage))[0]
    }
    for (index, bias) in Self.biases.enumerated() {
      let channel = lanes.channel(drain: all(bias.0), gate: all(bias.1), source: all(bias.2)).current[0]
      let found = (drain: channel + junction(bias.0), source: junction(bias.2) - channel)
      let expected = (drain: -result.final(probe("d", index)), source: -result.final(probe("s", index)))
      #expect(abs(found.drain - expected.drain) <= 2e-8 * abs(expected.drain) + 1e-18, "\(bias): \(found), \(expected)")
      #expect(abs(found.source - expected.source) <= 2e-8 * abs(expected.source) + 1e-18, "\(bias): \(found), \(expected)")
    }
  }

  /// What the update says in its closed form: the mobility's power law, and the threshold that falls by a millivolt or two a
  /// kelvin.
  @Test func gainAndThresholdFall() throws {
    let card = ModelCard(
      name: "n", type: "nmos", parameters: [("vto", 0.75), ("kp", 1e-4), ("phi", 0.7)].map { .init($0.0, $0.1) })
    func transistor(_ celsius: Double) throws -> CompiledTransistor {
      try CompiledTransistor(card, width: 1e-6, length: 1e-6, temperature: .celsius(celsius))
    }
    let (cold, warm) = (try transistor(27), try transistor(127))
    #expect(cold.gain == 1e-4 && cold.threshold == 0.75 && cold.surfacePotential == 0.7)
    #expect(abs(warm.gain / cold.gain - (300.15 / 400.15).squareRoot() * (300.15 / 400.15)) < 1e-12)
    #expect((-0.25 ... -0.05).contains(warm.threshold - cold.threshold))
    #expect(warm.saturationCurrent > 1e3 * cold.saturationCurrent)
  }

  @Test func whatIsHotterThanItsSurfacePotentialAllowsIsRefused() {
    let card = ModelCard(name: "n", type: "nmos", parameters: [.init("phi", 0.4)])
    let error = #expect(throws: CompilationRefusal.self) {
      try CompiledTransistor(card, width: 1e-6, length: 1e-6, temperature: .celsius(300))
    }
    #expect(
      error?.description.contains("n: phi: the surface potential of 0.4 V at 27 C is -") == true, "\(String(describing: error))"
    )
  }
}
