import Foundation

/// A normal distribution. A standard deviation of zero is allowed and makes every draw the mean.
public struct NormalDistribution: Hashable, Sendable {
  /// In the unit of the quantity.
  public var mean: Double
  /// In the unit of the quantity, 0 or more.
  public var standardDeviation: Double

  /// Nothing is checked; the standard deviation must be 0 or more.
  public init(mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// One draw; it advances the stream by one normal number.
  public func sample(_ stream: inout RandomStream) -> Double { mean + standardDeviation * stream.standardNormal() }

  /// P(X <= value), 0 to 1.
  public func cumulative(_ value: Double) -> Double {
    // Without spread the quotient below would be 0 / 0 at the mean.
    guard standardDeviation > 0 else { return value >= mean ? 1 : 0 }
    return 0.5 * erfc((mean - value) / (standardDeviation * 2.0.squareRoot()))
  }
}

/// A log-normal distribution of a positive quantity: its natural logarithm is normally distributed.
///
/// Resistances and switching voltages of memristors are usually described so. The numbers are of the natural logarithm;
/// `init(decadeMean:decadeStandardDeviation:)` takes those of the decimal logarithm.
public struct LogNormalDistribution: Hashable, Sendable {
  /// Mean of ln(x / 1 unit), the unit being that of whatever is distributed.
  public var logMean: Double
  /// Standard deviation of the same logarithm.
  public var logStandardDeviation: Double

  /// From numbers of the natural logarithm; nothing is checked, the standard deviation must be 0 or more.
  public init(logMean: Double, logStandardDeviation: Double) {
    self.logMean = logMean
    self.logStandardDeviation = logStandardDeviation
  }

  /// From mean and standard deviation of log10(x), the form in which resistances are often published.
  public init(decadeMean: Double, decadeStandardDeviation: Double) {
    self.init(logMean: decadeMean * log(10), logStandardDeviation: decadeStandardDeviation * log(10))
  }

  /// exp(logMean), in SI units. The mean is larger, by the factor exp(logStandardDeviation² / 2).
  public var median: Double { exp(logMean) }

  /// The value whose logarithm lies `score` standard deviations above the mean; 0 gives the median.
  public func value(standardScore score: Double) -> Double { exp(logMean + logStandardDeviation * score) }

  /// One draw; it advances the stream by one normal number.
  public func sample(_ stream: inout RandomStream) -> Double { value(standardScore: stream.standardNormal()) }

  /// P(X <= value), 0 to 1; zero for values that are not positive.
  public func cumulative(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    return NormalDistribution(mean: logMean, standardDeviation: logStandardDeviation).cumulative(log(value))
  }

  /// P(X > value), 0 to 1. Computed by erfc and not as 1 - `cumulative`, which would lose small probabilities to
  /// rounding.
  public func exceedance(_ value: Double) -> Double {
    guard value > 0 else { return 1 }
    guard logStandardDeviation > 0 else { return log(value) < logMean ? 1 : 0 }
    return 0.5 * erfc((log(value) - logMean) / (logStandardDeviation * 2.0.squareRoot()))
  }
}
