import Netlisting
import Synchronization

/// An engine that passes decks on to another one and counts them, for reports of what a run cost.
package final class MeteredEngine: SpiceEngine {
  /// What has been simulated since the engine was made.
  package struct Totals: Hashable, Sendable {
    /// Analyses that have ended, with or without a result.
    package var analyses = 0
    /// Analyses that ended in a `SimulationError`; a cancelled one is none.
    package var failures = 0
    /// Wall time during which at least one analysis was running. Analyses in parallel count once.
    package var time: Duration = .zero
    /// How often each warning occurred, by its text.
    package var warnings: [String: Int] = [:]
  }

  private struct State {
    var totals = Totals()
    /// The number of analyses that are running.
    var running = 0
    /// When `running` last rose from 0.
    var busySince = ContinuousClock.now
  }

  private let engine: any SpiceEngine
  private let state = Mutex(State())

  /// - Parameter engine: does the work; identity, notes and capacity are its own.
  package init(_ engine: any SpiceEngine) { self.engine = engine }

  /// The totals so far; may be read while analyses are running, whose time is not in them yet.
  package var totals: Totals { state.withLock { $0.totals } }

  package var capacity: Int { engine.capacity }

  package var notes: [String] { get async { await engine.notes } }

  package var identity: EngineIdentity { get async throws { try await engine.identity } }

  package func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
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
