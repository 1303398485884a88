import CrossbarPrimitives
import Foundation
import Yams

/// How the parameters of one kind of memristor are distributed.
public struct DeviceStatistics: Hashable, Sendable {
  public var name: String
  /// The voltage at which a sweep from the high-resistance state SETs, in V.
  public var setVoltage: ParameterDistribution
  /// The magnitude of the negative voltage at which a sweep from the low-resistance state RESETs, in V.
  public var resetVoltage: ParameterDistribution
  /// Low-resistance state, in ohm.
  public var lowResistance: ParameterDistribution
  /// High-resistance state near zero voltage, in ohm.
  public var highResistance: ParameterDistribution
  /// What is assumed where no distribution was published.
  public var assumptions: DeviceAssumptions

  public init(
    name: String, setVoltage: ParameterDistribution, resetVoltage: ParameterDistribution,
    lowResistance: ParameterDistribution, highResistance: ParameterDistribution,
    assumptions: DeviceAssumptions = DeviceAssumptions()
  ) {
    self.name = name
    self.setVoltage = setVoltage
    self.resetVoltage = resetVoltage
    self.lowResistance = lowResistance
    self.highResistance = highResistance
    self.assumptions = assumptions
  }

  /// The Ag/MoS2/Au memristor of Marraccini et al., Nanoscale 2026, 18, 835: `models/ag-mos2/statistics.yaml`.
  public static func silverMolybdenumDisulfide() throws(DeviceError) -> DeviceStatistics {
    try DeviceStatistics(yaml: String(decoding: PackageResources.statistics_yaml, as: UTF8.self), source: "ag-mos2")
  }

  /// Reads a statistics file.
  /// - Throws: `DeviceError` naming the key that is missing, unknown or wrong.
  public init(yaml: String, source: String) throws(DeviceError) {
    let file = try StatisticsFile(yaml, source: source)
    do {
      self = try YAMLDecoder().decode(DeviceStatistics.self, from: file.root)
    } catch let DecodingError.keyNotFound(key, context) {
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      throw file.fault(nil, "the key '\(path)' is missing")
    } catch let DecodingError.typeMismatch(_, context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw file.fault(path, "'\(path)' is not what is expected there: \(StatisticsFile.hint(path))")
    } catch let DecodingError.dataCorrupted(context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      let words = excerpt(context.underlyingError.map { "\($0)" } ?? context.debugDescription, limit: 200)
      throw file.fault(path, path.isEmpty ? words : "'\(path)': \(words)")
    } catch {
      throw file.fault(nil, excerpt("\(error)", limit: 200))
    }
    try file.checkPlausible(self)
  }

  /// Draws device number `index` as it is in a cycle; the same seed, index and cycle give the same whatever else is drawn.
  ///
  /// A parameter's deviation is the device's own part and the cycle's part, whose variances add up to the published one.
  /// Cycle 0 is a draw from the published distribution itself; the others share the device's own part with it.
  public func draw(seed: UInt64, index: Int, cycle: Int = 0) -> Memristor {
    let scores = (cycle == 0) ? Self.scores(seed, "memristor", index) : scores(seed, index, cycle)
    var stabilityStream = RandomStream(seed: seed, purpose: "stability", index: index)
    let stable = min(
      assumptions.stableConductance.value(standardScore: stabilityStream.standardNormal()),
      assumptions.maximumStableConductance)
    return Memristor(
      setVoltage: .volts(setVoltage.value(standardScore: scores[0])),
      resetVoltage: .volts(resetVoltage.value(standardScore: scores[1])),
      lowResistance: .ohms(lowResistance.value(standardScore: scores[2])),
      highResistance: .ohms(highResistance.value(standardScore: scores[3])), stableConductance: .siemens(stable))
  }

  /// Cycles after which device `index` stays in its low-resistance state.
  public func endurance(seed: UInt64, index: Int) -> Int {
    var stream = RandomStream(seed: seed, purpose: "endurance", index: index)
    return Int.random(in: assumptions.endurance, using: &stream)
  }

  /// Whether device `index` came out of fabrication working.
  public func works(seed: UInt64, index: Int) -> Bool {
    var stream = RandomStream(seed: seed, purpose: "yield", index: index)
    return stream.uniform() < assumptions.yield
  }

  private func scores(_ seed: UInt64, _ index: Int, _ cycle: Int) -> [Double] {
    let first = Self.scores(seed, "memristor", index)
    let own = Self.scores(seed, "memristor's own part", index)
    let fresh = Self.scores(seed, "cycle \(cycle)", index)
    let share = assumptions.cycleShare
    // The device's own part given what cycle 0 drew, and a fresh part of this cycle.
    return (0..<4).map { parameter in
      let device = (1 - share).squareRoot() * first[parameter] + share.squareRoot() * own[parameter]
      return (1 - share).squareRoot() * device + share.squareRoot() * fresh[parameter]
    }
  }

  private static func scores(_ seed: UInt64, _ purpose: String, _ index: Int) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: purpose, index: index)
    return (0..<4).map { _ in stream.standardNormal() }
  }
}

extension DeviceStatistics: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name
    case setVoltage = "v_set"
    case resetVoltage = "v_reset"
    case lowResistance = "r_lrs"
    case highResistance = "r_hrs"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try values.decode(String.self, forKey: .name),
      setVoltage: try values.decode(ParameterDistribution.self, forKey: .setVoltage),
      resetVoltage: try values.decode(ParameterDistribution.self, forKey: .resetVoltage),
      lowResistance: try values.decode(ParameterDistribution.self, forKey: .lowResistance),
      highResistance: try values.decode(ParameterDistribution.self, forKey: .highResistance),
      assumptions: try DeviceAssumptions(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(setVoltage, forKey: .setVoltage)
    try values.encode(resetVoltage, forKey: .resetVoltage)
    try values.encode(lowResistance, forKey: .lowResistance)
    try values.encode(highResistance, forKey: .highResistance)
    try assumptions.encode(to: encoder)
  }
}
