import CrossbarPrimitives

/// A circuit, its analysis, and the quantities to return: everything that an engine needs, and all that it gets.
///
///     let current = Probe.current(source: "V1")
///     let deck = Deck(circuit: circuit, analysis: .operatingPoint, probes: [current])
///     let amperes = try await engine.simulate(deck).final(current)
public struct Deck: Hashable, Sendable {
  /// The libraries and elements; `validate` checks it as a whole.
  public var circuit: Circuit
  /// One analysis per deck.
  public var analysis: Analysis
  /// The quantities to return, in the order of the result; at least one.
  public var probes: [Probe]
  /// Tolerances, temperature and integration rule of the solver.
  public var options: SolverOptions

  /// Nothing is checked here; `validate` does, which engines call before they simulate.
  public init(circuit: Circuit, analysis: Analysis, probes: [Probe], options: SolverOptions = SolverOptions()) {
    self.circuit = circuit
    self.analysis = analysis
    self.probes = probes
    self.options = options
  }
}

/// What an engine computes of a circuit. Each kind allows other measures; see `Measure.Kind`.
public enum Analysis: Hashable, Codable, Sendable {
  /// The state in which nothing changes: sources at their value at time 0, capacitors open. One point without a scale.
  case operatingPoint
  /// Operating points while the value of the source `source` goes from `start` to `stop` in steps of `step`, V or A. The step
  /// has the sign of `stop - start`. The last point is the last one not beyond `stop`.
  case sweep(source: String, start: Double, stop: Double, step: Double)
  /// A simulation over time from 0 to `stop`, in steps of at most `maximumStep`. It starts from the initial states of the
  /// subcircuits, not from an operating point (`uic`).
  case transient(stop: Time, maximumStep: Time)
}

extension Analysis {
  /// The number of points of a sweep, the first included, and the last if whole steps lead there; nil for other analyses. The
  /// tolerance of 1e-9 keeps rounding from dropping the last point.
  public var sweepPointCount: Int? {
    guard case .sweep(_, let start, let stop, let step) = self else { return nil }
    return Int(((stop - start) / step * (1 + 1e-9)).rounded(.down)) + 1
  }
}

/// One quantity that a simulation returns.
public enum Probe: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The voltage of a node against ground, V.
  case voltage(Node)
  /// The current that flows from plus to minus through the named voltage source, in A.
  case current(source: String)
  /// The voltage of a node inside a subcircuit instance, such as a memristor's state. `node` may be a path through further
  /// instances, separated by dots.
  case inner(instance: String, node: String)

  public var description: String {
    switch self {
    case .voltage(let node): "V(\(node))"
    case .current(let source): "I(\(source))"
    case .inner(let instance, let node): "V(\(instance).\(node))"
    }
  }
}

/// Tolerances and numerical methods of the solver. The defaults resolve a state of 1e-9 and a current of 0.1 pA.
public struct SolverOptions: Hashable, Sendable {
  /// Relative tolerance of Newton's method and of the time steps, 0 to 1: `reltol`.
  public var relativeTolerance = 1e-4
  /// Smallest current that is resolved, A: `abstol`.
  public var currentTolerance = 1e-13
  /// Smallest voltage that is resolved, V: `vntol`. Filament states are voltages too.
  public var voltageTolerance = 1e-9
  /// Smallest charge that is resolved, C: `chgtol`. The default is the state capacitor's 1 nF times 1e-6 V.
  public var chargeTolerance = 1e-15
  /// Conductance that a simulator adds across each semiconductor junction, S: `gmin`.
  public var minimumConductance = 1e-12
  /// Temperature of the circuit, °C. Models without a reference of their own were measured at `Temperature.nominal`.
  public var temperature = Temperature.nominal.celsius
  /// The rule of integration over time; only a transient uses it.
  public var integration = IntegrationMethod.gear
  /// The factor by which the estimated error of a time step may exceed the tolerances: ngspice's `trtol`.
  public var truncationRelaxation = 7.0

  /// A second-order rule of integration over time.
  public enum IntegrationMethod: String, Hashable, CaseIterable, Sendable {
    /// Gear's rule: damps everything that is faster than a time step.
    case gear
    /// The trapezoidal rule: a third of Gear's error at the same step, but what is faster than a step may ring.
    case trapezoidal = "trap"
  }

  /// The default of each option; they can be changed one by one.
  public init() {}

  /// The same options for a circuit at another temperature.
  public func at(_ temperature: Temperature) -> SolverOptions {
    var options = self
    options.temperature = temperature.celsius
    return options
  }
}
