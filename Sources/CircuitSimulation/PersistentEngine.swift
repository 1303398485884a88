import CrossbarPrimitives
import Netlisting
import Synchronization

/// An engine that passes decks on to another one, and repeats a transient that fails numerically: in smaller time steps, and
/// then with currents resolved less finely.
///
/// A numerical failure says nothing about the circuit: Newton's method did not converge at some point. If all attempts
/// fail, the first error is thrown. Such failures should be counted apart from failures of cells.
public final class PersistentEngine: SpiceEngine {
  /// How many transients were repeated, and how many of those another attempt solved.
  public struct Totals: Hashable, Sendable {
    /// Transients whose first attempt failed numerically.
    public var repeated = 0
    /// Those of them that gave a result in the end; the rest failed for good.
    public var solved = 0
  }

  private let engine: any SpiceEngine
  private let state = Mutex(Totals())

  /// - Parameter engine: does the work; identity, notes and capacity are its own.
  public init(_ engine: any SpiceEngine) { self.engine = engine }

  /// The totals so far.
  public var totals: Totals { state.withLock { $0 } }

  public var capacity: Int { engine.capacity }

  public var notes: [String] { get async { await engine.notes } }

  public var identity: EngineIdentity { get async throws { try await engine.identity } }

  /// The time limit applies to each attempt.
  public func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    do {
      return try await engine.simulate(deck, timeLimit: timeLimit)
    } catch let first as SimulationError {
      guard first.isNumerical, let finer = deck.inSmallerSteps else { throw first }
      state.withLock { $0.repeated += 1 }
      for attempt in [finer, deck.withCoarserCurrents] {
        do {
          let result = try await engine.simulate(attempt, timeLimit: timeLimit)
          state.withLock { $0.solved += 1 }
          return result
        } catch is SimulationError {
          continue
        }
      }
      throw first
    }
  }
}

extension SimulationError {
  /// Whether other time steps may well lead to a result.
  var isNumerical: Bool {
    switch self {
    case .analysisFailed, .nonFiniteValue, .absurdValue: true
    default: false
    }
  }
}

extension Deck {
  /// The same transient with a twentieth of its largest step, and with Gear's rule, which damps more. Nil for other analyses: an
  /// engine has already tried its own remedies for them (stepping gmin and the sources).
  var inSmallerSteps: Deck? {
    guard case .transient(let stop, let maximumStep) = analysis else { return nil }
    var deck = self
    deck.analysis = .transient(stop: stop, maximumStep: maximumStep / 20)
    deck.options.integration = .gear
    return deck
  }

  /// The same deck with currents resolved to a picoampere. At the corner of a pulse, the current that charges an ideally driven
  /// gate jumps by microamperes, and ngspice then finds no step in which it knows such a current to a femtoampere.
  var withCoarserCurrents: Deck {
    var deck = self
    deck.options.currentTolerance = max(1e-12, options.currentTolerance)
    return deck
  }
}
