import CrossbarPrimitives

/// A card split into words and assignments.
///
/// Braces, quotes and the parentheses of a call hold their contents together. Blanks, commas and other parentheses separate.
///
///     let tokens = CardTokens(LogicalLine(number: 1, text: "M1 d g s 0 nch w=1u l={len}"))
///     tokens.words          // ["M1", "d", "g", "s", "0", "nch"]
///     tokens.assignments    // [("w", "1u"), ("l", "{len}")]
package struct CardTokens {
  /// The card as read, for errors that quote it.
  package let line: LogicalLine
  /// Everything that is not part of an assignment: the card's name or keyword first, then nodes, models and values. `params:` is
  /// left out, since it only separates.
  private(set) package var words: [String] = []
  /// Each `name = value`, with or without blanks around the sign; the name is in lower case. A list of values gives one entry
  /// for each value, all under the same name.
  private(set) package var assignments: [(name: String, text: String)] = []
  /// What is wrong with the card's brackets, quotes or signs; nil for a card that can be read.
  private(set) package var problem: String?
  /// Why ngspice would never come to the end of this card; nil for nearly all. Found by trying: a comma that touches the value
  /// before it, in a `.param` or `.subckt` that goes on.
  private(set) package var trap: String?

  /// Splits a card. It never fails; see `problem`.
  package init(_ line: LogicalLine) {
    self.line = line
    let pieces = pieces(of: line.text)
    var index = 0
    func piece(_ offset: Int) -> Substring? { index + offset < pieces.count ? pieces[index + offset] : nil }
    while let first = piece(0) {
      let word = first.prefix("params:".count).lowercased() == "params:" ? first.dropFirst("params:".count) : first
      if piece(1) == "=" {
        let name = word.lowercased()
        index += 2
        repeat {
          // In "a= b=1" the name a has no value.
          let value = piece(1) == "=" ? nil : piece(0)
          assignments.append((name, String(value ?? "")))
          if value != nil { index += 1 }
          guard piece(0) == ",", piece(1) != nil, piece(2) != "=" else { break }
          index += 1
        } while true
      } else {
        if word == "=" { problem = "an '=' that follows no name" }
        if !word.isEmpty, word != "," { words.append(String(word)) }
        index += 1
      }
    }
  }

  /// The first word in lower case: a keyword such as `.model`, or an element's name. Empty for a card without words.
  package var keyword: String { words.first?.lowercased() ?? "" }

  /// The text after the first `=`, which is the formula of a controlled source; nil for a card without one.
  var formula: Substring? { line.text.firstIndex(of: "=").map { line.text[$0...].dropFirst() } }

  /// The words of a card, with `=` and `,` as pieces of their own. Sets `problem` where brackets or quotes do not match.
  private mutating func pieces(of text: String) -> [Substring] {
    let keyword = text.firstWord
    let namesFile = [".include", ".inc", ".lib"].contains(keyword)
    // The parentheses of "D(is=1)" and "PULSE(0 1)" hold a list and are no call.
    let holdsList = [".subckt", ".model"].contains(keyword) || keyword.hasPrefix("v") || keyword.hasPrefix("i")
    let isElement = !keyword.hasPrefix(".")
    var pieces: [Substring] = []
    var start: String.Index?
    var (braces, call, parentheses) = (0, 0, 0)
    var quote: UInt8?
    var previous = UInt8(ascii: " ")
    func end(before index: String.Index) {
      if let first = start { pieces.append(text[first..<index]) }
      start = nil
    }
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      let follows = previous
      previous = byte
      if byte == quote {
        quote = nil
        continue
      }
      let isBlank = byte == UInt8(ascii: " ") || (9...13).contains(byte)
      var separates = false
      switch byte {
      case _ where quote != nil: break
      case UInt8(ascii: "'"), UInt8(ascii: "\""): if braces == 0 { quote = byte }
      case _ where namesFile: separates = isBlank
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"): braces -= 1
      case UInt8(ascii: "("):
        parentheses += 1
        if braces == 0 {
          if call > 0 || pieces.last == "=" || start != nil && !holdsList { call += 1 } else { separates = true }
        }
      case UInt8(ascii: ")"):
        parentheses -= 1
        if braces == 0 { if call > 0 { call -= 1 } else { separates = true } }
      case _ where braces > 0 || call > 0: break
      case UInt8(ascii: "=") where "=<>!".utf8.contains(follows): break
      // ngspice takes the "1," of "r=1," as a whole.
      case UInt8(ascii: ",") where isElement && pieces.last == "=" && start.map { !"{'".contains(text[$0]) } == true: break
      case UInt8(ascii: ","), UInt8(ascii: "="):
        if byte == UInt8(ascii: ","), start != nil, pieces.last == "=", [".param", ".params", ".subckt"].contains(keyword),
          !text[index...].dropFirst().allSatisfy(\.isWhitespace)
        {
          trap = "ngspice never reads past a comma that touches a value here; blanks alone separate"
        }
        end(before: index)
        pieces.append(text[index...index])
        continue
      default: separates = isBlank
      }
      if max(braces, parentheses) > ExpressionReader.mostLevels { problem = problem ?? ExpressionReader.tooDeep.reason }
      if min(braces, parentheses) < 0 { problem = problem ?? "its braces or parentheses do not match" }
      if separates { end(before: index) } else if start == nil { start = index }
    }
    end(before: text.endIndex)
    if quote != nil || braces != 0 || parentheses != 0 { problem = problem ?? "its braces, quotes or parentheses do not match" }
    return pieces
  }
}
