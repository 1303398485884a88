import Foundation

/// An option of a command, and the values that it takes in turn.
///
///     try VariedOption("gate-voltage=1..1.5..0.1").values  // 1, 1.1, 1.2, 1.3, 1.4, 1.5
package struct VariedOption: Hashable, Codable, Sendable {
  /// As the command names it, without dashes: `write-voltage`.
  package var name: String
  /// The heading of its column: `write_voltage`, or with a unit as `write_voltage_V` where the command sets it.
  package var key: String
  /// As on a command line; all different.
  package let values: [String]

  /// The most values of one range of a sweep. More would be a slip of the pen, since each is a whole run.
  package static let mostValues = 1000

  /// Reads `OPTION=VALUES`. Values are a list `a,b,c`, whose elements may be ranges `from..to`, `from..to..step` or
  /// `from..to..xFACTOR`, both ends included. If values contain commas, semicolons separate them.
  /// - Parameter limit: the most values of one range.
  /// - Throws: `OptionSweepError` with the option and the text that is wrong.
  package init(_ text: String, atMost limit: Int = mostValues) throws(OptionSweepError) {
    guard let equals = text.firstIndex(of: "=") else { throw .malformed(text) }
    let name = String(text[..<equals].drop { $0 == "-" })
    guard !name.isEmpty else { throw .malformed(text) }
    let list = text[text.index(after: equals)...]
    let words = list.split(separator: list.contains(";") ? ";" : ",", omittingEmptySubsequences: false)
    try self.init(name, words.map(String.init), atMost: limit)
  }

  /// As above, with the values and ranges apart, so that any character may be in them.
  package init(_ name: String, _ words: [String], atMost limit: Int = mostValues) throws(OptionSweepError) {
    guard !name.isEmpty else { throw .malformed("=") }
    var values: [String] = []
    for part in words {
      let word = part.trimmingCharacters(in: .whitespaces)
      if word.isEmpty { throw .emptyValue(option: name) }
      values += try Self.range(word, of: name, atMost: limit) ?? [word]
    }
    if values.isEmpty { throw .emptyValue(option: name) }
    var seen: Set<String> = []
    for value in values where !seen.insert(value).inserted { throw .repeatedValue(option: name, value: value) }
    self.name = name
    key = name.replacing("-", with: "_")
    self.values = values
  }

  /// The values as numbers; nil if any is not a finite number.
  package var numbers: [Double]? {
    let numbers = values.compactMap(Double.init).filter(\.isFinite)
    return numbers.count == values.count ? numbers : nil
  }

  /// The values of a range; nil if the word is not a range, such as a path with `..` in it.
  private static func range(
    _ word: String, of option: String, atMost limit: Int
  ) throws(OptionSweepError) -> [String]? {
    let parts = word.components(separatedBy: "..")
    // Without two numbers around the dots it is some other value, such as the path ../device.yaml.
    guard parts.count > 1, let first = number(parts[0]) else { return nil }
    guard parts.count <= 3, let last = number(parts[1]) else { throw .invalidRange(option: option, range: word) }
    var step = Decimal(1)
    var isFactor = false
    if parts.count == 3 {
      isFactor = parts[2].hasPrefix("x")
      guard let given = number(isFactor ? String(parts[2].dropFirst()) : parts[2]), isFactor ? given > 1 && first > 0 : given != 0
      else { throw .invalidRange(option: option, range: word) }
      step = given
    } else if !isWhole(first) || !isWhole(last) {
      throw .missingStep(option: option, range: word)
    }
    var values: [Decimal] = []
    var value = first
    // Decimal numbers add up exactly, so that a step of 0.1 meets the end and gives no 0.30000000000000004.
    while step > 0 ? value <= last : value >= last {
      if values.count == limit { throw .tooManyPoints(count: "more than \(limit)", limit: limit) }
      values.append(value)
      value = isFactor ? value * step : value + step
    }
    if values.isEmpty { throw .emptyRange(option: option, range: word) }
    return values.map { "\($0)" }
  }

  /// Exact; nil for text that is not entirely a number.
  private static func number(_ text: String) -> Decimal? {
    // Decimal reads "2 volts" as 2.
    guard let double = Double(text), double.isFinite else { return nil }
    return Decimal(string: text)
  }

  private static func isWhole(_ number: Decimal) -> Bool {
    var (value, rounded) = (number, Decimal())
    NSDecimalRound(&rounded, &value, 0, .plain)
    return rounded == number
  }
}
