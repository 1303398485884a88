/// What stands between the columns of a table in a text file.
public enum ColumnSeparator: UInt8, Sendable {
  case comma = 0x2C
  case semicolon = 0x3B
  case tab = 0x09
  /// Any number of blanks and tabs.
  case blanks = 0x20

  fileprivate func matches(_ byte: UInt8) -> Bool { self == .blanks ? isBlank(byte) : byte == rawValue }
}

/// Reads a table in a text file row by row: CSV after RFC 4180, and what instruments, spreadsheets and NumPy write besides.
///
/// Lines end in any of the usual ways, and empty ones are passed over. Blanks around a field are none of it. A field that begins
/// with a quotation mark ends at the next one, and a mark within is written twice. Bytes that are no UTF-8 are taken for Latin-1.
public struct TableReader: Sendable {
  /// Of all rows from the first that has several columns on; nil before that. Set to nil, it is found anew in the next row.
  public var separator: ColumnSeparator?
  /// Where the columns stand, by their names in the header; of two columns of a name it is the first.
  public private(set) var columns: [String: Int] = [:]
  private let candidates: [ColumnSeparator]
  private let hasComments: Bool
  private let bytes: [UInt8]
  private var place: Int
  private var line = 1

  /// - Parameters:
  ///   - separators: that may stand between the columns; the first that yields several of them is taken.
  ///   - hasComments: lines that begin with `#` are passed over.
  public init(_ bytes: [UInt8], separators: [ColumnSeparator], hasComments: Bool = false) {
    self.bytes = bytes
    self.hasComments = hasComments
    candidates = separators
    // The mark that some programs set before text in UTF-8.
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Reads the next row as that of the columns' names.
  /// - Parameter prefix: `drawn.v_set_V` and `v_set_V` are one column where it is `drawn.`.
  /// - Returns: nil at the end.
  public mutating func readHeader(droppingPrefix prefix: String = "") throws(TableProblem) -> TableRow? {
    guard let header = try next() else { return nil }
    let names = header.fields.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
    columns = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    return header
  }

  /// Reads the next row.
  /// - Returns: nil at the end.
  public mutating func next() throws(TableProblem) -> TableRow? {
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

  /// Goes on after a line end.
  private mutating func pass(_ lineEnd: Int) {
    place = min(lineEnd + (bytes[lineEnd...].starts(with: [0x0D, 0x0A]) ? 2 : 1), bytes.count)
    line += 1
  }

  /// The fields of the row that is next, by the separator that is found if it is not known.
  private mutating func partedFields() throws(TableProblem) -> (fields: [String], end: Int) {
    if let separator { return try fields(separator) }
    for candidate in candidates {
      guard let found = try? fields(candidate), found.fields.count > 1 else { continue }
      separator = candidate
      return found
    }
    return try fields(candidates.last ?? .comma)
  }

  /// The fields of the row that is next, and where it ends.
  private func fields(_ separator: ColumnSeparator) throws(TableProblem) -> (fields: [String], end: Int) {
    var fields: [String] = []
    var place = place
    func isEnd() -> Bool { place == bytes.count || isLineEnd(bytes[place]) }
    func skipBlanks(_ isSkipped: (UInt8) -> Bool) { place = bytes[place...].firstIndex { !isSkipped($0) } ?? bytes.count }
    while true {
      skipBlanks { isBlank($0) && (separator == .blanks || !separator.matches($0)) }
      if separator == .blanks, isEnd() { break }
      if !isEnd(), bytes[place] == quotationMark {
        guard let (content, end) = quoted(from: place) else { throw problem("a quotation mark is opened and never closed") }
        place = end
        skipBlanks { isBlank($0) && !separator.matches($0) }
        guard isEnd() || separator.matches(bytes[place]) else {
          throw problem("a field goes on after its second quotation mark; a mark within a field is written twice")
        }
        fields.append(text(content[...]))
      } else {
        let end = bytes[place...].firstIndex { separator.matches($0) || isLineEnd($0) } ?? bytes.count
        fields.append(text(bytes[place..<end]))
        place = end
      }
      if isEnd() { break }
      place += 1
    }
    return (fields, place)
  }

  /// What stands between quotation marks, and where that ends; nil if the second one is missing.
  private func quoted(from start: Int) -> (content: [UInt8], end: Int)? {
    var content: [UInt8] = []
    var place = start + 1
    while let mark = bytes[place...].firstIndex(of: quotationMark) {
      content += bytes[place..<mark]
      guard mark + 1 < bytes.count, bytes[mark + 1] == quotationMark else { return (content, mark + 1) }
      content.append(quotationMark)
      place = mark + 2
    }
    return nil
  }

  private func problem(_ reason: String) -> TableProblem {
    TableProblem(line: line, text: excerpt(text(bytes[place...].prefix { !isLineEnd($0) })), reason: reason)
  }
}

/// A row of a table in a text file.
public struct TableRow: Sendable {
  /// The line that it begins in, from 1.
  public let line: Int
  public let fields: [String]
  /// How many bytes of the file there are up to here, with the line's end.
  public let end: Int
  fileprivate let columns: [String: Int]
  fileprivate let bytes: ArraySlice<UInt8>

  /// The field below a name of the header; nil if there is no such column or the row is too short for it.
  public subscript(name: String) -> String? { columns[name].flatMap { $0 < fields.count ? fields[$0] : nil } }

  /// What is wrong with the row.
  public func problem(_ reason: String) -> TableProblem {
    TableProblem(line: line, text: excerpt(text(bytes)), reason: reason)
  }
}

/// What is wrong with a table, in which line, and how that begins; nil where it is the whole table.
public struct TableProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public let line: Int?
  public let text: String?
  public let reason: String

  public init(line: Int? = nil, text: String? = nil, reason: String) {
    (self.line, self.text, self.reason) = (line, text, reason)
  }

  /// The reason after the line's number, for a message that names the file.
  public var description: String { (line.map { "line \($0): " } ?? "") + reason }
}

private let quotationMark = UInt8(ascii: "\"")

private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

/// Without the blanks around it.
private func text(_ bytes: ArraySlice<UInt8>) -> String {
  var bytes = bytes.drop(while: isBlank)
  while let last = bytes.last, isBlank(last) { bytes.removeLast() }
  // In Latin-1 each byte is the scalar of its number.
  return String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}
