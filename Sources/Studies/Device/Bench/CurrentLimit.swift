import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// How the current of a SET is limited.
public enum CurrentLimit: Hashable, Sendable {
  /// By the source's own compliance, which does not let more than the limit pass.
  case ideal
  /// By an access transistor in series, whose gate voltage is chosen to give the current.
  case transistor(AccessTransistor)

  /// The highest gate voltage that is tried, V.
  static let highestGateVoltage = 10.0
}

extension DeviceBench {
  /// The element in series that limits a SET to a current.
  /// - Parameter amplitude: of the pulse. A transistor in saturation sees nearly all of it once a filament has formed.
  /// - Throws: `DeviceError.model` if the transistor cannot carry the current at any gate voltage tried;
  ///   `SimulationError`.
  public func series(limiting limit: CurrentLimit, to current: Current, amplitude: Voltage) async throws -> Series {
    switch limit {
    case .ideal: .limiter(current)
    case .transistor(let transistor):
      .transistor(transistor, gate: try await gateVoltage(of: transistor, at: current, drain: amplitude))
    }
  }

  /// The gate voltage at which a transistor carries a current, found by sweeping it in steps of 1 mV and interpolating.
  private func gateVoltage(
    of transistor: AccessTransistor, at current: Current, drain: Voltage
  ) async throws -> Voltage {
    var circuit = Circuit(title: "access transistor, gate swept")
    circuit.include(transistor.model.library)
    try circuit.add("VG", .voltageSource(plus: "gate", minus: .ground, .constant(0)))
    try circuit.add("VD", .voltageSource(plus: "drain", minus: .ground, .constant(drain.si)))
    try circuit.add(transistor.element("MSERIES", drain: "drain", gate: "gate", source: .ground))
    let sweep = Analysis.sweep(source: "VG", start: 0, stop: CurrentLimit.highestGateVoltage, step: 1e-3)
    let drainCurrent = Probe.current(source: "VD")
    let result = try await engine.simulate(
      Deck(circuit: circuit, analysis: sweep, probes: [drainCurrent], options: SolverOptions().at(transistor.temperature)))
    // Between two steps the square root of the current is nearly linear, by the square law.
    let roots = result.values(of: drainCurrent).map { max(-$0, 0).squareRoot() }
    let target = current.si.squareRoot()
    guard let above = roots.firstIndex(where: { $0 >= target }), above > 0 else {
      throw DeviceError.model(
        source: transistor.model.library.source,
        reason: "the transistor carries no \(current) at \(drain) and a gate of up to \(CurrentLimit.highestGateVoltage) V; "
          + "a wider one may")
    }
    let fraction = (target - roots[above - 1]) / (roots[above] - roots[above - 1])
    return .volts(result.scale[above - 1] + fraction * (result.scale[above] - result.scale[above - 1]))
  }
}
