/// A card of a netlist with its continuation lines joined.
package struct LogicalLine: Hashable, Sendable {
  /// The number of its first line, counted from 1.
  package let number: Int
  /// Without comments and without blanks at either end.
  package var text: String

  package init(number: Int, text: String) {
    self.number = number
    self.text = text
  }
}

/// The text with `\n` line ends, whatever system wrote it, and without a byte order mark.
package func withPlainLineEnds(_ text: String) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count)
  let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
  var previous: UInt8 = 0
  for byte in text.utf8.starts(with: [0xef, 0xbb, 0xbf]) ? text.utf8.dropFirst(3) : text.utf8[...] {
    // CR LF is one line end; so is a CR alone, as on old Macs.
    if byte != lineFeed || previous != carriageReturn { bytes.append(byte == carriageReturn ? lineFeed : byte) }
    previous = byte
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// The lines of a text that has plain line ends; a trailing `\n` gives an empty last line.
package func physicalLines(_ text: String) -> [Substring] {
  // By bytes: with characters, a combining mark at the start of a line would swallow the line end before it.
  text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
}

/// The cards of a text. Comments are dropped: lines that begin with `*`, and what follows `;`, `//` or `$ `.
///
///     logicalLines("R1 a b\n+ 1k ; load")   // one line, number 1, "R1 a b 1k"
package func logicalLines(_ text: String) -> [LogicalLine] {
  joinedCards(
    physicalLines(text).enumerated().lazy.compactMap { index, line in
      let text = withoutComment(line).drop { $0.isWhitespace }
      return text.utf8.first == UInt8(ascii: "*") ? nil : LogicalLine(number: index + 1, text: String(text))
    })
}

/// Joins lines to the cards that they continue, and drops blank lines.
/// - Parameters:
///   - lines: without comments.
///   - afterBackslash: whether a line that ends in `\` continues on the next one, besides continuation by `+`.
package func joinedCards(_ lines: some Sequence<LogicalLine>, afterBackslash: Bool = false) -> [LogicalLine] {
  var cards: [LogicalLine] = []
  for line in lines {
    let text = line.text.trimmed
    let last = cards.count - 1
    if text.isEmpty { continue }
    // In place: joining copies would make long cards quadratic.
    if text.utf8.first == UInt8(ascii: "+"), last >= 0 {
      cards[last].text += " "
      cards[last].text += Substring(text.utf8.dropFirst()).drop { $0.isWhitespace }
    } else if afterBackslash, last >= 0, cards[last].text.utf8.last == UInt8(ascii: "\\") {
      cards[last].text.removeLast()
      cards[last].text += text
    } else {
      cards.append(LogicalLine(number: line.number, text: text))
    }
  }
  return cards
}

/// The part of a line before a comment at its end.
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

/// Why a line must not be given to ngspice unchanged, even if it is a comment; nil for a harmless line.
package func problem(inVerbatim line: some StringProtocol) -> String? {
  if isHiddenCommand(line) { return "ngspice takes '*#' for a command; allowed is '* #'" }
  // ngspice stops reading a line at a NUL.
  return line.utf8.contains { $0 < 32 && $0 != 9 || $0 == 127 } ? "this is not text" : nil
}

/// Whether ngspice takes a comment for a command and runs it: one that begins with `*#`.
func isHiddenCommand(_ line: some StringProtocol) -> Bool {
  line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.starts(with: Array("*#".utf8))
}

extension StringProtocol {
  /// The text up to the first white space, in lower case: the keyword of a card or command.
  package var firstWord: String { prefix { !$0.isWhitespace }.lowercased() }

  /// A file name as a deck gives it, with all quotes removed.
  package var withoutQuotes: String { String(filter { !"\"'".contains($0) }) }

  /// The text without white space at either end.
  package var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
