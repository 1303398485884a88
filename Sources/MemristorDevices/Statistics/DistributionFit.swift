import CrossbarPrimitives
import Foundation

/// A distribution fitted to a sample of one parameter by maximum likelihood.
///
/// `mxbar device fit` fits each parameter of measured sweeps and writes a description of the result:
///
///     let fit = DistributionFit([[2.1, 2.3], [1.8], [2.6]])  // three devices, one with two cycles
public struct DistributionFit: Hashable, Sendable {
  /// The value's standard score: how many deviations it lies above the middle.
  func score(_ value: Double) -> Double {
    standardDeviation > 0 ? ((kind == .logNormal ? log(value) : value) - mean) / standardDeviation : 0
  }

  /// The kinds that are fitted; both are for positive values.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// Mean and standard deviation are those of the natural logarithm.
    case logNormal = "log-normal"
    /// Mean and standard deviation are those of the values, in their own unit.
    case normal
  }

  /// The requested kind, or the likelier one.
  public let kind: Kind
  /// Mean of the values, or of their natural logarithms for a log-normal distribution.
  public let mean: Double
  /// Maximum-likelihood standard deviation (divided by n) of the values, or of their natural logarithms.
  public let standardDeviation: Double
  /// Standard errors of `mean` and `standardDeviation`; cluster-robust where devices have several values.
  public let meanError: Double
  /// Standard error of `standardDeviation`; cluster-robust like `meanError`.
  public let standardDeviationError: Double
  /// Known values, without the censored ones.
  public let count: Int
  /// Further values of which only a bound is known: a lower one for voltages, an upper one for an R_LRS that a compliance
  /// left.
  public let censoredCount: Int
  /// Devices that the values come from.
  public let groupCount: Int
  /// Log-likelihood of the values in their own unit, so that both kinds can be compared.
  public let logLikelihood: Double
  /// Test of whether the kind suits the values; nil for fewer than eight values, equal values, or if more than one in
  /// twenty is known by a lower bound only.
  public let goodnessOfFit: AndersonDarling?
  /// Share of the variance that lies within devices, from cycle to cycle, 0 to 1; nil for a single device, or if no
  /// device has two values. Its mean over the parameters becomes the `cycle_share` of a fitted description.
  public let shareWithinGroups: Double?

  /// The fit as a distribution that can be drawn from.
  public var distribution: ParameterDistribution {
    switch kind {
    case .logNormal: .logNormal(LogNormalDistribution(logMean: mean, logStandardDeviation: standardDeviation))
    case .normal: .normal(NormalDistribution(mean: mean, standardDeviation: standardDeviation))
    }
  }

  /// Fewer values say nothing about a spread.
  public static let leastCount = 3

  /// Fits the given kind, or the likelier of both for nil.
  ///
  /// - Parameters:
  ///   - groups: the values by device. Several values of one device are not independent: the standard errors are then
  ///     cluster-robust, and the goodness of fit is tested on the first value of each device.
  ///   - lowerBounds: values known only to be larger than these, such as the V_SET of a device that had not SET at the
  ///     top of its sweep. Leaving them out would make the distribution too narrow and too low.
  /// - Returns: nil for fewer than three values, or values that are not positive.
  public init?(_ groups: [[Double]], lowerBounds: [Double] = [], kind: Kind? = nil) {
    let fits = (kind.map { [$0] } ?? Kind.allCases).compactMap { Self(groups, lowerBounds, as: $0) }
    guard let best = fits.max(by: { $0.logLikelihood < $1.logLikelihood }) else { return nil }
    self = best
  }

  /// The devices' own part of readings that a compliance limited (`LimitedResistanceFit`), as a log-normal distribution.
  init(_ limited: LimitedResistanceFit, _ groups: [[Double]]) {
    let groups = groups.filter { !$0.isEmpty }.map { $0.map { log($0) } }
    kind = .logNormal
    (mean, standardDeviation) = (limited.mean, limited.standardDeviation)
    (meanError, standardDeviationError) = (limited.meanError, limited.standardDeviationError)
    count = Int(limited.ownCount.rounded())
    censoredCount = Int(limited.limitedCount.rounded())
    groupCount = groups.count
    logLikelihood = limited.logLikelihood - groups.joined().reduce(0, +)
    (goodnessOfFit, shareWithinGroups) = (nil, nil)
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
    // The density of x is the density of ln x divided by x.
    let jacobian = kind == .logNormal ? sample.reduce(0, +) : 0
    logLikelihood = fit.standardDeviation > 0 ? fit.logLikelihood - jacobian : kind == .logNormal ? 1 : 0
    (meanError, standardDeviationError) = Self.errors(scaled, mean: fit.mean, deviation: fit.standardDeviation)
    let independent = groups.count > 1 ? scaled.compactMap(\.first) : sample
    goodnessOfFit = bounds.count * 20 > sample.count ? nil : AndersonDarling(independent)
    shareWithinGroups = VarianceComponents(scaled)?.shareWithin
  }

  /// Standard errors of mean and standard deviation.
  ///
  /// With one value per group: s/√n and s/√(2n), from the Fisher information of the normal distribution. With several:
  /// the sandwich estimate over groups with the factor G/(G-1) (Liang and Zeger, Biometrika 73, 13, 1986), whose scores
  /// are x - m and (x - m)^2 - s^2. Values of a single device count as independent.
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
