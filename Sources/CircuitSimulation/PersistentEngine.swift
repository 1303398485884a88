import CrossbarPrimitives
import Netlisting
import Synchronization

/// Passes decks on to another engine, and a transient that it cannot finish once more, in smaller time steps.
///
/// A numerical failure says nothing of the circuit: Newton's method was thrown off somewhere. What fails again is reported
/// as it first failed, and is to be counted apart from what cells do.
public final class PersistentEngine: SpiceEngine {
  /// How often a first attempt failed, and how many of those a second one solved.
  public struct Totals: Hashable, Sendable {
    public var repeated = 0
    public var solved = 0
  }

  private let engine: any SpiceEngine
  private let state = Mutex(Totals())

  public init(_ engine: any SpiceEngine) { self.engine = engine }

  public var totals: Totals { state.withLock { $0 } }

  public var capacity: Int { engine.capacity }

  public var notes: [String] { get async { await engine.notes } }

  public var identity: EngineIdentity { get async throws { try await engine.identity } }

  public func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    do {
      return try await engine.simulate(deck, timeLimit: timeLimit)
    } catch let first as SimulationError {
      guard first.isNumerical, let finer = deck.inSmallerSteps else { throw first }
      state.withLock { $0.repeated += 1 }
      do {
        let result = try await engine.simulate(finer, timeLimit: timeLimit)
        state.withLock { $0.solved += 1 }
        return result
      } catch is SimulationError {
        throw first
      }
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
  /// The same transient in a twentieth of its largest step by the rule that damps more; nil for other analyses, whose
  /// own ways out (steps of gmin and of the sources) an engine has already tried.
  var inSmallerSteps: Deck? {
    guard case .transient(let stop, let maximumStep) = analysis else { return nil }
    var deck = self
    deck.analysis = .transient(stop: stop, maximumStep: maximumStep / 20)
    deck.options.integration = .gear
    return deck
  }
}
