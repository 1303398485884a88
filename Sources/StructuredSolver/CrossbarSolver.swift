import CrossbarPrimitives

/// Solves the resistive network of a crossbar by its structure: two planes of parallel wires joined by cells.
///
/// The row wires are eliminated exactly, and the rest is solved by conjugate gradients, preconditioned with the column wires;
/// each iteration costs a sweep along either plane. Refinement rounds recompute the currents missing at all nodes from the
/// voltages reached, so that what is reported is what the answer fulfils. Where the iteration takes too long, elimination
/// takes over if its factors fit into memory.
public struct CrossbarSolver: Sendable {
  /// Relative accuracy of the current at each held end, or what the rounding of node voltages to doubles leaves of it.
  public var tolerance: Double
  /// Currents below this one are good to `tolerance` of it.
  public var smallestCurrent = Current.amperes(1e-12)
  /// Of a wire's segment that is not merged to one node.
  public static let smallestWire = Resistance.ohms(1e-12)
  /// Iterations in a round after which conjugate gradients give up; nil leaves it to the network's size.
  public var iterationLimit: Int?

  public init(tolerance: Double = 1e-9, iterationLimit: Int? = nil) {
    precondition(tolerance > 0 && tolerance < 1, "a relative tolerance of \(tolerance)")
    precondition(iterationLimit.map { $0 > 0 } ?? true, "a limit of no iterations")
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The operating point of an ohmic network.
  /// - Throws: `CrossbarSolverError`.
  public func solve(_ network: CrossbarNetwork) throws(CrossbarSolverError) -> CrossbarSolution {
    let point = try Self.point(of: network)
    var rounds = LinearRounds(self, point)
    let (ends, report) = try rounds.run()
    return point.solution(OhmicLaw(), ends: ends, report: report)
  }

  /// The currents at the ends alone, which saves the memory of all others.
  /// - Throws: `CrossbarSolverError`.
  public func endCurrents(
    of network: CrossbarNetwork
  ) throws(CrossbarSolverError) -> (ends: EndCurrents, report: SolverReport) {
    var rounds = LinearRounds(self, try Self.point(of: network))
    return try rounds.run()
  }

  static func point(of network: CrossbarNetwork) throws(CrossbarSolverError) -> OperatingPoint {
    try network.validate()
    let point = network.conductances.elements.withUnsafeBufferPointer { cells in
      OperatingPoint(network) { cells[$0 * network.columns + $1] > 0 }
    }
    point.schur.factor(conductances: network.conductances.elements)
    return point
  }
}
