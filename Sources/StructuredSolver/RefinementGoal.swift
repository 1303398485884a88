/// When rounds of refinement have reached a tolerance, and how well each must solve its equations.
struct RefinementGoal {
  let tolerance: Double

  static let roundLimit = 12
  /// Ends' currents gain less in a round than the residual does.
  private static let safety = 10.0

  /// Two rounds reach the tolerance: the change that the second one makes is the error of the first one.
  var firstReduction: Double { (tolerance * 1e-4).squareRoot() }

  func isReached(_ change: Double, _ reduction: Double, round: Int) -> Bool {
    change == 0 || (round > 1 && Self.error(change, reduction) <= tolerance)
  }

  /// What is left after a round that made a change and was to gain a factor.
  static func error(_ change: Double, _ reduction: Double) -> Double { change * min(1, reduction * safety) }

  /// What is still lacking, twice over.
  func nextReduction(_ change: Double, _ reduction: Double, round: Int) -> Double {
    guard round > 1, change > 0 else { return reduction }
    return min(1e-2, max(1e-8, 0.5 * tolerance / (change * reduction * Self.safety)))
  }
}

extension SolverReport {
  static var beginning: SolverReport {
    SolverReport(method: .iterative, iterations: 0, rounds: 0, residual: 0, lastChange: 1)
  }

  /// What a round did.
  /// - Parameter gain: what the round left of the error it found.
  mutating func add(iterations: Int, _ change: EndChange, gain: Double, _ residual: Double) {
    self.iterations += iterations
    rounds += 1
    lastChange = change.largest
    accuracy = max(RefinementGoal.error(change.largest, gain), change.rounding)
    self.residual = residual
  }
}
