/// Newton's method for the operating point of nonlinear cells, each step solved only as accurately as is useful.
struct NewtonRounds<Law: CellLaw> {
  private let solver: CrossbarSolver
  private let point: OperatingPoint
  private let law: Law
  /// Voltages before a step, to which a halved step returns half-way.
  private let oldRowVoltages: AlignedBuffer
  private let oldColumnVoltages: AlignedBuffer

  init(_ solver: CrossbarSolver, _ point: OperatingPoint, _ law: Law) {
    self.solver = solver
    self.point = point
    self.law = law
    oldRowVoltages = AlignedBuffer(count: point.schur.shape.size)
    oldColumnVoltages = AlignedBuffer(count: point.schur.shape.size)
  }

  /// Newton steps after which the network counts as not converged.
  private static var stepLimit: Int { 60 }

  /// Takes steps until the ends' currents reach the tolerance.
  /// - Throws: `CrossbarSolverError.notConverged` or `.impossibleVoltage`.
  func run() throws(CrossbarSolverError) -> CrossbarSolution {
    var report = SolverReport.beginning
    var balance = point.balance(law)
    var ends = point.endCurrents(balance)
    var gradients = ConjugateGradients(point)
    while true {
      // The last steps are solved more accurately: their error is not that of the linearisation.
      let reduction = report.lastChange > 1e-2 ? 1e-4 : 1e-6
      point.schur.factorGains()
      gradients.coarse = CoarseNetwork(of: point.schur)
      point.schur.eliminateRows(missingInRows: point.missingInRows, missingInColumns: point.residual)
      try solveStep(gradients, reduction, &report)
      let next = step(from: balance)
      let nextEnds = point.endCurrents(next)
      let change = EndChange(
        from: ends, to: nextEnds, balance: next, highest: point.highestVoltage, smallest: solver.smallestCurrent)
      (balance, ends) = (next, nextEnds)
      let gain = max(reduction, change.largest)
      report.add(iterations: 0, change, gain: gain, balance.relativeMissing(ends))
      // Newton's error squares with each step, unless the linear solver's is larger.
      if change.largest * max(10 * reduction, change.largest) <= solver.tolerance, report.rounds > 1 || change.largest == 0 {
        try point.checkVoltages()
        return point.solution(law, ends: ends, report: report)
      }
      guard report.rounds < Self.stepLimit else {
        throw .notConverged(
          iterations: report.iterations, relativeChange: change.largest, tolerance: solver.tolerance, place: change.place,
          advice: "Newton's method found no operating point in \(Self.stepLimit) steps; try smaller voltages.")
      }
    }
  }

  /// Solves one step's linear equations, by elimination once the iteration has given up.
  private func solveStep(
    _ gradients: ConjugateGradients, _ reduction: Double, _ report: inout SolverReport
  ) throws(CrossbarSolverError) {
    let shape = point.schur.shape
    let canEliminate = BandedElimination.isAffordable(shape)
    if report.method == .iterative {
      switch gradients.solve(reduction: reduction, limit: solver.limit(for: shape, canEliminate: canEliminate)) {
      case .converged(let iterations):
        report.iterations += iterations
        return
      case .gaveUp(let iterations):
        report.iterations += iterations
        guard canEliminate else { throw .tooLarge(shape, report, solver.tolerance) }
        report.method = .direct
      }
      // The iteration used up the right-hand side.
      _ = point.balance(law)
      point.schur.eliminateRows(missingInRows: point.missingInRows, missingInColumns: point.residual)
    }
    BandedElimination(point.schur).solve(point.residual, into: point.correction)
  }

  /// Takes the step, halved up to 20 times until the largest missing current does not more than double.
  private func step(from balance: KirchhoffBalance) -> KirchhoffBalance {
    let size = point.schur.shape.size
    oldRowVoltages.pointer.update(from: point.rowVoltages.pointer, count: size)
    oldColumnVoltages.pointer.update(from: point.columnVoltages.pointer, count: size)
    point.update()
    var next = point.balance(law)
    var halvings = 0
    while !(next.largestMissing <= 2 * balance.largestMissing || next.largestMissing <= 1e-9 * next.largestCell), halvings < 20 {
      for place in 0..<size {
        point.rowVoltages.pointer[place] = (point.rowVoltages.pointer[place] + oldRowVoltages.pointer[place]) / 2
        point.columnVoltages.pointer[place] = (point.columnVoltages.pointer[place] + oldColumnVoltages.pointer[place]) / 2
      }
      next = point.balance(law)
      halvings += 1
    }
    return next
  }
}
