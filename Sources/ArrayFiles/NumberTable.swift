import CrossbarPrimitives

/// A matrix in a text file: a line for each row, with commas, semicolons, tabs or blanks between its numbers, as spreadsheets and
/// `numpy.savetxt` write it. Lines that are empty or begin with `#` are passed over.
public struct NumberTable: Hashable, Sendable {
  public let rowCount: Int
  public let columnCount: Int
  /// Row after row. `inf` is a number; `nan` is none.
  public let values: [Double]
  /// The line that each row stands in, from 1.
  public let lines: [Int]

  /// What is wrong, and in which line.
  public struct Problem: Error, Equatable {
    public let line: Int?
    public let reason: String
  }

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

  /// Hexadecimal numbers, NaNs and numbers beyond all doubles are Swift's own.
  private static func number(_ text: Substring) -> Double? {
    guard let value = Double(text) else { return nil }
    if value.isFinite { return text.utf8.contains { "xX".utf8.contains($0) } ? nil : value }
    return ["inf", "+inf", "-inf", "infinity"].contains(text.lowercased()) ? value : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 13 }

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
