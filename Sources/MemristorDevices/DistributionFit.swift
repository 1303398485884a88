import CrossbarPrimitives
import Foundation

/// A distribution fitted to a sample by maximum likelihood.
public struct DistributionFit: Hashable, Sendable {
  public enum Kind: String, Codable, CaseIterable, Sendable {
    case logNormal = "log-normal"
    case normal
  }

  public let kind: Kind
  /// Mean of the values, or of their natural logarithms.
  public let mean: Double
  /// Maximum-likelihood standard deviation (divided by n) of the values, or of their natural logarithms.
  public let standardDeviation: Double
  /// Standard errors of `mean` and `standardDeviation`.
  public let meanError: Double
  public let standardDeviationError: Double
  public let count: Int
  /// Groups, that is devices, that the values come from.
  public let groupCount: Int
  /// Logarithm of the likelihood of the values in their own unit, so that both kinds compare.
  public let logLikelihood: Double
  /// Whether the kind suits the values; nil for fewer than eight values, or values that are all the same.
  public let goodnessOfFit: AndersonDarling?
  /// Share of the variance that lies within groups; nil where no group has two values or there is one group alone.
  public let shareWithinGroups: Double?

  public var distribution: ParameterDistribution {
    switch kind {
    case .logNormal: .logNormal(LogNormalDistribution(logMean: mean, logStandardDeviation: standardDeviation))
    case .normal: .normal(NormalDistribution(mean: mean, standardDeviation: standardDeviation))
    }
  }

  /// Fewer values tell nothing of a spread.
  public static let leastCount = 3

  /// Fits the kind that is asked for, or else the likelier one.
  ///
  /// - Parameter groups: the values by device. Where devices have several values, those of one device are not
  ///   independent: the standard errors are then the cluster-robust ones, and the goodness of fit is that of each
  ///   device's first value.
  /// - Returns: nil for fewer than three values, or values that are not positive.
  public init?(_ groups: [[Double]], kind: Kind? = nil) {
    let fits = (kind.map { [$0] } ?? Kind.allCases).compactMap { Self(groups, as: $0) }
    guard let best = fits.max(by: { $0.logLikelihood < $1.logLikelihood }) else { return nil }
    self = best
  }

  private init?(_ groups: [[Double]], as kind: Kind) {
    let groups = groups.filter { !$0.isEmpty }
    let values = groups.flatMap { $0 }
    guard values.count >= Self.leastCount, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let scaled = kind == .logNormal ? groups.map { $0.map { log($0) } } : groups
    let sample = scaled.flatMap { $0 }
    let n = Double(sample.count)
    let mean = sample.reduce(0, +) / n
    let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    // Values that differ by rounding alone do not spread.
    let deviation = variance.squareRoot() > 1e-12 * max(abs(mean), 1e-300) ? variance.squareRoot() : 0
    self.kind = kind
    self.mean = mean
    standardDeviation = deviation
    count = sample.count
    groupCount = groups.count
    // ln L = -n/2 (ln 2 pi s^2 + 1), and the density of x is that of ln x over x.
    let jacobian = kind == .logNormal ? sample.reduce(0, +) : 0
    logLikelihood = deviation > 0 ? -n / 2 * (log(2 * .pi * variance) + 1) - jacobian : kind == .logNormal ? 1 : 0
    (meanError, standardDeviationError) = Self.errors(scaled, mean: mean, deviation: deviation)
    let independent = groups.count > 1 ? scaled.compactMap(\.first) : sample
    goodnessOfFit = AndersonDarling(independent)
    shareWithinGroups = VarianceComponents(scaled)?.shareWithin
  }

  /// Standard errors of mean and standard deviation.
  ///
  /// One value a group: s/√n and s/√(2n), from the Fisher information of the normal distribution. Several: the sandwich
  /// estimate over groups with the factor G/(G-1) (Liang and Zeger, Biometrika 73, 13, 1986), whose scores are x - m and
  /// (x - m)^2 - s^2; values of one device alone count as independent.
  private static func errors(_ groups: [[Double]], mean: Double, deviation: Double) -> (Double, Double) {
    let n = Double(groups.reduce(0) { $0 + $1.count })
    guard deviation > 0 else { return (0, 0) }
    guard groups.count > 1, groups.contains(where: { $0.count > 1 }) else {
      return (deviation / n.squareRoot(), deviation / (2 * n).squareRoot())
    }
    let factor = Double(groups.count) / Double(groups.count - 1) / (n * n)
    var (meanSum, varianceSum) = (0.0, 0.0)
    for group in groups {
      let first = group.reduce(0) { $0 + ($1 - mean) }
      let second = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) - deviation * deviation }
      meanSum += first * first
      varianceSum += second * second
    }
    return ((meanSum * factor).squareRoot(), (varianceSum * factor).squareRoot() / (2 * deviation))
  }
}
