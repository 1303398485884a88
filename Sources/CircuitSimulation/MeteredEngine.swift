import Netlisting
import Synchronization

/// Passes decks on to another engine and keeps count of them.
public final class MeteredEngine: SpiceEngine {
  /// What was simulated so far.
  public struct Totals: Hashable, Sendable {
    /// Analyses begun, whether or not they gave a result.
    public var analyses = 0
    /// Those that ended in a `SimulationError`.
    public var failures = 0
    /// Time spent in the engine.
    public var time: Duration = .zero
    /// Warnings by their text.
    public var warnings: [String: Int] = [:]
  }

  private let engine: any SpiceEngine
  private let state = Mutex(Totals())

  public init(_ engine: any SpiceEngine) { self.engine = engine }

  public var totals: Totals { state.withLock { $0 } }

  public var capacity: Int { engine.capacity }

  public var identity: EngineIdentity { get async throws { try await engine.identity } }

  public func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    let start = ContinuousClock.now
    do {
      let result = try await engine.simulate(deck, timeLimit: timeLimit)
      count(since: start, failed: false, warnings: result.warnings)
      return result
    } catch {
      count(since: start, failed: error is SimulationError, warnings: [])
      throw error
    }
  }

  private func count(since start: ContinuousClock.Instant, failed: Bool, warnings: [String]) {
    state.withLock { totals in
      totals.analyses += 1
      if failed { totals.failures += 1 }
      totals.time += ContinuousClock.now - start
      for warning in warnings { totals.warnings[warning, default: 0] += 1 }
    }
  }
}
