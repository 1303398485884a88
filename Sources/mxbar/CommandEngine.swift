import Foundation
import MemristorCrossbar
import Synchronization

/// The circuit simulator of a command: worker processes, repeated attempts in smaller time steps, and a record of
/// failures.
///
/// Decks that fail are kept in the folder `failed` of the results, as soon as that folder is known, with the simulator's
/// message as a comment.
final class CommandEngine: SpiceEngine {
  /// The workers.
  private let simulator: any SpiceEngine
  /// Repeats what did not converge, on the same workers.
  private let persistent: PersistentEngine
  /// Where decks are kept, nil before the folder is known, and how many simulations have failed since.
  private let kept = Mutex<(folder: ResultFolder?, failures: Int)>((nil, 0))
  /// What was found while the settings were read.
  private let remarks = Mutex<[String]>([])

  /// Decks kept at most; more would fill a disk when a study fails as a whole, and would tell nothing new.
  private static let mostDecks = 20
  /// Name of their folder within the results.
  private static let failedDecks = "failed"

  init(_ choice: EngineChoice, _ workers: WorkerOptions) {
    simulator = workers.engine(choice)
    persistent = PersistentEngine(simulator)
  }

  /// For commands that simulate one circuit after another, in a single worker process. There ngspice does not read the
  /// user's start-up files and leaves no files behind, and a simulation that hangs can be ended.
  init(single choice: EngineChoice) {
    simulator = choice.engine(worker: WorkerOptions.program, count: 1)
    persistent = PersistentEngine(simulator)
  }

  /// Keeps decks that fail from now on, and removes those of an earlier run.
  func keepFailedDecks(in folder: ResultFolder) throws {
    try folder.remove(Self.failedDecks)
    kept.withLock { $0.folder = folder }
  }

  /// Adds a remark to the notes, such as that a library draws random numbers.
  func remark(_ text: String) { remarks.withLock { $0.append(text) } }

  /// Simulations that can run at a time.
  var capacity: Int { simulator.capacity }

  var identity: EngineIdentity { get async throws { try await simulator.identity } }

  /// - Throws: `SimulationError` after all attempts have failed; the deck has then been kept.
  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    do {
      return try await persistent.simulate(deck, timeLimit: timeLimit)
    } catch let error as SimulationError {
      try keep(deck, error)
      throw error
    }
  }

  /// Writes a deck that failed, unless enough of them are kept.
  private func keep(_ deck: Deck, _ error: SimulationError) throws {
    let (folder, number) = kept.withLock {
      if $0.folder != nil { $0.failures += 1 }
      return $0
    }
    guard let folder, number <= Self.mostDecks else { return }
    var deck = deck
    deck.circuit.comments.append("failed: \(error)")
    let text = NgspiceWriter().text(deck)
    try folder.write(text, to: "\(Self.failedDecks)/analysis-\(number).cir")
  }

  /// What a reader of the results should know about the simulations: lost workers, repeated attempts, failed decks.
  var notes: [String] {
    get async {
      let (folder, failed) = kept.withLock { $0 }
      let place = "\(min(failed, Self.mostDecks)), in \(folder?.path ?? "")/\(Self.failedDecks)"
      let decks = failed == 0 ? [] : ["\(failed) simulation\(failed == 1 ? "" : "s") failed; decks kept: \(place)"]
      let again = persistent.totals
      let repeats =
        again.repeated == 0
        ? []
        : [
          "the simulator could not finish \(again.repeated) simulations; with other steps and tolerances \(again.solved) of them succeeded"
        ]
      let startUp = (try? await simulator.identity.notes) ?? []
      return remarks.withLock { $0 } + startUp + (await simulator.notes) + repeats + decks
    }
  }
}
