import CrossbarPrimitives

/// A matrix in a text file: one line per row, with commas, semicolons, tabs or blanks between its numbers, as
/// spreadsheets and `numpy.savetxt` write it. Empty lines and lines that begin with `#` are skipped.
public struct NumberTable: Hashable, Sendable {
  /// Lines with numbers, 1 or more.
  public let rowCount: Int
  /// Numbers in each line, 1 or more.
  public let columnCount: Int
  /// Row by row, `rowCount * columnCount` of them. `inf` is a number; `nan` is rejected.
  public let values: [Double]
  /// The line of the file that each row is in, from 1, for messages about a row.
  public let lines: [Int]

  /// What is wrong, and in which line; nil for the file as a whole.
  public struct Problem: Error, Equatable {
    public let line: Int?
    public let reason: String
  }

  /// - Throws: `Problem` for an empty table, rows of different lengths, text that is no number, and more than
  ///   `ArrayLimits.elements` numbers.
  public init(_ text: String) throws(Problem) {
    var values: [Double] = []
    var lines: [Int] = []
    var width = 0
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = line.drop(while: Self.isBlank)
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      let before = values.count
      try Self.readRow(Substring(line), line: index + 1, isFirst: lines.isEmpty, into: &values)
      let count = values.count - before
      if lines.isEmpty { width = count }
      guard count == width else {
        throw Problem(line: index + 1, reason: "\(count) numbers, where the first row has \(width); all rows have as many")
      }
      guard values.count <= ArrayLimits.elements else {
        throw Problem(line: index + 1, reason: "more numbers than the \(ArrayLimits.elements) that are allowed in a file")
      }
      lines.append(index + 1)
    }
    guard width > 0 else { throw Problem(line: nil, reason: "there is no number in it; expected a line for each row") }
    (rowCount, columnCount, self.values, self.lines) = (lines.count, width, values, lines)
  }

  /// Appends the numbers of one line. They are separated by semicolons if the line has any, else by commas, else by
  /// blanks and tabs.
  private static func readRow(
    _ line: Substring, line lineNumber: Int, isFirst: Bool, into values: inout [Double]
  ) throws(Problem) {
    let separator: UInt8? = [UInt8(ascii: ";"), UInt8(ascii: ",")].first { line.utf8.contains($0) }
    let fields: [Substring.UTF8View] =
      if let separator { line.utf8.split(separator: separator, omittingEmptySubsequences: false) } else {
        line.utf8.split(whereSeparator: isBlank)
      }
    for field in fields {
      var rest = field.drop(while: isBlank)
      while let last = rest.last, isBlank(last) { rest.removeLast() }
      guard let value = number(Substring(rest)) else {
        throw Problem(line: lineNumber, reason: reason(Substring(rest), separator, isFirst: isFirst))
      }
      values.append(value)
    }
  }

  /// Rejects what Swift's parser accepts beyond plain decimals: hexadecimal numbers, NaN, and overflow to infinity.
  private static func number(_ text: Substring) -> Double? {
    guard let value = Double(text) else { return nil }
    if value.isFinite { return text.utf8.contains { "xX".utf8.contains($0) } ? nil : value }
    return ["inf", "+inf", "-inf", "infinity"].contains(text.lowercased()) ? value : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 13 }

  /// Why a field is rejected, with advice for decimal commas, headers and NaN.
  private static func reason(_ text: Substring, _ separator: UInt8?, isFirst: Bool) -> String {
    if text.isEmpty { return "a number is missing between, before or after the separators" }
    let begin = "'\(excerpt(text, limit: 40))' is no number; "
    if separator == UInt8(ascii: ";"), Double(text.replacing(",", with: ".")) != nil {
      return begin + "write it with a decimal point: \(text.replacing(",", with: "."))"
    }
    if text.lowercased().hasPrefix("nan") { return begin + "inf stands for a missing cell" }
    if isFirst, text.contains(where: \.isLetter) {
      return begin + "if this line is a header, remove it, or begin it with a #"
    }
    return begin + "expected numbers such as 0.5 or 1.2e3, with commas, semicolons, tabs or blanks between"
  }
}
