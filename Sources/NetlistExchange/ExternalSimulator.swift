import CircuitSimulation
import Foundation
import Netlisting

/// A simulator on this machine that runs foreign decks, each as a process of its own in a private folder.
///
///     let simulator = try ExternalSimulator(.ngspice)
///     let figures = try await simulator.run(text, path: "array.cir", figures: ["i_vsl0"])
public struct ExternalSimulator: Hashable, Sendable {
  /// ngspice or gnucap.
  public var dialect: Dialect
  /// A name to look up in PATH, or a path.
  public var program: String
  /// The process is killed after this time.
  public var timeLimit: Duration
  /// ngspice's variable `ngbehavior`, as foundry libraries need it: one of `compatibilities`, or nil for none.
  public var compatibility: String?

  /// The values of `ngbehavior`: `hs` for HSPICE, `lt` for LTspice, `ps` for PSpice and so on (ngspice user's manual).
  public static let compatibilities = ["hs", "hsa", "ki", "lt", "lta", "ltps", "ltpsa", "ps", "psa", "s3"]

  /// - Parameters:
  ///   - program: a name to look up in PATH, or a path; nil for the dialect's own name.
  ///   - compatibility: one of `compatibilities`; ngspice only.
  /// - Throws: `ExchangeError.noSimulator` for a dialect whose simulators are not freely available, or for a mode that the
  ///   simulator does not have.
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

  /// Runs a deck and returns the figures that it yields.
  ///
  /// A deck is foreign: only its circuit and harmless commands are run, from copies of it and of the files that it includes. The
  /// process runs in an empty folder that is also its HOME, so neither the deck nor a `.spiceinit` affects anything else.
  /// - Parameters:
  ///   - path: where the deck lies, for errors and included files.
  ///   - figures: the names of the figures that are wanted; letter case does not matter.
  /// - Returns: the figures that the simulation yields, by lower-case name.
  /// - Throws: `NetlistError.library` with a line that is rejected; `ExchangeError` if the program is missing, exceeds its time
  ///   limit or yields no figure; `CancellationError`.
  public func run(_ text: String, path: String, figures: [String]) async throws -> [String: Double] {
    try await dialect == .gnucap ? runGnucap(text, path) : runNgspice(text, path, figures)
  }

  /// The text that the program would be given for a deck; nothing is started.
  /// - Throws: as `run` for a deck that is rejected.
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

  /// Runs a rewritten deck and reads its result file.
  /// - Parameters:
  ///   - copy: the copied files that the deck includes.
  ///   - text: the deck as the program gets it.
  ///   - original: the deck as given, whose words errors may quote.
  ///   - options: arguments before the deck's name.
  ///   - figures: reads the result file.
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

  /// - Returns: what the program printed, errors first.
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
