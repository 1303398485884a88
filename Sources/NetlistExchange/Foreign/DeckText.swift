import Netlisting

/// A deck as cards, continuation lines joined and comments apart.
struct DeckText {
  struct Line: Hashable {
    /// Of its first line, from 1.
    var number: Int
    var text: String
  }

  let comments: [Line]
  let cards: [Line]

  init(_ text: String, dialect: Dialect) {
    var comments: [Line] = []
    var cards: [Line] = []
    let mark = dialect.traits.comment
    for (index, line) in physicalLines(withPlainLineEnds(text)).enumerated() {
      let trimmed = line.trimmed
      if trimmed.hasPrefix(mark) || trimmed.hasPrefix("*") || index == 0 {
        comments.append(Line(number: index + 1, text: String(trimmed.trimmingPrefix(mark).drop { $0.isWhitespace })))
      } else if !trimmed.isEmpty {
        // In place: joining copies would make long cards quadratic.
        let last = cards.count - 1
        if trimmed.hasPrefix("+"), last >= 0 {
          cards[last].text += " "
          cards[last].text += trimmed.dropFirst().drop { $0.isWhitespace }
        } else if last >= 0, cards[last].text.utf8.last == UInt8(ascii: "\\") {
          cards[last].text.removeLast()
          cards[last].text += trimmed
        } else {
          cards.append(Line(number: index + 1, text: trimmed))
        }
      }
    }
    self.comments = comments
    self.cards = cards
  }

  /// The expected figures that the comments state.
  /// - Throws: `NetlistError.library` with the line that begins with `expect` and cannot be read.
  func figures(of path: String) throws(NetlistError) -> [ExpectedFigure] {
    var figures: [ExpectedFigure] = []
    for line in comments {
      do {
        if let figure = try ExpectedFigure.read(line.text) { figures.append(figure) }
      } catch {
        throw .library(
          source: path, line: line.number, text: "* \(line.text)",
          reason: "this is no expected figure: \(error.reason). Wanted is '* \(ExpectedFigure.form)'")
      }
    }
    return figures
  }
}
