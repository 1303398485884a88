/// A card with its continuation lines joined.
package struct LogicalLine: Sendable {
  /// One-based number of its first line.
  package let number: Int
  package var text: String

  package init(number: Int, text: String) {
    self.number = number
    self.text = text
  }
}

/// A text whose lines end in "\n", whatever system wrote it, and without a byte order mark.
package func withPlainLineEnds(_ text: String) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count)
  let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
  var previous: UInt8 = 0
  for byte in text.utf8.starts(with: [0xef, 0xbb, 0xbf]) ? text.utf8.dropFirst(3) : text.utf8[...] {
    // CR LF is one end, and so is the CR alone of old Macs.
    if byte != lineFeed || previous != carriageReturn { bytes.append(byte == carriageReturn ? lineFeed : byte) }
    previous = byte
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The lines of a text with plain line ends.
package func physicalLines(_ text: String) -> [Substring] {
  // By bytes: as characters, a line that begins with a combining mark would swallow the end of the one above it.
  text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
}

/// Drops comments (`*` lines, and what follows `;`, `//` or `$` and a space) and joins `+` lines to the card they continue.
package func logicalLines(_ text: String) -> [LogicalLine] {
  var result: [LogicalLine] = []
  for (index, line) in physicalLines(text).enumerated() {
    let trimmed = withoutComment(line).trimmingPrefix { $0.isWhitespace }
    if trimmed.isEmpty || trimmed.utf8.first == UInt8(ascii: "*") { continue }
    if trimmed.utf8.first == UInt8(ascii: "+"), !result.isEmpty {
      // In place: joining copies would make long cards quadratic.
      result[result.count - 1].text += " "
      result[result.count - 1].text += Substring(trimmed.utf8.dropFirst())
    } else {
      result.append(LogicalLine(number: index + 1, text: String(trimmed)))
    }
  }
  return result
}

private func withoutComment(_ line: Substring) -> Substring {
  var previous: UInt8 = 0
  for index in line.utf8.indices {
    let byte = line.utf8[index]
    if byte == UInt8(ascii: ";") { return line[..<index] }
    let isSecondOfTwo =
      previous == UInt8(ascii: "/") && byte == UInt8(ascii: "/") || previous == UInt8(ascii: "$") && byte == UInt8(ascii: " ")
    if isSecondOfTwo { return line[..<line.utf8.index(before: index)] }
    previous = byte
  }
  return line
}

extension StringProtocol {
  /// Without white space at either end.
  package var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
