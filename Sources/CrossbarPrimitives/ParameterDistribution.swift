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

/// `{log_mean, log_sd}`, `{log10_mean, log10_sd}` or, for a normal distribution, `{mean, sd}`.
extension ParameterDistribution: Codable {
  private enum CodingKeys: String, CodingKey { case mean, sd }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if values.contains(.mean) {
      self = .normal(
        NormalDistribution(
          mean: try values.decode(Double.self, forKey: .mean),
          standardDeviation: try values.decode(Double.self, forKey: .sd)))
    } else {
      self = .logNormal(try LogNormalDistribution(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .logNormal(let distribution): try distribution.encode(to: encoder)
    case .normal(let distribution):
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(distribution.mean, forKey: .mean)
      try values.encode(distribution.standardDeviation, forKey: .sd)
    }
  }
}
