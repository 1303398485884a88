import CrossbarPrimitives
import Foundation
import Netlisting

/// What stands in a deck's `DECK.expected.json`: what the deck should yield, and the deck's own cards, so that an edit
/// can be pointed at.
public struct ExpectationFile: Hashable, Codable, Sendable {
  public var dialect: Dialect
  /// Version of the program that wrote the deck.
  public var version: String
  /// Name and version of the engine that found the figures; nil where none was asked.
  public var engine: String?
  public var figures: [ExpectedFigure]
  /// The deck's lines that are no comments; nil where they are very many.
  public var cards: [String]?

  /// Decks of more cards are told apart from an edited one as a whole only by their figures.
  static let mostCards = 20_000

  public init(dialect: Dialect, version: String, engine: String?, figures: [ExpectedFigure], deck: String) {
    self.dialect = dialect
    self.version = version
    self.engine = engine
    self.figures = figures
    let cards = DeckText(deck, dialect: dialect).cards.map(\.text)
    self.cards = cards.count <= Self.mostCards ? cards : nil
  }

  /// Where it lies beside a deck.
  public static func path(besides deck: String) -> String { deck + ".expected.json" }

  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// - Throws: `ExchangeError.badExpectation`.
  public init(json: String, path: String) throws(ExchangeError) {
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
