import CrossbarPrimitives
import Foundation
import Netlisting

/// The contents of `DECK.expected.json`: the figures that a deck should yield, and the deck's own cards, so that edits can be
/// shown.
package struct ExpectationFile: Hashable, Codable, Sendable {
  /// The dialect of the deck.
  package var dialect: Dialect
  /// The version of the program that wrote the deck.
  package var version: String
  /// Name and version of the engine that computed the figures; nil if none did.
  package var engine: String?
  /// In the order of the deck's measures.
  package var figures: [ExpectedFigure]
  /// The deck's cards, continuation lines joined and comments left out; nil if there are more than `mostCards`.
  package var cards: [String]?

  /// The largest number of cards that are stored. Edits of a larger deck show only in its figures.
  static let mostCards = 20_000

  /// - Parameter deck: the text as it was written; only its cards are kept.
  package init(dialect: Dialect, version: String, engine: String?, figures: [ExpectedFigure], deck: String) {
    self.dialect = dialect
    self.version = version
    self.engine = engine
    self.figures = figures
    let cards = DeckText(deck, dialect: dialect).cards.map(\.text)
    self.cards = cards.count <= Self.mostCards ? cards : nil
  }

  /// The path of the file that belongs to a deck: it lies beside it.
  package static func path(besides deck: String) -> String { deck + ".expected.json" }

  /// The file's text: indented, with sorted keys, so that two versions can be compared line by line.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// Reads the file's text and checks its figures.
  /// - Parameter path: the file's name in errors.
  /// - Throws: `ExchangeError.badExpectation` for another kind of file, a name or unit that is too long, or a tolerance outside
  ///   of 0 to 1 (relative) or below 0 (absolute).
  package init(json: String, path: String) throws(ExchangeError) {
    do {
      self = try JSONDecoder().decode(ExpectationFile.self, from: Data(withPlainLineEnds(json).utf8))
    } catch {
      throw .badExpectation(path: path, reason: "it is not what mxbar netlist writes (\(error))")
    }
    for figure in figures {
      guard figure.name == excerpt(figure.name, limit: 64), figure.unit == excerpt(figure.unit, limit: 64), !figure.name.isEmpty
      else { throw .badExpectation(path: path, reason: "'\(excerpt(figure.name))' in '\(excerpt(figure.unit))' is no figure") }
      let tolerances = [figure.relativeTolerance, figure.absoluteTolerance]
      guard tolerances.allSatisfy({ $0.isFinite && $0 >= 0 }), figure.relativeTolerance <= 1 else {
        throw .badExpectation(
          path: path,
          reason: "the tolerances of \(figure.name) are \(tolerances); allowed are 0 to 1 relative, and 0 or more absolute")
      }
    }
  }
}
