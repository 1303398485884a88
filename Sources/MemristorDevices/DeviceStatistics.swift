import CrossbarPrimitives
import Foundation
import Yams

/// How the parameters of one kind of memristor are distributed from device to device.
public struct DeviceStatistics: Hashable, Codable, Sendable {
  public var name: String
  /// The voltage at which a sweep from the high-resistance state SETs, in V.
  public var setVoltage: LogNormalDistribution
  /// The magnitude of the negative voltage at which a sweep from the low-resistance state RESETs, in V.
  public var resetVoltage: LogNormalDistribution
  /// Low-resistance state, in ohm.
  public var lowResistance: LogNormalDistribution
  /// High-resistance state near zero voltage, in ohm.
  public var highResistance: LogNormalDistribution

  public init(
    name: String, setVoltage: LogNormalDistribution, resetVoltage: LogNormalDistribution,
    lowResistance: LogNormalDistribution, highResistance: LogNormalDistribution
  ) {
    self.name = name
    self.setVoltage = setVoltage
    self.resetVoltage = resetVoltage
    self.lowResistance = lowResistance
    self.highResistance = highResistance
  }

  /// The Ag/MoS2/Au memristor of Marraccini et al., Nanoscale 2026, 18, 835: `models/ag-mos2/statistics.yaml`.
  public static func silverMolybdenumDisulfide() throws(DeviceError) -> DeviceStatistics {
    try DeviceStatistics(yaml: String(decoding: PackageResources.statistics_yaml, as: UTF8.self), source: "ag-mos2")
  }

  /// Reads a statistics file.
  /// - Throws: `DeviceError` naming the key that is missing, unknown or wrong.
  public init(yaml: String, source: String) throws(DeviceError) {
    try Self.checkKeys(yaml: yaml, source: source)
    do {
      self = try YAMLDecoder().decode(DeviceStatistics.self, from: yaml)
    } catch let DecodingError.keyNotFound(key, context) {
      let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
      throw .statistics(source: source, reason: "the key '\(path)' is missing")
    } catch let DecodingError.typeMismatch(_, context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw .statistics(source: source, reason: "'\(path)' is not what is expected there: \(Self.hint(path))")
    } catch let DecodingError.dataCorrupted(context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      let words = context.underlyingError.map { "\($0)" } ?? context.debugDescription
      throw .statistics(source: source, reason: path.isEmpty ? words : "'\(path)': \(words)")
    } catch {
      throw .statistics(source: source, reason: "\(error)")
    }
    for (key, distribution) in [
      ("v_set", setVoltage), ("v_reset", resetVoltage), ("r_lrs", lowResistance), ("r_hrs", highResistance),
    ] {
      guard distribution.logMean.isFinite, distribution.logStandardDeviation.isFinite,
        distribution.logStandardDeviation >= 0
      else {
        throw .statistics(source: source, reason: "'\(key)': the mean must be finite and the deviation zero or more")
      }
    }
  }

  /// A key nobody reads is a slip of the pen whose value would silently not count.
  private static func checkKeys(yaml: String, source: String) throws(DeviceError) {
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch { throw .statistics(source: source, reason: "\(error)") }
    guard let root = root?.mapping else {
      throw .statistics(source: source, reason: "it has no keys with values; expected \(hint(""))")
    }
    for (key, value) in root {
      let name = key.string ?? "?"
      guard CodingKeys(stringValue: name) != nil else {
        throw .statistics(source: source, reason: "the key '\(name)' is unknown; allowed are \(hint(""))")
      }
      let inner = Set((value.mapping ?? [:]).keys.map { $0.string ?? "?" })
      guard inner.isSubset(of: ["log_mean", "log_sd"]) || inner.isSubset(of: ["log10_mean", "log10_sd"]) else {
        let found = inner.sorted().joined(separator: ", ")
        throw .statistics(source: source, reason: "'\(name)' has the keys \(found); expected \(hint(name))")
      }
    }
  }

  private static func hint(_ path: String) -> String {
    switch path {
    case "": CodingKeys.allCases.map(\.stringValue).joined(separator: ", ")
    case "name": "a text"
    default: path.contains(".") ? "a number" : "either log_mean and log_sd, or log10_mean and log10_sd"
    }
  }

  /// Draws device number `index`; the same seed and index give the same device whatever else is drawn.
  public func draw(seed: UInt64, index: Int) -> Memristor {
    var stream = RandomStream(seed: seed, purpose: "memristor", index: index)
    return Memristor(
      setVoltage: .volts(setVoltage.sample(&stream)), resetVoltage: .volts(resetVoltage.sample(&stream)),
      lowResistance: .ohms(lowResistance.sample(&stream)), highResistance: .ohms(highResistance.sample(&stream)))
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name
    case setVoltage = "v_set"
    case resetVoltage = "v_reset"
    case lowResistance = "r_lrs"
    case highResistance = "r_hrs"
  }
}
