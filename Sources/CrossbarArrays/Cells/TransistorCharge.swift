import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import Netlisting

/// The charge that a transistor takes at the node between it and the memristor, measured in ngspice. Also its own key:
/// equal ones have equal charges.
///
/// Compiled cells follow a transistor's currents alone. What its gate and junctions store is seen where a pulse is so
/// short that this charge is no small share of what passes.
struct TransistorCharge: Hashable, Sendable {
  var transistor: AccessTransistor
  /// Of the transistor, open or off; the source and the bulk are at ground.
  var gateVoltage: Voltage
  /// The largest voltage of the drain.
  var voltage: Voltage

  /// Length of each ramp: so short that the charging current is no small share of the channel's.
  private static let ramp = Time.seconds(1e-9)
  private static let steps = 200.0

  /// The charge from 0 V to `voltage`, C; 0 for a model without charges.
  ///
  /// The drain goes up and down again at the same rate. At each voltage the channel's current is the same both ways, and the
  /// charging current changes its sign: half of the difference of both integrals is the charge.
  /// - Throws: `SimulationError`.
  func measured(on engine: any SpiceEngine) async throws -> Double {
    let ramp = Self.ramp
    func wave(_ points: [(Double, Voltage)]) -> Stimulus {
      .piecewiseLinear(points.map { .init(time: ramp * $0.0, value: $0.1.si) })
    }
    var circuit = Circuit(title: "charge of a transistor's drain", comments: ["the drain goes up and down within 2 ns"])
    circuit.include(transistor.model.library)
    // A gate that is on from the start leaves ngspice without a first step in some models.
    try circuit.add(
      "VG", .voltageSource(plus: "g", minus: .ground, wave([(0, .zero), (1, gateVoltage), (4, gateVoltage)])))
    try circuit.add(
      "VD", .voltageSource(plus: "d", minus: .ground, wave([(0, .zero), (2, .zero), (3, voltage), (4, .zero)])))
    try circuit.add("VS", .voltageSource(plus: "s", minus: .ground, .constant(0)))
    try circuit.add(transistor.element("MCHARGED", drain: "d", gate: "g", source: "s"))
    let probe = Probe.current(source: "VD")
    var options = SolverOptions.pulse.at(transistor.temperature)
    options.minimumConductance = 1e-15
    options.chargeTolerance = 1e-19
    let result = try await engine.simulate(
      Deck(
        circuit: circuit, analysis: .transient(stop: ramp * 4, maximumStep: ramp / Self.steps), probes: [probe], options: options)
    )
    let current = result.waveform(of: probe)
    let up = current.integral(from: 2 * ramp.si, to: 3 * ramp.si)
    let down = current.integral(from: 3 * ramp.si, to: 4 * ramp.si)
    // Of a source, SPICE counts the current into its plus terminal.
    return max(0, (down - up) / 2)
  }
}

/// Pulses that are so short that a transistor's charges would be seen.
struct ShortPulse: Error, Hashable {
  let operation: CellOperation
  /// Share of the charge that passes in the pulse which the transistor takes.
  let share: Double
}
