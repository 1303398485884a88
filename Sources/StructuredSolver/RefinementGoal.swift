/// Decides when rounds of refinement have reached a tolerance, and how accurately each must solve its equations.
struct RefinementGoal {
  /// Relative, of the ends' currents.
  let tolerance: Double

  /// Rounds after which a network counts as not converged; two are usual.
  static let roundLimit = 12
  /// Allowance for the ends' currents, which gain less in a round than the residual does.
  private static let safety = 10.0

  /// Reduction of the first round, such that two rounds reach the tolerance. The second round's change is the first
  /// one's error.
  var firstReduction: Double { (tolerance * 1e-4).squareRoot() }

  /// Whether the error after a round is within the tolerance; never after the first one, unless nothing changed.
  func isReached(_ change: Double, _ reduction: Double, round: Int) -> Bool {
    change == 0 || (round > 1 && Self.error(change, reduction) <= tolerance)
  }

  /// Estimated relative error after a round.
  /// - Parameters:
  ///   - change: that the round made.
  ///   - reduction: the share of the error that it was to leave.
  static func error(_ change: Double, _ reduction: Double) -> Double { change * min(1, reduction * safety) }

  /// The reduction that the next round needs, with a margin of two.
  func nextReduction(_ change: Double, _ reduction: Double, round: Int) -> Double {
    guard round > 1, change > 0 else { return reduction }
    return min(1e-2, max(1e-8, 0.5 * tolerance / (change * reduction * Self.safety)))
  }
}

extension SolverReport {
  /// The report before the first round.
  static var beginning: SolverReport {
    SolverReport(method: .iterative, iterations: 0, rounds: 0, residual: 0, lastChange: 1)
  }

  /// Adds a round.
  /// - Parameters:
  ///   - gain: the share of the error that the round left.
  ///   - residual: largest missing current, relative.
  mutating func add(iterations: Int, _ change: EndChange, gain: Double, _ residual: Double) {
    self.iterations += iterations
    rounds += 1
    lastChange = change.largest
    accuracy = max(RefinementGoal.error(change.largest, gain), change.rounding)
    self.residual = residual
  }
}
