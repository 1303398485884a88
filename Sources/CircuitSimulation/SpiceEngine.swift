import Netlisting

/// Anything that can simulate a deck: a library in this process, in a worker process, or a program.
public protocol SpiceEngine: Sendable {
  /// Name, version and abilities, as a run's manifest records them.
  var identity: EngineIdentity { get async throws }

  /// What a reader of results should know of how they came about, such as processes that were lost.
  var notes: [String] { get async }

  /// How many decks it simulates at a time; more may be given to it, and wait.
  var capacity: Int { get }

  /// Validates and simulates a deck and returns exactly its probes.
  ///
  /// A cancelled task stops the simulation at its next time point.
  /// - Parameter timeLimit: a simulation that takes longer is stopped; nil for the engine's own limit.
  /// - Throws: `SimulationError`, or `CancellationError`.
  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult
}

extension SpiceEngine {
  public var capacity: Int { 1 }
  public var notes: [String] { [] }

  /// With the engine's own time limit.
  public func simulate(_ deck: Deck) async throws -> SimulationResult { try await simulate(deck, timeLimit: nil) }
}

/// Which engine answered, and what it can do.
public struct EngineIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
  public var name: String
  public var version: String
  /// Detected at run time: `klu`, `osdi`, `xspice`.
  public var features: [String]
  /// What may change results from outside, such as a user's start-up file.
  public var notes: [String]

  public init(name: String, version: String, features: [String], notes: [String] = []) {
    self.name = name
    self.version = version
    self.features = features
    self.notes = notes
  }

  public var description: String { "\(name) \(version)" }
}
