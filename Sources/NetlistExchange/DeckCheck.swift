import CrossbarPrimitives
import Foundation
import Netlisting

/// A deck run by another program, and its figures beside those expected.
public struct DeckCheck: Sendable {
  /// One figure.
  public struct Verdict: Hashable, Codable, Sendable {
    public var expected: ExpectedFigure
    /// Nil where the simulation yields none.
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
  ///   - compatibility: one of `ExternalSimulator.compatibilities`.
  /// - Throws: `ExchangeError`; `NetlistError.library` with the line of a deck that is not run.
  public static func run(
    deck path: String, text: String, program: String? = nil, timeLimit: Duration = .seconds(600), compatibility: String? = nil
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
    // Read in any case: a line that states a figure and cannot be read is refused.
    let stated = try deckText.figures(of: path)
    let expected = file?.figures ?? stated
    guard !expected.isEmpty else { throw ExchangeError.noExpectation(deck: path) }
    let simulator = try ExternalSimulator(dialect, program: program, timeLimit: timeLimit, compatibility: compatibility)
    let found = try await simulator.run(text, path: path, figures: expected.map(\.name))
    return DeckCheck(
      deck: path, dialect: dialect, program: simulator.program,
      verdicts: expected.map { Verdict(expected: $0, found: found[$0.name.lowercased()]) },
      edits: file?.cards.map { edits(of: deckText.cards, from: $0) })
  }

  /// As the deck's header says, or ngspice's.
  static func dialect(of text: String) -> Dialect {
    let heading = physicalLines(withPlainLineEnds(text)).prefix(40)
    for dialect in Dialect.allCases {
      let mark = "\(dialect.traits.comment) dialect \(dialect.rawValue)"
      if heading.contains(where: { $0.hasPrefix(mark) }) { return dialect }
    }
    return .ngspice
  }
}
