import CircuitSimulation

/// How much a run simulated.
public struct SpiceFigures: Encodable, Equatable, Sendable {
  public var version: String
  public var analyses: Int
  /// Analyses that gave no result; their cells keep their state.
  public var failures: Int
  /// Wall time spent in ngspice.
  public var seconds: Double

  public init(_ totals: MeteredEngine.Totals, _ engine: EngineIdentity) {
    version = "ngspice-\(engine.version)"
    analyses = totals.analyses
    failures = totals.failures
    seconds = totals.time / .seconds(1)
  }
}
