import Foundation
import MemristorCrossbar
import Synchronization

/// What a command simulates with: ngspice in worker processes. The decks that fail are kept in the folder `failed` of
/// its results, once that is known, with what ngspice said of them.
final class CommandEngine: SpiceEngine {
  private let pool: WorkerPool
  private let persistent: PersistentEngine
  private let kept = Mutex<(folder: ResultFolder?, failures: Int)>((nil, 0))

  /// More would fill a disk when a study fails as a whole, and tell no more.
  private static let mostDecks = 20
  private static let failedDecks = "failed"

  /// - Parameter workers: nil for one worker.
  init(_ workers: WorkerOptions? = nil) {
    pool = workers?.pool() ?? WorkerOptions.pool(of: 1)
    persistent = PersistentEngine(pool)
  }

  /// Keeps the decks that fail from now on.
  func keepFailedDecks(in folder: ResultFolder) throws {
    try folder.remove(Self.failedDecks)
    kept.withLock { $0.folder = folder }
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

  /// What a reader of the results should know of the simulations: lost workers, failed decks.
  var notes: [String] {
    get async {
      let (folder, failed) = kept.withLock { $0 }
      let place = "\(min(failed, Self.mostDecks)), in \(folder?.path ?? "")/\(Self.failedDecks)"
      let decks = failed == 0 ? [] : ["\(failed) simulation\(failed == 1 ? "" : "s") failed; decks kept: \(place)"]
      let again = persistent.totals
      let repeats =
        again.repeated == 0
        ? [] : ["ngspice could not finish \(again.repeated) simulations; in smaller time steps \(again.solved) of them succeeded"]
      let startUp = (try? await pool.identity.notes) ?? []
      return startUp + (await pool.losses) + repeats + decks
    }
  }
}
