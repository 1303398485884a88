import CrossbarPrimitives

/// Solves the resistive network of a crossbar by its structure: two planes of parallel wires joined by cells.
///
/// The row wires are eliminated exactly. The rest is solved by conjugate gradients, preconditioned with the column
/// wires; each iteration costs a sweep along either plane. Refinement rounds recompute the currents missing at all
/// nodes from the node voltages reached, so the reported figures hold for the solution itself. Where the iteration
/// takes too long, elimination takes over if its factors fit into memory.
public struct CrossbarSolver: Sendable {
  /// Requested relative accuracy of the current at each held end. Rounding of node voltages to doubles may limit it
  /// further.
  public var tolerance: Double
  /// Currents smaller than this are accurate to `tolerance` of this one.
  public var smallestCurrent = Current.amperes(1e-12)
  /// Smallest resistance of a segment that does not merge the wire to one node.
  public static let smallestWire = Resistance.ohms(1e-12)
  /// Iterations per round after which conjugate gradients give up; nil for a limit chosen by the network's size.
  public var iterationLimit: Int?

  /// - Parameter tolerance: above 0 and below 1.
  public init(tolerance: Double = 1e-9, iterationLimit: Int? = nil) {
    precondition(tolerance > 0 && tolerance < 1, "a relative tolerance of \(tolerance)")
    precondition(iterationLimit.map { $0 > 0 } ?? true, "a limit of no iterations")
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }

  /// The operating point of an ohmic network.
  /// - Throws: `CrossbarSolverError` if the network is invalid or its solution does not converge.
  public func solve(_ network: CrossbarNetwork) throws(CrossbarSolverError) -> CrossbarSolution {
    let point = try Self.point(of: network)
    var rounds = LinearRounds(self, point)
    let (ends, report) = try rounds.run()
    return point.solution(OhmicLaw(), ends: ends, report: report)
  }

  /// Solves for the currents at the ends only, which saves the memory of all others.
  /// - Throws: `CrossbarSolverError`, as `solve`.
  public func endCurrents(
    of network: CrossbarNetwork
  ) throws(CrossbarSolverError) -> (ends: EndCurrents, report: SolverReport) {
    var rounds = LinearRounds(self, try Self.point(of: network))
    return try rounds.run()
  }

  /// The working memory of a valid network, with its starting voltages and the factors of its wires.
  static func point(of network: CrossbarNetwork) throws(CrossbarSolverError) -> OperatingPoint {
    try network.validate()
    let point = network.conductances.elements.withUnsafeBufferPointer { cells in
      OperatingPoint(network) { cells[$0 * network.columns + $1] > 0 }
    }
    point.schur.factor(conductances: network.conductances.elements)
    return point
  }
}
