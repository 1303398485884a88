import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A laboratory bench for one memristor: a voltage source on its top electrode, and an element that limits the current
/// between its bottom electrode and ground.
///
///     let bench = DeviceBench(engine: engine)
///     let outcome = try await bench.pulse(pulse, to: memristor, state: 0, series: .limiter(.milliamperes(1)))
public struct DeviceBench: Sendable {
  /// The element between the device's bottom electrode and ground.
  public enum Series: Hashable, Sendable {
    /// Nothing: the bottom electrode is grounded.
    case none
    /// The source's own compliance, at this current.
    case limiter(Current)
    /// An access transistor with a constant gate voltage; its drain is the bottom electrode.
    case transistor(AccessTransistor, gate: Voltage)
  }

  /// Every simulation is a circuit of its own.
  public let engine: any SpiceEngine

  /// Several benches may share an engine.
  public init(engine: any SpiceEngine) { self.engine = engine }

  /// Applies a waveform to a device and records it.
  /// - Parameters:
  ///   - points: the source's voltage in V over time, linear in between, from time zero.
  ///   - state: of the filament at the start, 0 (HRS) to 1 (LRS).
  ///   - maximumStep: the longest time step of the solver.
  /// - Throws: `SimulationError`, `NetlistError`.
  public func apply(
    _ points: [Stimulus.Point], to memristor: Memristor, state: Double, series: Series, maximumStep: Time,
    options: SolverOptions = SolverOptions()
  ) async throws -> BenchTrace {
    var deck = try deck(points, memristor, state: state, series: series, maximumStep: maximumStep)
    deck.options = options.at(memristor.device.temperature)
    let result = try await engine.simulate(deck)
    let applied = result.waveform(of: Self.applied)
    // Without a series element the bottom electrode is ground, which is no node to probe.
    let device =
      series == .none
      ? applied : Waveform(time: applied.time, values: zip(applied.values, result.values(of: Self.bottom)).map { $0 - $1 })
    return BenchTrace(
      applied: applied, current: result.waveform(of: Self.current).mapped { -$0 },
      state: result.waveform(of: Self.state(of: memristor)).mapped(memristor.device.memory.fraction), device: device)
  }

  /// Names of the elements and nodes in every circuit of the bench.
  private static let (source, cell): (String, String) = ("VSMU", "XCELL")
  private static let (topElectrode, bottomElectrode): (Node, Node) = ("te", "be")
  private static let applied = Probe.voltage(topElectrode)
  private static let current = Probe.current(source: source)
  private static let bottom = Probe.voltage(bottomElectrode)

  /// The inner node of the device's model that holds its state.
  private static func state(of memristor: Memristor) -> Probe {
    .inner(instance: cell, node: memristor.device.memory.node)
  }

  /// The bench as a deck that can be simulated. Its probes are the source's voltage and current, the filament's state
  /// and, if there is a series element, the bottom electrode's voltage.
  public func deck(
    _ points: [Stimulus.Point], _ memristor: Memristor, state: Double, series: Series, maximumStep: Time
  ) throws(NetlistError) -> Deck {
    var circuit = Circuit(title: "one memristor on the bench")
    try circuit.add(Self.source, .voltageSource(plus: Self.topElectrode, minus: .ground, .piecewiseLinear(points)))
    let bottom = series == .none ? .ground : Self.bottomElectrode
    try circuit.add(Self.cell, memristor, state: state, isHeld: false, from: Self.topElectrode, to: bottom)
    switch series {
    case .none: break
    case .limiter(let limit):
      let limiter = try ComplianceLimiter(limit: limit)
      circuit.include(limiter.library)
      try circuit.add("XLIMIT", limiter.instance(from: bottom, to: .ground))
    case .transistor(let transistor, let gate):
      circuit.include(transistor.model.library)
      try circuit.add("VG", .voltageSource(plus: "gate", minus: .ground, .constant(gate.si)))
      try circuit.add(transistor.element("MSERIES", drain: bottom, gate: "gate", source: .ground))
    }
    let stop = points.last?.time ?? .zero
    return Deck(
      circuit: circuit, analysis: .transient(stop: stop, maximumStep: maximumStep),
      probes: [Self.applied, Self.current, Self.state(of: memristor)] + (bottom == .ground ? [] : [Self.bottom]),
      options: SolverOptions().at(memristor.device.temperature))
  }
}

/// What the bench recorded: four waveforms over the same times.
public struct BenchTrace: Sendable {
  /// The source's voltage, V.
  public let applied: Waveform
  /// Current out of the source, A: positive from top to bottom electrode.
  public let current: Waveform
  /// The filament's state, 0 (HRS) to 1 (LRS).
  public let state: Waveform
  /// The voltage across the device alone, V, without the series element.
  public let device: Waveform

  /// The filament's state at the end, 0 (HRS) to 1 (LRS).
  public var finalState: Double { state.values.last ?? 0 }
}
