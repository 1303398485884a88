import CrossbarPrimitives
import Foundation

/// The Anderson-Darling test of normality with mean and variance estimated from the sample.
///
/// Statistic with the correction for the sample's size, A*² = A² (1 + 0.75/n + 2.25/n²), and p-value after Stephens, in
/// D'Agostino and Stephens, Goodness-of-Fit Techniques, 1986, table 4.9.
/// Used by `DistributionFit` to tell whether the fitted kind of distribution suits the values.
public struct AndersonDarling: Hashable, Codable, Sendable {
  /// Name of the test in a record: "Anderson-Darling".
  public let method: String
  /// A*², the corrected statistic; larger is a worse fit.
  public let statistic: Double
  /// Probability of a statistic at least as large for a normal sample, 0 to 1: a small one speaks against the
  /// distribution.
  public let pValue: Double

  private enum CodingKeys: String, CodingKey {
    case method, statistic
    case pValue = "p_value"
  }

  /// The smallest sample for which the p-value holds.
  public static let leastCount = 8

  /// Tests a sample; for a log-normal distribution, pass the logarithms.
  /// - Returns: nil for fewer than eight values, or if all are equal.
  public init?(_ sample: [Double]) {
    guard sample.count >= Self.leastCount, let summary = Summary(sample), summary.standardDeviation > 0 else { return nil }
    let n = Double(sample.count)
    let scores = sample.sorted().map { ($0 - summary.mean) / summary.standardDeviation }
    // Both tails by erfc, which keeps its precision far out.
    func tail(_ score: Double) -> Double { log(max(0.5 * erfc(score / 2.0.squareRoot()), 1e-300)) }
    var sum = 0.0
    for (index, score) in scores.enumerated() {
      sum += Double(2 * index + 1) * (tail(-score) + tail(scores[scores.count - 1 - index]))
    }
    let a = (-n - sum / n) * (1 + 0.75 / n + 2.25 / (n * n))
    method = "Anderson-Darling"
    statistic = a
    pValue = Self.pValue(a)
  }

  /// Stephens' piecewise fits of ln p, and of ln(1 - p) below 0.34.
  private static func pValue(_ a: Double) -> Double {
    switch a {
    case ..<0.2: 1 - exp(-13.436 + 101.14 * a - 223.73 * a * a)
    case ..<0.34: 1 - exp(-8.318 + 42.796 * a - 59.938 * a * a)
    case ..<0.6: exp(0.9177 - 4.279 * a - 1.38 * a * a)
    // Beyond 10 the fitted parabola turns up again.
    default: exp(1.2937 - 5.709 * min(a, 10) + 0.0186 * min(a, 10) * min(a, 10))
    }
  }
}
