/// How a positive device parameter is distributed: log-normal or normal.
///
/// A device's description chooses the form for each parameter. Draws go through standard scores
/// (`value(standardScore:)`), so that parameters can be correlated whatever their distributions are.
public enum ParameterDistribution: Hashable, Sendable {
  /// Positive by itself; no draw is cut off.
  case logNormal(LogNormalDistribution)
  /// Draws are cut off at one hundredth of the mean, since the parameter is positive.
  case normal(NormalDistribution)

  /// The value that lies `score` standard deviations above the median; of the logarithm, for a log-normal distribution.
  public func value(standardScore score: Double) -> Double {
    switch self {
    case .logNormal(let distribution): distribution.value(standardScore: score)
    case .normal(let distribution):
      max(distribution.mean + distribution.standardDeviation * score, distribution.mean / 100)
    }
  }

  /// The value at score 0; for a normal distribution its mean.
  public var median: Double { value(standardScore: 0) }

  /// P(X <= value), 0 to 1, without regard to the cut-off.
  public func cumulative(_ value: Double) -> Double {
    switch self {
    case .logNormal(let distribution): distribution.cumulative(value)
    case .normal(let distribution): distribution.cumulative(value)
    }
  }

  /// P(X > value), 0 to 1, exact in the upper tail, where failure probabilities of 1e-9 and less are asked for.
  public func exceedance(_ value: Double) -> Double {
    switch self {
    case .logNormal(let distribution): distribution.exceedance(value)
    case .normal(let distribution) where distribution.standardDeviation == 0: value < distribution.mean ? 1 : 0
    case .normal(let distribution):
      NormalDistribution(mean: -distribution.mean, standardDeviation: distribution.standardDeviation).cumulative(-value)
    }
  }

  /// Whether the numbers describe a distribution of a positive parameter: finite, no negative deviation, a normal mean
  /// above 0.
  public var isValid: Bool {
    switch self {
    case .logNormal(let distribution):
      distribution.logMean.isFinite && distribution.logStandardDeviation.isFinite && distribution.logStandardDeviation >= 0
    case .normal(let distribution):
      distribution.mean.isFinite && distribution.mean > 0 && distribution.standardDeviation.isFinite
        && distribution.standardDeviation >= 0
    }
  }
}
