import Records
import Reporting

/// A command that is run with every combination of the values of some options.
///
///     let sweep = try OptionSweep(command: ["digits"], varied: [VariedOption("bits=2..8"), VariedOption("scope=line,array")])
///     sweep.points.count  // 14
package struct OptionSweep: Hashable, Codable, Sendable {
  /// The command with the options that do not vary, as in `digits --seed 3`.
  package let command: [String]
  /// In the order in which they were given. The first is the x axis of charts; the second distinguishes their lines.
  package let varied: [VariedOption]

  /// The most points of a sweep, each of which is a whole run of the command.
  package static let mostPoints = 1000

  /// - Parameter limit: the most points.
  /// - Throws: `OptionSweepError.repeatedOption`, `.tooManyPoints`.
  package init(
    command: [String], varied: [VariedOption], atMost limit: Int = mostPoints
  ) throws(OptionSweepError) {
    var names: Set<String> = []
    for option in varied where !names.insert(option.name).inserted { throw .repeatedOption(option.name) }
    // Each has at most 1000 values, but there may be many options.
    var count = 1.0
    for option in varied { count *= Double(option.values.count) }
    guard (1...Double(limit)).contains(count) else {
      throw .tooManyPoints(count: count < 1e15 ? "\(Int(count))" : "\(count)", limit: limit)
    }
    self.command = command
    self.varied = varied
  }

  /// Every combination of values; the last option changes fastest.
  package var points: [OptionSweepPoint] { (0..<count).map(point) }

  /// The number of combinations.
  package var count: Int { varied.reduce(1) { $0 * $1.values.count } }

  /// The combination at an index below `count`.
  package func point(at index: Int) -> OptionSweepPoint {
    var rest = index
    var values: [String] = []
    for option in varied.reversed() {
      values.append(option.values[rest % option.values.count])
      rest /= option.values.count
    }
    return OptionSweepPoint(options: varied, values: values.reversed())
  }
}

/// One combination of values: one run of the command.
package struct OptionSweepPoint: Hashable, Sendable {
  /// The options that vary, in the sweep's order.
  package let options: [VariedOption]
  /// One for each option, as on a command line.
  package let values: [String]

  /// As in `bits=2, scope=line`, for messages.
  package var label: String { zip(options, values).map { "\($0.name)=\($1)" }.joined(separator: ", ") }

  /// The folder of its run, relative to that of the sweep. It depends on the options and values alone, so a later sweep
  /// finds the results of an earlier one. Values with unusual characters get a digest.
  package var folder: String {
    let plain = zip(options, values).map { "\($0.name)-\($1)" }.joined(separator: "_")
    let safe = String(plain.prefix(80).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
    guard safe != plain else { return "points/\(safe)" }
    return "points/\(safe)-\(SHA256.hexadecimalDigest(of: Array(plain.utf8)).prefix(8))"
  }

  /// The values by the options' keys, as numbers where they are numbers.
  package var settings: RecordValue {
    .record(zip(options, values).map { RecordField($0.key, Double($1).map { .number($0) } ?? .text($1)) })
  }
}
