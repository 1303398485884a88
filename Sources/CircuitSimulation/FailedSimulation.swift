import Netlisting

/// A simulation without a result, with its deck, so that it can be written out and examined.
public struct FailedSimulation: Error, Equatable, Sendable, CustomStringConvertible {
  /// As it was given to the engine; `NgspiceWriter.text` makes a file of it.
  public let deck: Deck
  /// One for which `concernsThisDeckOnly` is true.
  public let reason: SimulationError

  /// For a failure that ends only one point of a sweep; other errors are thrown as they are.
  public init(deck: Deck, reason: SimulationError) {
    self.deck = deck
    self.reason = reason
  }

  public var description: String { "\(deck.circuit.title): \(reason)" }
}

extension SpiceEngine {
  /// Simulates a deck, and hands the deck back if that fails: for sweeps, in which a failed point is one of the outcomes.
  /// - Parameter timeLimit: nil for the engine's own limit.
  /// - Throws: `FailedSimulation` if another deck may well succeed; otherwise what `simulate` throws.
  public func simulateOrReturn(_ deck: Deck, timeLimit: Duration? = nil) async throws -> SimulationResult {
    do {
      return try await simulate(deck, timeLimit: timeLimit)
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      throw FailedSimulation(deck: deck, reason: error)
    }
  }
}

extension SimulationError {
  /// Whether another deck may well succeed. If not, a sweep stops instead of counting the point as failed.
  public var concernsThisDeckOnly: Bool {
    switch self {
    case .analysisFailed, .wrongLength, .nonFiniteValue, .absurdValue, .beyondSources, .timeLimitExceeded: true
    case .refused, .circuitRejected, .missingVector, .engineLost, .engineUnavailable: false
    }
  }
}
