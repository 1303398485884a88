/// The separator between the columns of a table in a text file.
package enum ColumnSeparator: UInt8, Sendable {
  case comma = 0x2C
  case semicolon = 0x3B
  case tab = 0x09
  /// Any number of blanks and tabs.
  case blanks = 0x20

  /// For messages: "parted by commas".
  package var name: String {
    switch self {
    case .comma: "commas"
    case .semicolon: "semicolons"
    case .tab: "tabs"
    case .blanks: "blanks"
    }
  }

  fileprivate func matches(_ byte: UInt8) -> Bool { self == .blanks ? isBlank(byte) : byte == rawValue }
}

/// Reads a table in a text file row by row: CSV according to RFC 4180, and the variants that instruments, spreadsheets
/// and NumPy write.
///
/// Any usual line ending is accepted, and empty lines are skipped. Blanks around a field do not belong to it. A field
/// that begins with a quotation mark ends at the next one; a mark inside is written twice. Bytes that are not UTF-8 are
/// read as Latin-1.
///
///     var table = TableReader(bytes, separators: [.comma])
///     _ = try table.readHeader()
///     while let row = try table.next() { print(row["voltage_V"] ?? "") }
package struct TableReader: Sendable {
  /// The separator of all rows, found in the first row that has several columns; nil before. If set to nil, it is
  /// determined anew in the next row.
  package var separator: ColumnSeparator?
  /// Positions of the columns by their names in the header, from 0; the first of several equal names.
  package private(set) var columns: [String: Int] = [:]
  /// Separators to try, in this order.
  private let candidates: [ColumnSeparator]
  private let hasComments: Bool
  private let isLenient: Bool
  private let bytes: [UInt8]
  /// Index of the first byte that has not been read.
  private var place: Int
  /// Number of the line at `place`, from 1.
  private var line = 1

  /// - Parameters:
  ///   - separators: those that may separate the columns; the first that yields several columns is used.
  ///   - hasComments: whether lines that begin with `#` are skipped.
  ///   - isLenient: whether a quoted field ends with its line at the latest, and quotation marks that part nothing are text:
  ///     for files whose first lines are in no format. No row is then a problem.
  package init(_ bytes: [UInt8], separators: [ColumnSeparator], hasComments: Bool = false, isLenient: Bool = false) {
    self.bytes = bytes
    self.hasComments = hasComments
    self.isLenient = isLenient
    candidates = separators
    // The byte order mark that some programs write before UTF-8.
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Reads the next row as the names of the columns.
  ///
  /// - Parameter prefix: removed from names that begin with it: with `drawn.`, the columns `drawn.v_set_V` and
  ///   `v_set_V` have the same name.
  /// - Returns: nil at the end of the file.
  /// - Throws: `TableProblem`.
  package mutating func readHeader(droppingPrefix prefix: String = "") throws(TableProblem) -> TableRow? {
    guard let header = try next() else { return nil }
    let names = header.fields.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
    columns = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    return header
  }

  /// Reads the next row. A row may extend over several lines if line ends are inside of quotation marks.
  ///
  /// - Returns: nil at the end of the file.
  /// - Throws: `TableProblem` for quotation marks that are not closed or are followed by more text.
  package mutating func next() throws(TableProblem) -> TableRow? {
    while place < bytes.count {
      let lineEnd = bytes[place...].firstIndex(where: isLineEnd) ?? bytes.count
      let first = bytes[place..<lineEnd].first { !isBlank($0) }
      guard let first, !hasComments || first != UInt8(ascii: "#") else {
        pass(lineEnd)
        continue
      }
      let (start, number) = (place, line)
      let (fields, end) = try partedFields()
      // Line ends within quotation marks.
      line += bytes[lineEnd..<end].count(where: isLineEnd)
      pass(end)
      return TableRow(line: number, fields: fields, end: place, columns: columns, bytes: bytes[start..<lineEnd])
    }
    return nil
  }

  /// Passes over lines, empty ones included; quotation marks do not matter.
  package mutating func skipLines(_ count: Int) {
    for _ in 0..<count {
      guard place < bytes.count else { return }
      pass(bytes[place...].firstIndex(where: isLineEnd) ?? bytes.count)
    }
  }

  /// Continues after a line end; a carriage return with a line feed is one.
  private mutating func pass(_ lineEnd: Int) {
    place = min(lineEnd + (bytes[lineEnd...].starts(with: [0x0D, 0x0A]) ? 2 : 1), bytes.count)
    line += 1
  }

  /// The fields of the next row. Determines the separator if it is not known.
  private mutating func partedFields() throws(TableProblem) -> (fields: [String], end: Int) {
    if let separator { return try fields(separator) }
    for candidate in candidates {
      guard let found = try? fields(candidate), found.fields.count > 1 else { continue }
      separator = candidate
      return found
    }
    return try fields(candidates.last ?? .comma)
  }

  /// The fields of the next row for a given separator, and the index at which the row ends.
  private func fields(_ separator: ColumnSeparator) throws(TableProblem) -> (fields: [String], end: Int) {
    var fields: [String] = []
    var place = place
    func isEnd() -> Bool { place == bytes.count || isLineEnd(bytes[place]) }
    func skipBlanks(_ isSkipped: (UInt8) -> Bool) { place = bytes[place...].firstIndex { !isSkipped($0) } ?? bytes.count }
    while true {
      skipBlanks { isBlank($0) && (separator == .blanks || !separator.matches($0)) }
      if separator == .blanks, isEnd() { break }
      let start = place
      var content: [UInt8]?
      if !isEnd(), bytes[place] == quotationMark {
        let quoted = quoted(from: place)
        if !isLenient, quoted == nil { throw problem("a quotation mark is opened and never closed") }
        if let quoted {
          place = quoted.end
          skipBlanks { isBlank($0) && !separator.matches($0) }
          let isWhole = isEnd() || separator.matches(bytes[place])
          if !isLenient, !isWhole {
            throw problem("a field goes on after its second quotation mark; a mark within a field is written twice")
          }
          content = isWhole ? quoted.content : nil
        }
      }
      if let content {
        fields.append(text(content[...]))
      } else {
        place = bytes[start...].firstIndex { separator.matches($0) || isLineEnd($0) } ?? bytes.count
        fields.append(text(bytes[start..<place]))
      }
      if isEnd() { break }
      place += 1
    }
    return (fields, place)
  }

  /// The content between quotation marks, and the index after the second one; nil if that is missing.
  private func quoted(from start: Int) -> (content: [UInt8], end: Int)? {
    var content: [UInt8] = []
    var place = start + 1
    while let mark = bytes[place...].firstIndex(where: { $0 == quotationMark || isLenient && isLineEnd($0) }),
      bytes[mark] == quotationMark
    {
      content += bytes[place..<mark]
      guard mark + 1 < bytes.count, bytes[mark + 1] == quotationMark else { return (content, mark + 1) }
      content.append(quotationMark)
      place = mark + 2
    }
    return nil
  }

  /// A problem with the line that is being read.
  private func problem(_ reason: String) -> TableProblem {
    TableProblem(line: line, text: excerpt(text(bytes[place...].prefix { !isLineEnd($0) })), reason: reason)
  }
}

/// A row of a table, with the names of the columns if the table has a header.
package struct TableRow: Sendable {
  /// The line in which it begins, from 1.
  package let line: Int
  /// Without blanks and quotation marks around them.
  package let fields: [String]
  /// Bytes of the file up to the end of this row, including its line end.
  package let end: Int
  fileprivate let columns: [String: Int]
  fileprivate let bytes: ArraySlice<UInt8>

  /// The field in the column of this name; nil if there is no such column or the row is too short.
  package subscript(name: String) -> String? { columns[name].flatMap { $0 < fields.count ? fields[$0] : nil } }

  /// A problem with this row, with its line and text.
  package func problem(_ reason: String) -> TableProblem {
    TableProblem(line: line, text: excerpt(text(bytes)), reason: reason)
  }
}

/// What is wrong with a table. The reader of the file adds the path.
package struct TableProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1; nil if the table as a whole is meant.
  package let line: Int?
  /// Beginning of the line; nil if the table as a whole is meant.
  package let text: String?
  package let reason: String

  package init(line: Int? = nil, text: String? = nil, reason: String) {
    (self.line, self.text, self.reason) = (line, text, reason)
  }

  /// The line's number and the reason, for a message that names the file.
  package var description: String { (line.map { "line \($0): " } ?? "") + reason }
}

private let quotationMark = UInt8(ascii: "\"")

private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

/// Decodes a field and removes the blanks around it.
private func text(_ bytes: ArraySlice<UInt8>) -> String {
  var bytes = bytes.drop(while: isBlank)
  while let last = bytes.last, isBlank(last) { bytes.removeLast() }
  // In Latin-1 the value of each byte is its Unicode scalar.
  return String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}
