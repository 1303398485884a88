import CrossbarPrimitives

/// What a device's statistics need beyond the published distributions. Every key may be left out of a statistics file;
/// the defaults are those of `models/ag-mos2`, whose SOURCE.md says what each follows from.
public struct DeviceAssumptions: Hashable, Sendable {
  /// Conductance in S from which a filament lasts.
  public var stableConductance = ParameterDistribution.logNormal(
    LogNormalDistribution(logMean: -8.377, logStandardDeviation: 0.3))
  /// No device needs more than this for its filament to last, in S.
  public var maximumStableConductance = 530e-6
  /// Share of the variance that changes from cycle to cycle; the rest is the device's own.
  public var cycleShare = 0.25
  /// Programming cycles after which a device stays in its low-resistance state, evenly distributed.
  public var endurance = 5...20
  /// A SET current from which the filament no longer dissolves, in A.
  public var overprogrammingCurrent = 2e-3
  /// Share of fabricated devices that work.
  public var yield = 0.4

  public init() {}
}

extension DeviceAssumptions: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case stableConductance = "g_stable"
    case maximumStableConductance = "g_stable_max_S"
    case cycleShare = "cycle_share"
    case endurance = "endurance_cycles"
    case overprogrammingCurrent = "overprogramming_current_A"
    case yield
  }

  /// The keys it is read from.
  static var keys: [String] { CodingKeys.allCases.map(\.stringValue) }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ path: WritableKeyPath<Self, Value>) throws {
      if let value = try values.decodeIfPresent(Value.self, forKey: key) { self[keyPath: path] = value }
    }
    try read(.stableConductance, \.stableConductance)
    try read(.maximumStableConductance, \.maximumStableConductance)
    try read(.cycleShare, \.cycleShare)
    try read(.overprogrammingCurrent, \.overprogrammingCurrent)
    try read(.yield, \.yield)
    if let bounds = try values.decodeIfPresent([Int].self, forKey: .endurance) {
      guard bounds.count == 2, bounds[0] <= bounds[1] else {
        throw DecodingError.dataCorruptedError(
          forKey: .endurance, in: values, debugDescription: "expected [lowest, highest], found \(bounds)")
      }
      endurance = bounds[0]...bounds[1]
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(stableConductance, forKey: .stableConductance)
    try values.encode(maximumStableConductance, forKey: .maximumStableConductance)
    try values.encode(cycleShare, forKey: .cycleShare)
    try values.encode([endurance.lowerBound, endurance.upperBound], forKey: .endurance)
    try values.encode(overprogrammingCurrent, forKey: .overprogrammingCurrent)
    try values.encode(yield, forKey: .yield)
  }
}
