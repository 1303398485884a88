import CrossbarPrimitives

/// Solves the resistive network of a crossbar by its structure: two planes of parallel wires joined by cells.
///
/// The row wires are eliminated exactly, and the rest is solved by conjugate gradients, preconditioned with the column wires;
/// each iteration costs a sweep along either plane. Refinement rounds recompute the currents missing at all nodes from the
/// voltages reached, so that what is reported is what the answer fulfils.
public struct CrossbarSolver: Sendable {
  /// Relative accuracy of the current at each held end, or what the rounding of node voltages to doubles leaves of it.
  public var tolerance: Double
  /// Iterations after which the linear solver gives up; nil leaves it to the network's size.
  public var iterationLimit: Int?

  public init(tolerance: Double = 1e-9, iterationLimit: Int? = nil) {
    precondition(tolerance > 0 && tolerance < 1, "a relative tolerance of \(tolerance)")
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The operating point of an ohmic network.
  /// - Throws: `CrossbarSolverError`.
  public func solve(_ network: CrossbarNetwork) throws(CrossbarSolverError) -> CrossbarSolution {
    let point = try OperatingPoint(network)
    let (ends, report) = try point.solve(self)
    return point.solution(ends: ends, report: report)
  }
}
