import Netlisting

/// A deck as cards, continuation lines joined and comments apart.
struct DeckText {
  let comments: [LogicalLine]
  let cards: [LogicalLine]

  init(_ text: String, dialect: Dialect) {
    let mark = dialect.traits.comment
    let lines = physicalLines(withPlainLineEnds(text)).enumerated().map { LogicalLine(number: $0 + 1, text: $1.trimmed) }
    func isComment(_ line: LogicalLine) -> Bool { line.text.hasPrefix(mark) || line.text.hasPrefix("*") || line.number == 1 }
    comments = lines.filter(isComment).map {
      LogicalLine(number: $0.number, text: String($0.text.trimmingPrefix(mark).drop { $0.isWhitespace }))
    }
    cards = joinedCards(lines.filter { !isComment($0) }, afterBackslash: true)
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
