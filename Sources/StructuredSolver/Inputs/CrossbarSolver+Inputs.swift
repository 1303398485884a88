import Dispatch
import Foundation
import Synchronization

extension CrossbarSolver {
  /// The currents at the ends of an ohmic network for many inputs. They share what depends on the network alone, are
  /// solved eight at a time in single precision with refinement, and use several threads. Networks or inputs that this
  /// does not suit are solved one by one in double precision.
  ///
  /// - Parameter voltages: one entry per input.
  /// - Returns: currents and report of each input, in the order of the inputs. Inputs of one batch report the same
  ///   iterations.
  /// - Throws: `CrossbarSolverError`, as `solve`; also if an input's numbers of voltages do not suit the network.
  public func endCurrents(
    of network: CrossbarNetwork, inputs voltages: [EndVoltages]
  ) throws(CrossbarSolverError) -> [(ends: EndCurrents, report: SolverReport)] {
    try prepare(network).endCurrents(inputs: voltages)
  }

  /// Prepares a network for several calls with different voltages at its ends.
  /// - Throws: `CrossbarSolverError.invalidNetwork`.
  public func prepare(_ network: CrossbarNetwork) throws(CrossbarSolverError) -> PreparedNetwork {
    try PreparedNetwork(network, self)
  }

  /// Solves inputs eight at a time, on several threads.
  /// - Returns: what was found of each batch; nothing where one did not converge.
  func solveBatches(
    _ networks: [CrossbarNetwork], _ factors: SingleFactors, _ floating: FloatingLines
  ) -> [Int: [(ends: EndCurrents, report: SolverReport)]] {
    let shape = PlaneShape(rows: factors.rows, columns: factors.columns)
    let batches = networks.batches
    let found = Mutex<[Int: [(ends: EndCurrents, report: SolverReport)]]>([:])
    let workers = max(1, min(ProcessInfo.processInfo.activeProcessorCount, Self.batchMemory / InputBatch.memory(shape)))
    let queue = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, batches.count)) { _ in
      var memory: InputBatch?
      while true {
        let index = queue.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < batches.count else { return }
        if let results = solveBatch(batches[index], factors, floating, &memory) { found.withLock { $0[index] = results } }
      }
    }
    return found.withLock { $0 }
  }

  /// Memory that all batches in progress may take together, bytes.
  private static let batchMemory = Int(min(1 << 32, ProcessInfo.processInfo.physicalMemory / 4))

  /// Solves up to eight inputs together; nil if one of them did not converge.
  /// - Parameter memory: that of the thread's last batch, for the next one.
  private func solveBatch(
    _ networks: [CrossbarNetwork], _ factors: SingleFactors, _ floating: FloatingLines, _ memory: inout InputBatch?
  ) -> [(ends: EndCurrents, report: SolverReport)]? {
    let lines = networks.map { floating.lines(of: $0) }
    let (rowLines, columnLines) = (lines.map(\.rows), lines.map(\.columns))
    let batch = memory ?? InputBatch(factors, rowLines: rowLines, columnLines: columnLines)
    if memory != nil { batch.restart(rowLines: rowLines, columnLines: columnLines) }
    memory = batch
    func ends(_ balances: [KirchhoffBalance]) -> [EndCurrents] {
      zip(lines, balances).map { floating.endCurrents($1, rowLines: $0.rows, columnLines: $0.columns) }
    }
    var balances = batch.balance()
    var currents = ends(balances)
    var reports = networks.map { _ in SolverReport.beginning }
    let goal = RefinementGoal(tolerance: tolerance)
    let highest = lines.map { max($0.rows.highestVoltage, $0.columns.highestVoltage) }
    var reduction = InputBatch.reduction
    for round in 1...RefinementGoal.roundLimit {
      var missing = Vector8.zero
      for lane in networks.indices { missing[lane] = balances[lane].largestMissing }
      guard let iterations = batch.correct(missing: missing, reduction: reduction, limit: Self.batchIterations) else {
        return nil
      }
      balances = batch.balance()
      let next = ends(balances)
      var isDone = true
      var needed = 1.0
      for lane in networks.indices {
        let change = EndChange(
          from: currents[lane], to: next[lane], balance: balances[lane], highest: highest[lane],
          smallest: smallestCurrent)
        // Rounding may have limited the round's gain. The currents of the ends show it, from the second round on; the
        // missing currents show it in the first, and later no longer shrink since they are those of rounding.
        let gained = round == 1 && missing[lane] > 0 ? balances[lane].largestMissing / missing[lane] : 0
        let shrinkage = round > 1 && change.largest > 0 ? change.largest / reports[lane].lastChange : 0
        guard shrinkage < Self.slowest else { return nil }
        let reached = max(reduction, gained, shrinkage)
        reports[lane].add(iterations: iterations, change, gain: reached, balances[lane].relativeMissing(next[lane]))
        isDone = isDone && goal.isReached(change.largest, reached, round: round)
        needed = min(needed, goal.nextReduction(change.largest, reached, round: round))
      }
      currents = next
      // A few iterations more cost less than another round.
      reduction = max(InputBatch.reduction, 0.1 * needed)
      if isDone { return batch.isWithinSources(lines) ? Array(zip(currents, reports)) : nil }
    }
    return nil
  }

  /// Largest ratio of successive changes of the currents. With slower convergence the network is beyond single
  /// precision.
  private static let slowest = 0.1

  /// Most iterations of a round; an input that needs more is solved alone.
  private static let batchIterations = 500
}

extension CrossbarNetwork {
  /// Whether each line is connected to a source by a conductance that single precision does not lose beside the largest
  /// one. Lines held through weak cells only have voltages that rounding decides, however often they are refined.
  var suitsSinglePrecision: Bool {
    let segments = [rowSegment.si, columnSegment.si].filter { $0 > 0 }.map { 1 / $0 }
    let largest = max(conductances.elements.max() ?? 0, segments.max() ?? 0)
    func isTied(_ end: LineEnd) -> Bool {
      guard case .held(_, let resistance) = end else { return false }
      return resistance.si * largest <= 1e3
    }
    return (0..<rows).allSatisfy { isTied(left[$0]) || isTied(right[$0]) }
      && (0..<columns).allSatisfy { isTied(top[$0]) || isTied(bottom[$0]) }
  }
}

extension [CrossbarNetwork] {
  /// As many at a time as an `InputBatch` takes.
  var batches: [[CrossbarNetwork]] {
    stride(from: 0, to: count, by: InputBatch.lanes).map { Array(self[$0..<Swift.min($0 + InputBatch.lanes, count)]) }
  }
}
