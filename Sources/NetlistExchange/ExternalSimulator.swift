import CircuitSimulation
import Foundation
import Netlisting

/// A simulator on this machine that runs decks as a process of its own, in a private folder.
public struct ExternalSimulator: Hashable, Sendable {
  public var dialect: Dialect
  /// A name to look up in PATH, or a path.
  public var program: String
  /// It is killed after this.
  public var timeLimit: Duration
  /// ngspice's variable `ngbehavior`, as foundry libraries want it: one of `compatibilities`.
  public var compatibility: String?

  public static let compatibilities = ["hs", "hsa", "ki", "lt", "lta", "ltps", "ltpsa", "ps", "psa", "s3"]

  /// - Throws: `ExchangeError.noSimulator` for a dialect whose programs are not freely had, or that has no such mode.
  public init(
    _ dialect: Dialect, program: String? = nil, timeLimit: Duration = .seconds(600), compatibility: String? = nil
  ) throws(ExchangeError) {
    guard dialect == .ngspice || dialect == .gnucap else {
      throw .noSimulator(
        dialect: dialect.rawValue,
        reason: "only ngspice and gnucap are run; run it there and compare with the expected figures in its comments")
    }
    guard compatibility.map({ dialect == .ngspice && Self.compatibilities.contains($0) }) ?? true else {
      throw .noSimulator(
        dialect: dialect.rawValue,
        reason: "'\(compatibility ?? "")' is no compatibility mode of it; ngspice has "
          + Self.compatibilities.joined(separator: ", "))
    }
    self.dialect = dialect
    self.compatibility = compatibility
    self.program = program ?? dialect.rawValue
    self.timeLimit = timeLimit
  }

  /// Runs a deck.
  ///
  /// A deck is foreign: only its circuit and harmless commands are run, from copies of it and of the files it includes, in
  /// an empty folder that is also HOME, so that neither the deck nor a `.spiceinit` changes anything else.
  /// - Parameters:
  ///   - path: where the deck lies, for errors and included files.
  ///   - figures: names of the figures that are wanted.
  /// - Returns: those that the simulation yields, by lower-case name.
  /// - Throws: `NetlistError.library` with the line that is refused; `ExchangeError` where the program is missing, takes too
  ///   long, or yields none of the figures; `CancellationError`.
  public func run(_ text: String, path: String, figures: [String]) async throws -> [String: Double] {
    try await dialect == .gnucap ? runGnucap(text, path) : runNgspice(text, path, figures)
  }

  /// What the program would be given of a deck; nothing is started.
  /// - Throws: as `run` for a deck that is refused.
  public func deckText(_ text: String, path: String, figures: [String]) throws -> String {
    try dialect == .gnucap ? GnucapDeck(text, path: path).text : NgspiceDeck(text, path: path, figures: figures).text
  }

  private func runNgspice(_ text: String, _ path: String, _ names: [String]) async throws -> [String: Double] {
    let deck = try NgspiceDeck(text, path: path, figures: names)
    let mode = compatibility.map { ["-D", "ngbehavior=\($0)"] } ?? []
    return try await inPrivateFolder(deck.copy, deck.text, text, resultFile: deck.figureFile, ["-n"] + mode + ["-b"]) {
      do throws(RawPlot.Problem) { return try deck.figures(in: $0) } catch {
        throw ExchangeError.simulatorFailed(program: program, message: "a file of figures with \(error.reason)")
      }
    }
  }

  private func runGnucap(_ text: String, _ path: String) async throws -> [String: Double] {
    let deck = try GnucapDeck(text, path: path)
    return try await inPrivateFolder(deck.copy, deck.text, text, resultFile: GnucapDeck.figureFile, ["-b"]) {
      GnucapDeck.figures(in: String(decoding: $0, as: UTF8.self))
    }
  }

  private func inPrivateFolder(
    _ copy: DeckCopy, _ text: String, _ original: String, resultFile: String, _ options: [String],
    _ figures: ([UInt8]) throws -> [String: Double]
  ) async throws -> [String: Double] {
    let folder = try PrivateFolder()
    defer { folder.remove() }
    for file in copy.files + [("deck.cir", text)] { try folder.write(file.1, to: file.0) }
    let said = try await start(options + ["deck.cir"], in: folder)
    let found = try folder.contents(of: resultFile).map(figures) ?? [:]
    guard !found.isEmpty else {
      let mark = String(resultFile.prefix { $0 != "." })
      let words = SimulatorWords.lines(said, without: mark, deck: original, included: copy.files.map(\.text))
      throw ExchangeError.simulatorFailed(program: program, message: words.joined(separator: "\n  "))
    }
    return found
  }

  /// - Returns: what the program said, errors first.
  private func start(_ arguments: [String], in folder: PrivateFolder) async throws -> String {
    do {
      let outcome = try await SimulatorProcess(program).run(arguments, in: folder, timeLimit: timeLimit)
      return outcome.errors + "\n" + outcome.output
    } catch let failure as SimulatorProcess.Failure {
      throw switch failure {
      case .missing: ExchangeError.simulatorMissing(program: program, package: dialect.rawValue)
      case .tookTooLong: ExchangeError.timeLimitExceeded(program: program, seconds: timeLimit / .seconds(1))
      case .notRun(let message): ExchangeError.simulatorFailed(program: program, message: message)
      }
    }
  }
}
