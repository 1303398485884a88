import Netlisting

/// A deck split into cards, with their continuation lines joined, and comments.
struct DeckText {
  /// Without their comment characters. The title is one of them: it may hold anything.
  let comments: [LogicalLine]
  /// In the order of the deck, with the number of their first lines.
  let cards: [LogicalLine]

  /// - Parameter dialect: for the comment character; lines that begin with `*` are comments in every dialect.
  init(_ text: String, dialect: Dialect) {
    let mark = dialect.traits.comment
    let lines = physicalLines(withPlainLineEnds(text)).enumerated().map { LogicalLine(number: $0 + 1, text: $1.trimmed) }
    func isComment(_ line: LogicalLine) -> Bool { line.text.hasPrefix(mark) || line.text.hasPrefix("*") || line.number == 1 }
    comments = lines.filter(isComment).map {
      LogicalLine(number: $0.number, text: String($0.text.trimmingPrefix(mark).drop { $0.isWhitespace }))
    }
    cards = joinedCards(lines.filter { !isComment($0) }, afterBackslash: true)
  }

  /// The expected figures that the comments state, in their order.
  /// - Throws: `NetlistError.library` with a line that begins with `expect` and cannot be read.
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
