import Netlisting

/// A simulation without a result, and the deck to look at.
public struct FailedSimulation: Error, Equatable, Sendable, CustomStringConvertible {
  public let deck: Deck
  public let reason: SimulationError

  public init(deck: Deck, reason: SimulationError) {
    self.deck = deck
    self.reason = reason
  }

  public var description: String { "\(deck.circuit.title): \(reason)" }
}

extension SpiceEngine {
  /// Simulates a deck and hands it back where that fails: for sweeps, in which a failed point is an outcome.
  /// - Throws: `FailedSimulation` where another deck may well succeed; else what `simulate` throws.
  public func simulateOrReturn(_ deck: Deck, timeLimit: Duration? = nil) async throws -> SimulationResult {
    do {
      return try await simulate(deck, timeLimit: timeLimit)
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      throw FailedSimulation(deck: deck, reason: error)
    }
  }
}

extension SimulationError {
  /// Whether another deck may well succeed.
  public var concernsThisDeckOnly: Bool {
    switch self {
    case .analysisFailed, .wrongLength, .nonFiniteValue, .absurdValue, .beyondSources, .timeLimitExceeded: true
    case .refused, .circuitRejected, .missingVector, .engineLost, .engineUnavailable: false
    }
  }
}
