import CrossbarPrimitives

/// A circuit, what is done to it, and what is looked at: everything an engine needs, and all it gets.
public struct Deck: Hashable, Sendable {
  public var circuit: Circuit
  public var analysis: Analysis
  /// The quantities to return, in the order of the result.
  public var probes: [Probe]
  public var options: SolverOptions

  public init(circuit: Circuit, analysis: Analysis, probes: [Probe], options: SolverOptions = SolverOptions()) {
    self.circuit = circuit
    self.analysis = analysis
    self.probes = probes
    self.options = options
  }
}

/// An analysis.
public enum Analysis: Hashable, Codable, Sendable {
  case operatingPoint
  /// Steps the constant source `source` from `start` to `stop`.
  case sweep(source: String, start: Double, stop: Double, step: Double)
  /// From the initial state of each subcircuit (not an operating point) to `stop`, in steps of at most `maximumStep`.
  case transient(stop: Time, maximumStep: Time)
}

extension Analysis {
  /// How many points a sweep has, its two ends included; nil for other analyses.
  public var sweepPointCount: Int? {
    guard case .sweep(_, let start, let stop, let step) = self else { return nil }
    return Int(((stop - start) / step * (1 + 1e-9)).rounded(.down)) + 1
  }
}

/// One quantity of a simulation.
public enum Probe: Hashable, Codable, Sendable, CustomStringConvertible {
  case voltage(Node)
  /// The current that flows from plus to minus through the named voltage source, in A.
  case current(source: String)
  /// The voltage of a node inside a subcircuit instance, such as a memristor's state.
  case inner(instance: String, node: String)

  public var description: String {
    switch self {
    case .voltage(let node): "V(\(node))"
    case .current(let source): "I(\(source))"
    case .inner(let instance, let node): "V(\(instance).\(node))"
    }
  }
}

/// What the solver may neglect. The defaults resolve a filament state of 1e-9 and a picoampere.
public struct SolverOptions: Hashable, Sendable {
  /// Relative tolerance of Newton's method and of the time steps.
  public var relativeTolerance = 1e-4
  /// Smallest current that matters, A.
  public var currentTolerance = 1e-13
  /// Smallest voltage that matters, V.
  public var voltageTolerance = 1e-9
  /// Smallest charge that matters, C: the state capacitor's 1 nF times 1e-6.
  public var chargeTolerance = 1e-15
  /// Conductance ngspice puts across each junction, S.
  public var minimumConductance = 1e-12
  /// Celsius.
  public var temperature = 27.0
  /// How time is integrated.
  public var integration = IntegrationMethod.gear
  /// By how much the error that a time step's estimate promises may exceed the tolerances: ngspice's `trtol`.
  public var truncationRelaxation = 7.0

  /// A rule of integration over time, of second order.
  public enum IntegrationMethod: String, Hashable, CaseIterable, Sendable {
    /// Damps whatever is faster than a time step.
    case gear
    /// A third of Gear's error at the same step; what is faster than a step may ring.
    case trapezoidal = "trap"
  }

  public init() {}
}
