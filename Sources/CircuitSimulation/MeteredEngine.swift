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
    /// Wall time during which the engine had something to do.
    public var time: Duration = .zero
    /// Warnings by their text.
    public var warnings: [String: Int] = [:]
  }

  private struct State {
    var totals = Totals()
    /// Analyses under way, and since when there are any.
    var running = 0
    var busySince = ContinuousClock.now
  }

  private let engine: any SpiceEngine
  private let state = Mutex(State())

  public init(_ engine: any SpiceEngine) { self.engine = engine }

  public var totals: Totals { state.withLock { $0.totals } }

  public var capacity: Int { engine.capacity }

  public var notes: [String] { get async { await engine.notes } }

  public var identity: EngineIdentity { get async throws { try await engine.identity } }

  public func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    begin()
    do {
      let result = try await engine.simulate(deck, timeLimit: timeLimit)
      end(failed: false, warnings: result.warnings)
      return result
    } catch {
      end(failed: error is SimulationError, warnings: [])
      throw error
    }
  }

  private func begin() {
    state.withLock { state in
      if state.running == 0 { state.busySince = .now }
      state.running += 1
    }
  }

  private func end(failed: Bool, warnings: [String]) {
    state.withLock { state in
      state.running -= 1
      if state.running == 0 { state.totals.time += .now - state.busySince }
      state.totals.analyses += 1
      if failed { state.totals.failures += 1 }
      for warning in warnings { state.totals.warnings[warning, default: 0] += 1 }
    }
  }
}
