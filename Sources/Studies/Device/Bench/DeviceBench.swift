import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A laboratory bench for one memristor: a voltage source on its top electrode, and what limits the current.
public struct DeviceBench: Sendable {
  /// What stands between the device's bottom electrode and ground.
  public enum Series: Hashable, Sendable {
    case none
    /// The source's own compliance.
    case limiter(Current)
    case transistor(AccessTransistor, gate: Voltage)
  }

  public let engine: any SpiceEngine

  public init(engine: any SpiceEngine) { self.engine = engine }

  /// Applies a waveform to a device.
  /// - Parameters:
  ///   - points: the source's voltage over time, from time zero.
  ///   - state: filament state at the start.
  ///   - maximumStep: the longest step of the solver.
  public func apply(
    _ points: [Stimulus.Point], to memristor: Memristor, state: Double, series: Series, maximumStep: Time,
    options: SolverOptions = SolverOptions()
  ) async throws -> BenchTrace {
    var deck = try deck(points, memristor, state: state, series: series, maximumStep: maximumStep)
    deck.options = options
    let result = try await engine.simulate(deck)
    // Without anything in series the bottom electrode is ground, and no node to probe.
    let bottom = result.values.count > 3 ? result.values[3] : Array(repeating: 0, count: result.scale.count)
    let memory = memristor.device.memory
    return BenchTrace(
      applied: result.waveform(0), current: Waveform(time: result.scale, values: result.values[1].map { -$0 }),
      state: Waveform(time: result.scale, values: result.values[2].map(memory.fraction)),
      device: Waveform(time: result.scale, values: zip(result.values[0], bottom).map { $0 - $1 }))
  }

  /// The bench as a deck; its probes are the source's voltage and current, the filament's state and, if something is in
  /// series, the bottom electrode's voltage.
  public func deck(
    _ points: [Stimulus.Point], _ memristor: Memristor, state: Double, series: Series, maximumStep: Time
  ) throws(NetlistError) -> Deck {
    var circuit = Circuit(title: "one memristor on the bench")
    try circuit.add("VSMU", .voltageSource(plus: "te", minus: .ground, .piecewiseLinear(points)))
    let bottom: Node = series == .none ? .ground : "be"
    try circuit.add("XCELL", memristor, state: state, isHeld: false, from: "te", to: bottom)
    switch series {
    case .none: break
    case .limiter(let limit):
      let limiter = try ComplianceLimiter(limit: limit)
      circuit.include(limiter.library)
      try circuit.add("XLIMIT", limiter.instance(from: bottom, to: .ground))
    case .transistor(let transistor, let gate):
      circuit.include(transistor.model.library)
      try circuit.add("VG", .voltageSource(plus: "gate", minus: .ground, .constant(gate.si)))
      try circuit.add(transistor.element("SERIES", drain: bottom, gate: "gate", source: .ground))
    }
    let stop = points.last?.time ?? .zero
    return Deck(
      circuit: circuit, analysis: .transient(stop: stop, maximumStep: maximumStep),
      probes: [
        .voltage("te"), .current(source: "VSMU"), .inner(instance: "XCELL", node: memristor.device.memory.node),
      ] + (bottom == .ground ? [] : [.voltage(bottom)]))
  }
}

/// What the bench recorded.
public struct BenchTrace: Sendable {
  /// The source's voltage, V.
  public let applied: Waveform
  /// Current out of the source, A.
  public let current: Waveform
  /// 0 (HRS) to 1 (LRS).
  public let state: Waveform
  /// The voltage across the device alone, V.
  public let device: Waveform

  /// The state in the end, 0 (HRS) to 1 (LRS).
  public var finalState: Double { state.values.last ?? 0 }
}
