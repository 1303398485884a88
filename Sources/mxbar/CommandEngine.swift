import Foundation
import MemristorCrossbar
import Synchronization

/// What a command simulates with: ngspice in worker processes. The decks that fail are kept in the folder `failed` of
/// its results, with what ngspice said of them.
final class CommandEngine: SpiceEngine {
  private let pool: WorkerPool
  private let persistent: PersistentEngine
  private let folder = Mutex<ResultFolder?>(nil)
  private let failures = Mutex(0)

  /// More would fill a disk when a study fails as a whole, and tell no more.
  private static let mostDecks = 20
  private static let failedDecks = "failed"

  /// - Parameter workers: nil for one worker.
  init(_ workers: WorkerOptions? = nil) {
    pool = workers?.pool() ?? WorkerOptions.pool(of: 1)
    persistent = PersistentEngine(pool)
  }

  // MIGRATION: goes when every command is a StudyCommand.
  convenience init(_ workers: WorkerOptions? = nil, folder: ResultFolder) throws {
    self.init(workers)
    try keepFailedDecks(in: folder)
  }

  /// From now on decks that fail are kept in a folder of results.
  func keepFailedDecks(in folder: ResultFolder) throws {
    try folder.remove(Self.failedDecks)
    self.folder.withLock { $0 = folder }
  }

  var capacity: Int { pool.capacity }

  var identity: EngineIdentity { get async throws { try await pool.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    do {
      return try await persistent.simulate(deck, timeLimit: timeLimit)
    } catch let error as SimulationError {
      try keep(deck, error)
      throw error
    }
  }

  private func keep(_ deck: Deck, _ error: SimulationError) throws {
    let number = failures.withLock {
      $0 += 1
      return $0
    }
    guard number <= Self.mostDecks, let folder = folder.withLock({ $0 }) else { return }
    var deck = deck
    deck.circuit.comments.append("failed: \(error)")
    let text = NgspiceWriter().text(deck)
    try folder.write(text, to: "\(Self.failedDecks)/analysis-\(number).cir")
  }

  /// What a reader of the results should know of the simulations: lost workers, failed decks.
  var notes: [String] {
    get async {
      let failed = failures.withLock { $0 }
      let kept = min(failed, Self.mostDecks)
      let decks =
        failed == 0
        ? []
        : [
          "\(failed) simulation\(failed == 1 ? "" : "s") failed; decks kept: \(kept), in \(folder.withLock { $0?.path ?? "" })/\(Self.failedDecks)"
        ]
      let again = persistent.totals
      let repeats =
        again.repeated == 0
        ? [] : ["ngspice could not finish \(again.repeated) simulations; in smaller time steps \(again.solved) of them succeeded"]
      let startUp = (try? await pool.identity.notes) ?? []
      return startUp + (await pool.losses) + repeats + decks
    }
  }
}
