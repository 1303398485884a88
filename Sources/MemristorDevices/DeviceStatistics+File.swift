import CrossbarPrimitives
import Foundation
import Yams

/// A statistics file between its text and the numbers: which keys there are, in which lines, and whether a device can have
/// what they say.
struct StatisticsFile {
  let source: String
  /// With all numbers plain, as the decoder reads them.
  private(set) var root = Node.mapping(Node.Mapping([]))
  private var lines: [String: Int] = [:]

  /// - Throws: `DeviceError.statistics` with the line, the key and what is expected.
  init(_ text: String, source: String) throws(DeviceError) {
    self.source = source
    let mapping: Node.Mapping?
    do { mapping = try YAMLText.mapping(text) } catch { throw fault(nil, error.reason + "; expected \(Self.hint(""))") }
    guard let mapping, !mapping.isEmpty else { throw fault(nil, "it has no keys with values; expected \(Self.hint(""))") }
    var pairs: [(Node, Node)] = []
    for (key, value) in mapping {
      let name = key.string ?? "?"
      lines[name] = key.mark?.line
      guard Self.allowedKeys.contains(name) else {
        throw fault(name, "the key '\(excerpt(name))' is unknown; allowed are \(Self.hint(""))")
      }
      pairs.append((key, try plain(value, key: name)))
    }
    root = Node.mapping(Node.Mapping(pairs))
  }

  func fault(_ key: String?, _ reason: String) -> DeviceError {
    let top = key.map { $0.prefix { $0 != "." } }.flatMap { lines[String($0)] }
    return .statistics(source: source, reason: (top.map { "line \($0): " } ?? "") + reason)
  }

  // MARK: Numbers

  private func plain(_ value: Node, key: String) throws(DeviceError) -> Node {
    if key == "name" {
      guard let text = value.scalar?.string, !text.isEmpty else { throw unexpected(key) }
      return Node(text)
    }
    if Self.distributions.contains(key) {
      guard let mapping = value.mapping else { throw unexpected(key) }
      let inner = mapping.map { $0.key.string ?? "?" }
      guard Self.distributionKeys.contains(Set(inner)) else {
        throw fault(key, "'\(key)' has the keys \(excerpt(inner.sorted().joined(separator: ", "))); expected \(Self.hint(key))")
      }
      var pairs: [(Node, Node)] = []
      for (name, number) in mapping {
        let innerName = name.string ?? ""
        let unit = innerName.hasPrefix("log") ? WrittenUnit.none : Self.unit(of: key)
        pairs.append((name, try plainNumber(number, key: "\(key).\(innerName)", unit)))
      }
      return Node.mapping(Node.Mapping(pairs))
    }
    if key == "endurance_cycles" {
      guard let bounds = value.sequence, bounds.count == 2 else { throw unexpected(key) }
      var numbers: [Node] = []
      for bound in bounds { numbers.append(try plainNumber(bound, key: key, .none, isWhole: true)) }
      return Node.sequence(Node.Sequence(numbers))
    }
    return try plainNumber(value, key: key, Self.unit(of: key))
  }

  private func plainNumber(_ value: Node, key: String, _ unit: WrittenUnit, isWhole: Bool = false) throws(DeviceError) -> Node {
    guard let scalar = value.scalar else { throw unexpected(key) }
    do {
      let number = try WrittenNumber(scalar.string, in: unit, isWhole: isWhole)
      guard isWhole else { return Node(number.text) }
      guard abs(number.value) < 1e15 else { throw fault(key, "'\(key)' is \(number.text); allowed is 1 to 1e15") }
      return Node("\(Int(number.value))")
    } catch let problem as WrittenNumber.Problem {
      throw fault(key, "'\(key)' \(problem.reason)")
    } catch let error as DeviceError {
      throw error
    } catch {
      throw unexpected(key)
    }
  }

  private func unexpected(_ key: String) -> DeviceError {
    fault(key, "'\(key)' is not what is expected there: \(Self.hint(key))")
  }

  private static func unit(of key: String) -> WrittenUnit {
    switch key {
    case "v_set", "v_reset": .volts
    case "r_lrs", "r_hrs": .ohms
    case "g_stable", "g_stable_max_S": .siemens
    case "overprogramming_current_A": .amperes
    default: .none
    }
  }

  // MARK: Keys

