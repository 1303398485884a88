import Foundation

/// The normal distribution of mean 0 and standard deviation 1, exact far out in its tails.
public enum StandardNormal {
  /// P(Z > score), 0 to 1.
  public static func exceedance(_ score: Double) -> Double { erfc(score / 2.0.squareRoot()) / 2 }

  /// The score that is exceeded with a probability: 4.753 for 1e-6. Infinite for 0 and 1.
  public static func score(exceededWith probability: Double) -> Double {
    guard probability > 0 else { return .infinity }
    guard probability < 1 else { return -.infinity }
    guard probability <= 0.5 else { return -score(exceededWith: 1 - probability) }
    // The tail falls throughout; below 39 it is a number above 0.
    var (low, high) = (0.0, 39.0)
    for _ in 0..<100 where high - low > 1e-13 * high {
      let middle = (low + high) / 2
      if exceedance(middle) > probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
