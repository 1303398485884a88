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
  /// Further values of which only a lower bound is known.
  public let censoredCount: Int
  /// Groups, that is devices, that the values come from.
  public let groupCount: Int
  /// Logarithm of the likelihood of the values in their own unit, so that both kinds compare.
  public let logLikelihood: Double
  /// Whether the kind suits the values; nil for fewer than eight values, values that are all the same, or where more than
  /// one in twenty is known by its lower bound alone.
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
  /// - Parameters:
  ///   - groups: the values by device. Where devices have several values, those of one device are not independent: the
  ///     standard errors are then the cluster-robust ones, and the goodness of fit is that of each device's first value.
  ///   - lowerBounds: values that are known only to be larger than these, such as the V_SET of a device that had not SET
  ///     at the top of its sweep. Leaving them out would make the distribution too narrow and too low.
  /// - Returns: nil for fewer than three values, or values that are not positive.
  public init?(_ groups: [[Double]], lowerBounds: [Double] = [], kind: Kind? = nil) {
    let fits = (kind.map { [$0] } ?? Kind.allCases).compactMap { Self(groups, lowerBounds, as: $0) }
    guard let best = fits.max(by: { $0.logLikelihood < $1.logLikelihood }) else { return nil }
    self = best
  }

  private init?(_ groups: [[Double]], _ lowerBounds: [Double], as kind: Kind) {
    let groups = groups.filter { !$0.isEmpty }
    let values = groups.flatMap { $0 }
    guard values.count >= Self.leastCount, (values + lowerBounds).allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let scaled = kind == .logNormal ? groups.map { $0.map { log($0) } } : groups
    let bounds = kind == .logNormal ? lowerBounds.map { log($0) } : lowerBounds
    let sample = scaled.flatMap { $0 }
    let fit = CensoredNormalFit(sample, lowerBounds: bounds)
    self.kind = kind
    mean = fit.mean
    standardDeviation = fit.standardDeviation
    count = sample.count
    censoredCount = bounds.count
    groupCount = groups.count
    // The density of x is that of ln x over x.
    let jacobian = kind == .logNormal ? sample.reduce(0, +) : 0
    logLikelihood = fit.standardDeviation > 0 ? fit.logLikelihood - jacobian : kind == .logNormal ? 1 : 0
    (meanError, standardDeviationError) = Self.errors(scaled, mean: fit.mean, deviation: fit.standardDeviation)
    let independent = groups.count > 1 ? scaled.compactMap(\.first) : sample
    goodnessOfFit = bounds.count * 20 > sample.count ? nil : AndersonDarling(independent)
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
