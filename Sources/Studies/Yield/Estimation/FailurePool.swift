import Foundation

/// The failures among samples of a mixture, with what each counts for: probabilities of failure follow from them, also of cells
/// that are distributed otherwise than they were sampled.
struct FailurePool: Sendable {
  /// The scores of each failure, and ln of the density that it was drawn with, over that of the cells.
  private(set) var failures: [(scores: [Double], logRatio: Double)] = []
  /// Samples whose margin is known, failures included.
  private(set) var samples = 0

  /// Adds samples of a mixture.
  mutating func add(_ points: [ScoredPoint], of mixture: ShiftMixture) {
    samples += points.count { $0.margin != nil }
    failures += points.filter(\.fails).map { ($0.scores, mixture.logRatio($0.scores)) }
  }

  /// The pool with each failure counting for less.
  func divided(by counts: [Int]) -> FailurePool {
    var pool = self
    for (index, count) in counts.enumerated() { pool.failures[index].logRatio += log(Double(count)) }
    return pool
  }

  /// What each failure counts for, samples that do not fail counting 0.
  var weights: [Double] { failures.map { exp(-$0.logRatio) } }

  /// The share of cells that fail; 0 without samples.
  var probability: Double { samples == 0 ? 0 : weights.reduce(0, +) / Double(samples) }

  /// Standard error of the probability, relative to it; infinite without failures.
  var relativeError: Double {
    let (sum, squares, n) = (weights.reduce(0, +), weights.reduce(0) { $0 + $1 * $1 }, Double(samples))
    guard sum > 0, n > 1 else { return .infinity }
    return max(0, (squares * n / (sum * sum) - 1) / (n - 1)).squareRoot()
  }

  /// So many failures of equal weight would tell as much: (sum of weights)^2 / sum of squares.
  var effectiveSize: Double {
    let (sum, squares) = (weights.reduce(0, +), weights.reduce(0) { $0 + $1 * $1 })
    return squares > 0 ? sum * sum / squares : 0
  }

  /// The share that fails of cells whose scores are independent, normal, and have these means and standard deviations.
  ///
  /// The samples are those of all cells, weighed anew: nothing is simulated. Deviations are at most 1.
  func probability(means: [Double], deviations: [Double]) -> Double {
    guard samples > 0 else { return 0 }
    let scales = deviations.map { 1 / $0 }
    let norm = deviations.reduce(0) { $0 - log($1) }
    var sum = 0.0
    for failure in failures {
      var exponent = norm - failure.logRatio
      for axis in means.indices {
        let own = (failure.scores[axis] - means[axis]) * scales[axis]
        exponent += (failure.scores[axis] * failure.scores[axis] - own * own) / 2
      }
      sum += exp(exponent)
    }
    return min(1, sum / Double(samples))
  }
}