  static var allowedKeys: [String] { ["name", "v_set", "v_reset", "r_lrs", "r_hrs"] + DeviceAssumptions.keys }
  private static let distributions: Set = ["v_set", "v_reset", "r_lrs", "r_hrs", "g_stable"]
  private static let distributionKeys: [Set<String>] = [["log_mean", "log_sd"], ["log10_mean", "log10_sd"], ["mean", "sd"]]

  /// What is expected at a path of keys.
  static func hint(_ path: String) -> String {
    switch path {
    case "": allowedKeys.joined(separator: ", ")
    case "name": "a text"
    case _ where distributions.contains(path): "log_mean and log_sd, or log10_mean and log10_sd, or mean and sd"
    case "endurance_cycles": "a list of two whole numbers, such as [5, 20]"
    default: "a number"
    }
  }
}

// MARK: What a device can have

extension StatisticsFile {
  /// Refuses statistics that no device has: a logarithm in place of a voltage, states that are swapped.
  /// - Throws: `DeviceError.statistics`.
  func checkPlausible(_ statistics: DeviceStatistics) throws(DeviceError) {
    for (key, distribution, unit, range) in [
      ("v_set", statistics.setVoltage, "V", 1e-3...100), ("v_reset", statistics.resetVoltage, "V", 1e-3...100),
      ("r_lrs", statistics.lowResistance, "ohm", 1...1e12), ("r_hrs", statistics.highResistance, "ohm", 1...1e15),
      ("g_stable", statistics.assumptions.stableConductance, "S", 1e-15...1.0),
    ] { try check(distribution, key, unit, range) }
    let (low, high) = (statistics.lowResistance.median, statistics.highResistance.median)
    guard low < high else {
      throw fault(
        "r_lrs",
        "'r_lrs' has a median of \(Self.text(low)) ohm, and 'r_hrs' of \(Self.text(high)) ohm; R_LRS is the lower one: "
          + "are they swapped?")
    }
    let assumptions = statistics.assumptions
    for (key, value, range) in [
      ("g_stable_max_S", assumptions.maximumStableConductance, 1e-15...1.0),
      ("overprogramming_current_A", assumptions.overprogrammingCurrent, 1e-12...10.0),
      ("cycle_share", assumptions.cycleShare, 0.0...1.0), ("yield", assumptions.yield, 0.0...1.0),
    ] where !range.contains(value) {
      throw fault(key, "'\(key)' is \(Self.text(value)); allowed is \(Self.text(range))")
    }
    if assumptions.endurance.lowerBound < 1 {
      throw fault("endurance_cycles", "'endurance_cycles' begins at \(assumptions.endurance.lowerBound); allowed is 1 or more")
    }
  }

  private func check(
    _ distribution: ParameterDistribution, _ key: String, _ unit: String, _ range: ClosedRange<Double>
  ) throws(DeviceError) {
    let allowed = "allowed is \(Self.text(range)) \(unit)"
    switch distribution {
    case .logNormal(let distribution):
      guard range.contains(distribution.median) else {
        throw fault(
          key,
          "'\(key)' has a median of \(Self.text(distribution.median)) \(unit); \(allowed), whose logarithms are "
            + "\(Self.logarithms(range, log)) (log10_mean: \(Self.logarithms(range, log10)))")
      }
      guard (0...5).contains(distribution.logStandardDeviation) else {
        throw fault(
          key,
          "'\(key)' has a deviation of \(Self.text(distribution.logStandardDeviation)) in its natural logarithm; allowed is "
            + "0 to 5 (log10_sd: 0 to 2.17)")
      }
    case .normal(let distribution):
      guard range.contains(distribution.mean) else {
        throw fault(key, "'\(key)' has a mean of \(Self.text(distribution.mean)) \(unit); \(allowed)")
      }
      guard (0...10 * distribution.mean).contains(distribution.standardDeviation) else {
        throw fault(
          key,
          "'\(key)' has a deviation of \(Self.text(distribution.standardDeviation)) \(unit); allowed is 0 to ten times the mean")
      }
    }
  }

  private static func text(_ value: Double) -> String { String(format: "%.6g", value) }
  private static func text(_ range: ClosedRange<Double>) -> String { "\(text(range.lowerBound)) to \(text(range.upperBound))" }
  private static func logarithms(_ range: ClosedRange<Double>, _ logarithm: (Double) -> Double) -> String {
    String(format: "%.3g to %.3g", logarithm(range.lowerBound), logarithm(range.upperBound))
  }
}
