/// How a positive parameter is distributed from device to device: log-normal or normal.
public enum ParameterDistribution: Hashable, Sendable {
  case logNormal(LogNormalDistribution)
  /// Cut off at a hundredth of the mean, since the parameter is positive.
  case normal(NormalDistribution)

  /// The value that lies `score` standard deviations above the middle (in the logarithm, if log-normal).
  public func value(standardScore score: Double) -> Double {
    switch self {
    case .logNormal(let distribution): distribution.value(standardScore: score)
    case .normal(let distribution):
      max(distribution.mean + distribution.standardDeviation * score, distribution.mean / 100)
    }
  }

  public var median: Double { value(standardScore: 0) }

  /// P(X <= value).
  public func cumulative(_ value: Double) -> Double {
    switch self {
    case .logNormal(let distribution): distribution.cumulative(value)
    case .normal(let distribution): distribution.cumulative(value)
    }
  }

  /// P(X > value).
  public func exceedance(_ value: Double) -> Double {
    switch self {
    case .logNormal(let distribution): distribution.exceedance(value)
    case .normal(let distribution) where distribution.standardDeviation == 0: value < distribution.mean ? 1 : 0
    case .normal(let distribution):
      NormalDistribution(mean: -distribution.mean, standardDeviation: distribution.standardDeviation).cumulative(-value)
    }
  }

  /// Whether its numbers describe a distribution of a positive parameter.
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
