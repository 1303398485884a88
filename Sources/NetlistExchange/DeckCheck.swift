import CrossbarPrimitives
import Foundation
import Netlisting

/// The comparison of a deck's expected figures with those that another program finds when it runs the deck.
///
///     let check = try await DeckCheck.run(deck: "array.cir", text: text)
///     print(check.table)
///
/// The expected figures come from the file beside the deck (see `ExpectationFile`), or else from the deck's comments.
public struct DeckCheck: Sendable {
  /// One figure: what was expected, and what was found.
  public struct Verdict: Hashable, Codable, Sendable {
    /// As the deck or the file beside it states it.
    public var expected: ExpectedFigure
    /// Nil if the simulation yields no such figure.
    public var found: Double?

    /// Whether the two agree within the figure's tolerances.
    public var passes: Bool { expected.agrees(with: found) }

    /// The deviation relative to the expected value, with its sign (0.01 is 1 % more); nil if either value is missing, or if the
    /// expected one is 0.
    public var deviation: Double? {
      guard let value = expected.value, let found, value != 0 else { return nil }
      return (found - value) / abs(value)
    }
  }

  /// A card that differs from the deck as it was written.
  public struct Edit: Hashable, Codable, Sendable {
    /// The card's line in the deck, counted from 1; nil for a card that was removed.
    public var line: Int?
    /// The card as it is now, cut to length; nil if it was removed.
    public var now: String?
    /// The card as it was written, cut to length; nil if it was added.
    public var written: String?
  }

  /// The deck's path.
  public let deck: String
  /// As the file beside the deck says, or else the deck's header; ngspice's if neither does.
  public let dialect: Dialect
  /// The program that ran the deck.
  public let program: String
  /// In the order in which the figures are stated.
  public let verdicts: [Verdict]
  /// Nil if it is not known how the deck was written; empty if nothing has changed.
  public let edits: [Edit]?

  /// Whether all figures agree; edits do not count.
  public var passes: Bool { verdicts.allSatisfy(\.passes) }

  /// Runs a deck and compares its figures.
  /// - Parameters:
  ///   - path: where the deck lies, for errors, included files and the file of expected figures.
  ///   - text: the deck's text.
  ///   - program: a name to look up in PATH, or a path; nil for the dialect's usual program.
  ///   - timeLimit: the program is killed after this.
  ///   - compatibility: one of `ExternalSimulator.compatibilities`; nil for the one that the deck's header states, if any.
  /// - Throws: `ExchangeError`, also for a deck without expected figures; `NetlistError.library` with a line that is not run.
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
    // Read even if the file is there: a line that states a figure and cannot be read is an error.
    let stated = try deckText.figures(of: path)
    let expected = file?.figures ?? stated
    guard !expected.isEmpty else { throw ExchangeError.noExpectation(deck: path) }
    let mode = compatibility ?? (dialect == .ngspice ? Self.compatibility(of: text) : nil)
    let simulator = try ExternalSimulator(dialect, program: program, timeLimit: timeLimit, compatibility: mode)
    let found = try await simulator.run(text, path: path, figures: expected.map(\.name))
    return DeckCheck(
      deck: path, dialect: dialect, program: simulator.program,
      verdicts: expected.map { Verdict(expected: $0, found: found[$0.name.lowercased()]) },
      edits: file?.cards.map { edits(of: deckText.cards, from: $0) })
  }

  /// The dialect that the deck's header states within its first 40 lines; otherwise ngspice's.
  static func dialect(of text: String) -> Dialect {
    let heading = heading(of: text)
    for dialect in Dialect.allCases {
      let mark = "\(dialect.traits.comment) dialect \(dialect.rawValue)"
      if heading.contains(where: { $0.hasPrefix(mark) }) { return dialect }
    }
    return .ngspice
  }

  /// The comment of a deck whose library needs a compatibility mode of ngspice.
  public static func comment(ofCompatibility mode: String) -> String {
    "compatibility \(mode): the library needs it; run with ngspice -D ngbehavior=\(mode) -b FILE"
  }

  /// The mode that such a comment states.
  static func compatibility(of text: String) -> String? {
    let modes = ExternalSimulator.compatibilities
    return heading(of: text).lazy.compactMap { line in
      modes.first { line.hasPrefix("* \(comment(ofCompatibility: $0))") }
    }.first
  }

  private static func heading(of text: String) -> ArraySlice<Substring> { physicalLines(withPlainLineEnds(text)).prefix(40) }
}
