/// Refinement of an ohmic network's voltages until the ends' currents are good.
struct LinearRounds {
  let solver: CrossbarSolver
  let point: OperatingPoint
  private let gradients: ConjugateGradients
  private var elimination: BandedElimination?

  init(_ solver: CrossbarSolver, _ point: OperatingPoint) {
    self.solver = solver
    self.point = point
    gradients = ConjugateGradients(point)
  }

  private static let roundLimit = 12
  /// Digits that a round leaves after what its linear solver gains: ends' currents are worse than residuals.
  private static let safety = 10.0

  mutating func run() throws(CrossbarSolverError) -> (EndCurrents, SolverReport) {
    var report = SolverReport(method: .iterative, iterations: 0, rounds: 0, residual: 0, lastChange: 1)
    var ends = point.endCurrents(point.balance(OhmicLaw()))
    // Two rounds reach the tolerance: the change that the second one makes is the error of the first one.
    var reduction = (solver.tolerance * 1e-4).squareRoot()
    var change: EndChange
    repeat {
      try solve(reduction, &report)
      point.update()
      report.rounds += 1
      let balance = point.balance(OhmicLaw())
      let next = point.endCurrents(balance)
      change = EndChange(from: ends, to: next, balance: balance, smallest: solver.smallestCurrent)
      ends = next
      report.lastChange = change.largest
      report.residual = balance.relativeMissing(ends)
      let error = change.largest * reduction * Self.safety
      if change.largest == 0 || (report.rounds > 1 && error <= solver.tolerance) { return (ends, report) }
      // What is still lacking, and a digit more.
      if report.rounds > 1 { reduction = min(1e-2, max(1e-8, 0.1 * solver.tolerance / error)) }
    } while report.rounds < Self.roundLimit
    throw .notConverged(
      iterations: report.iterations, relativeChange: change.largest, tolerance: solver.tolerance, place: change.place,
      advice: "The cells' conductances lie too far apart for double precision; allow a larger tolerance.")
  }

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
  /// As many iterations as elimination takes the time of, or so.
  func limit(for shape: PlaneShape, canEliminate: Bool) -> Int {
    iterationLimit ?? (canEliminate ? max(300, shape.columns * shape.columns / 20) : 20_000)
  }
}

extension CrossbarSolverError {
  static func tooLarge(_ shape: PlaneShape, _ report: SolverReport, _ tolerance: Double) -> CrossbarSolverError {
    .notConverged(
      iterations: report.iterations, relativeChange: report.lastChange, tolerance: tolerance, place: nil,
      advice:
        "A network of \(shape.rows)x\(shape.columns) is too large for elimination; allow more iterations or a larger tolerance.")
  }
}
