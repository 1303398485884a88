import CrossbarPrimitives

/// A matrix in a text file: one line per row, with commas, semicolons, tabs or blanks between its numbers, as
/// spreadsheets and `numpy.savetxt` write it. Empty lines and lines that begin with `#` are skipped, and so is a first line
/// of names, one for each column.
package struct NumberTable: Hashable, Sendable {
  /// Lines with numbers, 1 or more.
  package let rowCount: Int
  /// Numbers in each line, 1 or more.
  package let columnCount: Int
  /// Row by row, `rowCount * columnCount` of them. `inf` is a number; `nan` is rejected.
  package let values: [Double]
  /// The line of the file that each row is in, from 1, for messages about a row.
  package let lines: [Int]

  /// - Throws: `TableProblem` for an empty table, rows of different lengths, text that is no number, and more than
  ///   `ArrayLimits.elements` numbers.
  package init(_ text: String) throws(TableProblem) {
    var reader = TableReader(Array(text.utf8), separators: [.semicolon, .comma, .blanks], hasComments: true)
    var values: [Double] = []
    var lines: [Int] = []
    var width = 0
    var header: Int?
    while let row = try reader.next() {
      if lines.isEmpty, header == nil, row.fields.allSatisfy(Self.isName) {
        header = row.fields.count
        continue
      }
      for field in row.fields {
        guard let value = Self.number(field) else {
          throw row.problem(Self.reason(field, reader.separator, isFirst: lines.isEmpty))
        }
        values.append(value)
      }
      let count = row.fields.count
      if lines.isEmpty { width = count }
      if lines.isEmpty, let header, header != count {
        throw row.problem("\(count) numbers below a header of \(header) names; every column has one, or remove the header")
      }
      guard count == width else {
        throw row.problem("\(count) numbers, where the first row has \(width); all rows have as many")
      }
      guard values.count <= ArrayLimits.elements else {
        throw row.problem("more numbers than the \(ArrayLimits.elements) that are allowed in a file")
      }
      lines.append(row.line)
      // People join tables of several programs.
      reader.separator = nil
    }
    guard width > 0 else { throw TableProblem(reason: "there is no number in it; expected a line for each row") }
    (rowCount, columnCount, self.values, self.lines) = (lines.count, width, values, lines)
  }

  /// Whether a field may be a column's name: it begins with a letter and stands for no number.
  private static func isName(_ text: String) -> Bool {
    let word = text.lowercased()
    return word.first?.isLetter == true && !word.hasPrefix("nan") && number(text) == nil
  }

  /// Rejects what Swift's parser accepts beyond plain decimals: hexadecimal numbers, NaN, and overflow to infinity.
  private static func number(_ text: String) -> Double? {
    guard let value = Double(text) else { return nil }
    if value.isFinite { return text.utf8.contains { "xX".utf8.contains($0) } ? nil : value }
    return ["inf", "+inf", "-inf", "infinity"].contains(text.lowercased()) ? value : nil
  }

  /// Why a field is rejected, with advice for decimal commas, headers and NaN.
  private static func reason(_ text: String, _ separator: ColumnSeparator?, isFirst: Bool) -> String {
    if text.isEmpty { return "a number is missing between, before or after the separators" }
    let begin = "'\(excerpt(text, limit: 40))' is no number; "
    let point = text.replacing(",", with: ".")
    if separator == .semicolon, Double(point) != nil { return begin + "write it with a decimal point: \(point)" }
    if text.lowercased().hasPrefix("nan") { return begin + "inf stands for a missing cell" }
    if isFirst, text.contains(where: \.isLetter) {
      return begin + "if this line is a header, remove it, or begin it with a #"
    }
    return begin + "expected numbers such as 0.5 or 1.2e3, with commas, semicolons, tabs or blanks between"
  }
}
