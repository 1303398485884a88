import CrossbarPrimitives
import Foundation
import Netlisting

/// A deck run by another program, and its figures beside those expected.
public struct DeckCheck: Sendable {
  /// One figure.
  public struct Verdict: Hashable, Codable, Sendable {
    public var expected: ExpectedFigure
    /// Nil where the program printed none.
    public var found: Double?

    public var passes: Bool { expected.agrees(with: found) }

    /// Relative deviation; nil where there is nothing to compare.
    public var deviation: Double? {
      guard let value = expected.value, let found, value != 0 else { return nil }
      return (found - value) / abs(value)
    }
  }

  /// A card that is not as it was written.
  public struct Edit: Hashable, Codable, Sendable {
    /// Line of the deck, from 1; nil for a card that is gone.
    public var line: Int?
    public var now: String?
    public var written: String?
  }

  public let deck: String
  public let dialect: Dialect
  public let program: String
  public let verdicts: [Verdict]
  /// Nil where it is not known how the deck was written.
  public let edits: [Edit]?

  public var passes: Bool { verdicts.allSatisfy(\.passes) }

  /// Runs a deck and compares.
  /// - Parameters:
  ///   - program: another program than the dialect's usual one.
  /// - Throws: `ExchangeError`; `CocoaError` if the deck cannot be read.
  public static func run(
    deck path: String, text: String, program: String? = nil, timeLimit: Duration = .seconds(600)
  ) async throws -> DeckCheck {
    let jsonPath = ExpectationFile.path(besides: path)
    var file: ExpectationFile?
    if FileManager.default.fileExists(atPath: jsonPath) {
      guard let data = FileManager.default.contents(atPath: jsonPath), let json = String(data: data, encoding: .utf8) else {
        throw ExchangeError.badExpectation(path: jsonPath, reason: "it cannot be read")
      }
      file = try ExpectationFile(json: json, path: jsonPath)
    }
    let dialect = file?.dialect ?? Self.dialect(of: text)
    let deckText = DeckText(text, dialect: dialect)
    let expected = file.map(\.figures) ?? deckText.figures
    guard !expected.isEmpty else { throw ExchangeError.noExpectation(deck: path) }
    let simulator = try ExternalSimulator(dialect, program: program, timeLimit: timeLimit)
    let found = try await simulator.run(path)
    return DeckCheck(
      deck: path, dialect: dialect, program: simulator.program,
      verdicts: expected.map { Verdict(expected: $0, found: found[$0.name.lowercased()]) },
      edits: file?.cards.map { edits(of: deckText.cards, from: $0) })
  }

  /// As the deck's header says, or ngspice's.
  static func dialect(of text: String) -> Dialect {
    for dialect in Dialect.allCases {
      let mark = "\(dialect.traits.comment) dialect \(dialect.rawValue)"
      if text.split(separator: "\n").prefix(40).contains(where: { $0.hasPrefix(mark) }) { return dialect }
    }
    return .ngspice
  }

  /// The fewest cards that were put in and taken out, a card that was changed paired with what it was.
  static func edits(of cards: [DeckText.Line], from written: [String]) -> [Edit] {
    var removed: [String: [String]] = [:]
    var order: [String] = []
    var edits: [Edit] = []
    for change in cards.map(\.text).difference(from: written) {
      guard case .remove(_, let text, _) = change else { continue }
      let key = firstWord(text)
      if removed[key] == nil { order.append(key) }
      removed[key, default: []].append(text)
    }
    for change in cards.map(\.text).difference(from: written) {
      guard case .insert(let offset, let text, _) = change else { continue }
      let key = firstWord(text)
      let before = removed[key]?.isEmpty == false ? removed[key]?.removeFirst() : nil
      edits.append(Edit(line: cards[offset].number, now: text, written: before))
    }
    for key in order { for text in removed[key] ?? [] { edits.append(Edit(line: nil, now: nil, written: text)) } }
    return edits
  }

  private static func firstWord(_ text: String) -> String { text.prefix { !$0.isWhitespace }.lowercased() }
}
