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
      self = try JSONDecoder().decode(ExpectationFile.self, from: Data(json.utf8))
    } catch {
      throw .badExpectation(path: path, reason: "it is not what mxbar netlist writes (\(error))")
    }
  }
}

/// A deck as cards, continuation lines joined and comments apart.
struct DeckText {
  struct Line: Hashable {
    /// Of its first line, from 1.
    var number: Int
    var text: String
  }

  let comments: [String]
  let cards: [Line]

  init(_ text: String, dialect: Dialect) {
    var comments: [String] = []
    var cards: [Line] = []
    let mark = dialect.traits.comment
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var trimmed = line.drop { $0.isWhitespace }
      while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
      if trimmed.hasPrefix(mark) || trimmed.hasPrefix("*") || index == 0 {
        comments.append(String(trimmed.trimmingPrefix(mark).drop { $0.isWhitespace }))
      } else if !trimmed.isEmpty {
        if trimmed.hasPrefix("+"), let last = cards.popLast() {
          cards.append(Line(number: last.number, text: "\(last.text) \(trimmed.dropFirst().drop { $0.isWhitespace })"))
        } else if let last = cards.last, last.text.hasSuffix("\\") {
          cards[cards.count - 1].text = String(last.text.dropLast()) + String(trimmed)
        } else {
          cards.append(Line(number: index + 1, text: String(trimmed)))
        }
      }
    }
    self.comments = comments
    self.cards = cards
  }

  /// The expected figures that the comments state.
  var figures: [ExpectedFigure] { comments.compactMap { ExpectedFigure(commentText: $0) } }
}
