import Dispatch
import Foundation
import Synchronization

extension CrossbarSolver {
  /// The currents at the ends of an ohmic network for many inputs, which share what depends on the network alone.
  ///
  /// - Parameter voltages: of the held ends, one for each input.
  /// - Returns: for each input the currents, and how it came about; what inputs solved together shares its iterations.
  /// - Throws: `CrossbarSolverError`.
  public func endCurrents(
    of network: CrossbarNetwork, inputs voltages: [EndVoltages]
  ) throws(CrossbarSolverError) -> [(ends: EndCurrents, report: SolverReport)] {
    try network.validate()
    // Each input's voltages may be wrong in their own way.
    var networks: [CrossbarNetwork] = []
    for input in voltages {
      let held = try network.held(at: input)
      try held.validateEnds()
      networks.append(held)
    }
    guard networks.count > 1 else {
      var results: [(ends: EndCurrents, report: SolverReport)] = []
      for held in networks { results.append(try endCurrents(of: held)) }
      return results
    }
    let point = try Self.point(of: network)
    let shape = point.schur.shape
    let batches = stride(from: 0, to: networks.count, by: InputBatch.lanes).map {
      Array(networks[$0..<min($0 + InputBatch.lanes, networks.count)])
    }
    let found = Mutex<[Int: [(ends: EndCurrents, report: SolverReport)]]>([:])
    let workers = max(1, min(ProcessInfo.processInfo.activeProcessorCount, Self.batchMemory / InputBatch.memory(shape)))
    let queue = Mutex(0)
    let shared = UncheckedPoint(point: point)
    DispatchQueue.concurrentPerform(iterations: min(workers, batches.count)) { _ in
      while true {
        let index = queue.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < batches.count else { return }
        if let results = solveBatch(batches[index], shared.point) { found.withLock { $0[index] = results } }
      }
    }
    let done = found.withLock { $0 }
    var results: [(ends: EndCurrents, report: SolverReport)] = []
    for (index, batch) in batches.enumerated() {
      if let batchResults = done[index] {
        results += batchResults
        continue
      }
      // What the iteration does not like is solved one by one, with elimination to fall back on.
      for held in batch { results.append(try endCurrents(of: held)) }
    }
    return results
  }

  /// Bytes that batches under way at once may take together.
  private static let batchMemory = 1 << 30

  /// Nil if an input did not converge.
  private func solveBatch(
    _ networks: [CrossbarNetwork], _ point: OperatingPoint
  ) -> [(ends: EndCurrents, report: SolverReport)]? {
    let lines = networks.map { point.floating.lines(of: $0) }
    let batch = InputBatch(point.schur, rowLines: lines.map(\.rows), columnLines: lines.map(\.columns))
    func ends(_ balances: [KirchhoffBalance]) -> [EndCurrents] {
      zip(lines, balances).map { point.floating.endCurrents($1, rowLines: $0.rows, columnLines: $0.columns) }
    }
    var currents = ends(batch.balance())
    var reports = networks.map { _ in SolverReport.beginning }
    let goal = RefinementGoal(tolerance: tolerance)
    var reduction = goal.firstReduction
    for round in 1...RefinementGoal.roundLimit {
      batch.eliminateRows()
      guard let iterations = batch.solve(reduction: reduction, limit: limit(for: point.schur.shape, canEliminate: true)) else {
        return nil
      }
      batch.update()
      let balances = batch.balance()
      let next = ends(balances)
      var isDone = true
      var largest = 0.0
      for lane in networks.indices {
        let change = EndChange(from: currents[lane], to: next[lane], balance: balances[lane], smallest: smallestCurrent)
        reports[lane].add(iterations: iterations, change, balances[lane].relativeMissing(next[lane]))
        largest = max(largest, change.largest)
        isDone = isDone && goal.isReached(change.largest, reduction, round: round)
      }
      currents = next
      if isDone { return Array(zip(currents, reports)) }
      reduction = goal.nextReduction(largest, reduction, round: round)
    }
    return nil
  }
}

/// Batches only read the point.
private struct UncheckedPoint: @unchecked Sendable { let point: OperatingPoint }
