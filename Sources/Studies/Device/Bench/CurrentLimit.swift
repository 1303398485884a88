import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// How a SET's current is limited.
public enum CurrentLimit: Hashable, Sendable {
  /// By the source's own compliance.
  case ideal
  /// By an access transistor, whose gate voltage is chosen for the current.
  case transistor(AccessTransistor)

  /// No gate voltage beyond this is tried, V.
  static let highestGateVoltage = 10.0
}

extension DeviceBench {
  /// What to put in series for a current.
  /// - Parameter amplitude: of the pulse; a transistor in saturation sees nearly all of it once a filament has formed.
  /// - Throws: `DeviceError.model` if the transistor cannot carry the current.
  public func series(limiting limit: CurrentLimit, to current: Current, amplitude: Voltage) async throws -> Series {
    switch limit {
    case .ideal: .limiter(current)
    case .transistor(let transistor):
      .transistor(transistor, gate: try await gateVoltage(of: transistor, at: current, drain: amplitude))
    }
  }

  /// The gate voltage at which a transistor carries a current, found by sweeping it.
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
    let result = try await engine.simulate(Deck(circuit: circuit, analysis: sweep, probes: [drainCurrent]))
    // Between two steps the root of the current is nearly straight: the square law.
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
