import CrossbarPrimitives
import Foundation

/// An ohmic network with all that its solutions share, for calls with one input after another: factors of its wires, the
/// second level, and the memory.
///
///     let array = try CrossbarSolver().prepare(network)
///     let currents = try array.endCurrents(input).ends.bottom
///
/// Each call begins from the same starting voltages, so its results do not depend on calls before. Calls from several
/// threads wait for one another.
public final class PreparedNetwork: @unchecked Sendable {
  // Unchecked, since the lock admits one solution at a time.
  /// The network; the voltages of its ends are those of the network it was prepared from.
  public let network: CrossbarNetwork
  private let solver: CrossbarSolver
  private let lock = NSLock()
  private var rounds: LinearRounds
  /// For many inputs together; made when they are first asked for.
  private var factors: SingleFactors?

  init(_ network: CrossbarNetwork, _ solver: CrossbarSolver) throws(CrossbarSolverError) {
    self.network = network
    self.solver = solver
    rounds = LinearRounds(solver, try CrossbarSolver.point(of: network))
  }

  /// The currents at the ends for one input.
  /// - Throws: `CrossbarSolverError`, as `CrossbarSolver.solve`; also if the input's numbers of voltages do not suit the
  ///   network.
  public func endCurrents(_ voltages: EndVoltages) throws(CrossbarSolverError) -> (ends: EndCurrents, report: SolverReport) {
    let held = try network.held(at: voltages)
    try held.validateEnds()
    lock.lock()
    defer { lock.unlock() }
    return try solve(held)
  }

  /// The currents at the ends for many inputs; see `CrossbarSolver.endCurrents(of:inputs:)`.
  /// - Throws: `CrossbarSolverError`, as for one input.
  public func endCurrents(
    inputs voltages: [EndVoltages]
  ) throws(CrossbarSolverError) -> [(ends: EndCurrents, report: SolverReport)] {
    // Each input's voltages may be wrong in their own way.
    var networks: [CrossbarNetwork] = []
    for input in voltages {
      let held = try network.held(at: input)
      try held.validateEnds()
      networks.append(held)
    }
    lock.lock()
    defer { lock.unlock() }
    var done: [Int: [(ends: EndCurrents, report: SolverReport)]] = [:]
    if networks.count > 1, network.suitsSinglePrecision {
      let shared = factors ?? SingleFactors(rounds.point.schur)
      factors = shared
      done = solver.solveBatches(networks, shared, rounds.point.floating)
    }
    var results: [(ends: EndCurrents, report: SolverReport)] = []
    for (index, batch) in networks.batches.enumerated() {
      if let found = done[index] {
        results += found
        continue
      }
      // Batches that did not converge are solved one by one, where elimination can take over.
      for held in batch { results.append(try solve(held)) }
    }
    return results
  }

  private func solve(_ held: CrossbarNetwork) throws(CrossbarSolverError) -> (ends: EndCurrents, report: SolverReport) {
    rounds.point.restart(held)
    return try rounds.run()
  }
}
