import Records
import Reporting

/// A command that is run with every combination of some options' values.
public struct OptionSweep: Sendable {
  /// The command with the options that stay, as in `digits --seed 3`.
  public let command: [String]
  /// In the order in which they were given: the first is the x axis of charts, the second parts their lines.
  public let varied: [VariedOption]

  /// Each point is a whole run of the command.
  public static let mostPoints = 1000

  public init(command: [String], varied: [VariedOption]) throws(OptionSweepError) {
    var names: Set<String> = []
    for option in varied where !names.insert(option.name).inserted { throw .repeatedOption(option.name) }
    // Each has at most 1000 values, but there may be many options.
    var count = 1.0
    for option in varied { count *= Double(option.values.count) }
    guard (1...Double(Self.mostPoints)).contains(count) else {
      throw .tooManyPoints(count: count < 1e15 ? "\(Int(count))" : "\(count)", limit: Self.mostPoints)
    }
    self.command = command
    self.varied = varied
  }

  /// Every combination of values, in the order of the options; the last option's value changes first.
  public var points: [OptionSweepPoint] {
    var combinations: [[String]] = [[]]
    for option in varied { combinations = combinations.flatMap { values in option.values.map { values + [$0] } } }
    return combinations.map { OptionSweepPoint(options: varied, values: $0) }
  }
}

/// One combination of values.
public struct OptionSweepPoint: Hashable, Sendable {
  /// Those that vary.
  public let options: [VariedOption]
  /// One for each option.
  public let values: [String]

  /// As in `bits=2, scope=line`.
  public var label: String { zip(options, values).map { "\($0.name)=\($1)" }.joined(separator: ", ") }

  /// The folder of its run below that of the sweep; it depends on nothing but the values, so that a later sweep finds it.
  public var folder: String {
    let plain = zip(options, values).map { "\($0.name)-\($1)" }.joined(separator: "_")
    let safe = String(plain.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
    guard safe != plain else { return "points/\(safe)" }
    return "points/\(safe)-\(SHA256.hexadecimalDigest(of: Array(plain.utf8)).prefix(8))"
  }

  /// The values as numbers where they are numbers, by the options' keys.
  public var settings: RecordValue {
    .record(zip(options, values).map { RecordField($0.key, Double($1).map { .number($0) } ?? .text($1)) })
  }
}
