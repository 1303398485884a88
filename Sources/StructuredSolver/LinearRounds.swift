/// Iterative refinement of an ohmic network's voltages until the ends' currents reach the tolerance. Each round solves
/// for corrections from the currents missing at the nodes, at first by conjugate gradients, and once these give up by
/// elimination.
struct LinearRounds {
  /// Tolerance and limits.
  let solver: CrossbarSolver
  /// Holds the voltages, which each round improves.
  let point: OperatingPoint
  private var gradients: ConjugateGradients
  /// Set from the round on in which conjugate gradients gave up.
  private var elimination: BandedElimination?

  init(_ solver: CrossbarSolver, _ point: OperatingPoint) {
    self.solver = solver
    self.point = point
    gradients = ConjugateGradients(point)
    gradients.coarse = CoarseNetwork(of: point.schur)
  }

  /// Runs the rounds.
  /// - Throws: `CrossbarSolverError.notConverged` or `.impossibleVoltage`.
  mutating func run() throws(CrossbarSolverError) -> (EndCurrents, SolverReport) {
    let goal = RefinementGoal(tolerance: solver.tolerance)
    var report = SolverReport.beginning
    if elimination != nil { report.method = .direct }
    var ends = point.endCurrents(point.balance(OhmicLaw()))
    var reduction = goal.firstReduction
    var change: EndChange
    repeat {
      try solve(reduction, &report)
      point.update()
      let balance = point.balance(OhmicLaw())
      let next = point.endCurrents(balance)
      change = EndChange(from: ends, to: next, balance: balance, highest: point.highestVoltage, smallest: solver.smallestCurrent)
      ends = next
      // Rounding may have limited the round's gain, above all that of elimination.
      let shrinkage = report.rounds > 0 && report.lastChange > 0 ? change.largest / report.lastChange : 0
      let gain = max(reduction, shrinkage)
      report.add(iterations: 0, change, gain: gain, balance.relativeMissing(ends))
      if goal.isReached(change.largest, gain, round: report.rounds) {
        try point.checkVoltages()
        return (ends, report)
      }
      reduction = goal.nextReduction(change.largest, reduction, round: report.rounds)
    } while report.rounds < RefinementGoal.roundLimit
    throw .notConverged(
      iterations: report.iterations, relativeChange: change.largest, tolerance: solver.tolerance, place: change.place,
      advice: "The cells' conductances lie too far apart for double precision; allow a larger tolerance.")
  }

  /// Solves one round's equations for the corrections of the column voltages.
  /// - Parameter reduction: of the residual's norm, for the iteration.
  private mutating func solve(_ reduction: Double, _ report: inout SolverReport) throws(CrossbarSolverError) {
    let shape = point.schur.shape
    point.schur.eliminateRows(missingInRows: point.missingInRows, missingInColumns: point.residual)
    if elimination == nil {
      let canEliminate = BandedElimination.isAffordable(shape)
      switch gradients.solve(reduction: reduction, limit: solver.limit(for: shape, canEliminate: canEliminate)) {
      case .converged(let iterations):
        report.iterations += iterations
        return
      case .gaveUp(let iterations):
        report.iterations += iterations
        guard canEliminate else { throw .tooLarge(shape, report, solver.tolerance) }
        elimination = BandedElimination(point.schur)
        report.method = .direct
      }
      // The iteration used up the right-hand side.
      _ = point.balance(OhmicLaw())
      point.schur.eliminateRows(missingInRows: point.missingInRows, missingInColumns: point.residual)
    }
    elimination?.solve(point.residual, into: point.correction)
  }
}

extension CrossbarSolver {
  /// The iteration limit of a round: about as many iterations as take the time of elimination.
  func limit(for shape: PlaneShape, canEliminate: Bool) -> Int {
    iterationLimit ?? (canEliminate ? max(300, shape.columns * shape.columns / 20) : 20_000)
  }
}

extension CrossbarSolverError {
  /// The iteration gave up, and the factors of elimination would not fit into memory.
  static func tooLarge(_ shape: PlaneShape, _ report: SolverReport, _ tolerance: Double) -> CrossbarSolverError {
    .notConverged(
      iterations: report.iterations, relativeChange: report.lastChange, tolerance: tolerance, place: nil,
      advice:
        "A network of \(shape.rows)x\(shape.columns) is too large for elimination; allow more iterations or a larger tolerance.")
  }
}
