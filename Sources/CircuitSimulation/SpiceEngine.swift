import Netlisting

/// Anything that can simulate a deck: a library in this process, one in worker processes, or a program.
///
///     let engine = EngineChoice.ngspice.engine(worker: worker, count: 4)
///     let result = try await engine.simulate(deck)
///
/// Engines wrap each other: `MeteredEngine` counts, `PersistentEngine` repeats.
public protocol SpiceEngine: Sendable {
  /// Name, version and features, as the manifest of a run records them.
  /// - Throws: `SimulationError.engineUnavailable` if the engine does not start.
  var identity: EngineIdentity { get async throws }

  /// What a reader of the results should know about how they came about, such as worker processes that were lost.
  var notes: [String] { get async }

  /// How many decks are simulated at the same time. More may be passed in; they wait.
  var capacity: Int { get }

  /// Validates and simulates a deck, and returns exactly its probes.
  ///
  /// If the task is cancelled, the simulation stops at its next time point.
  /// - Parameter timeLimit: a simulation that takes longer is stopped; nil for the engine's own limit.
  /// - Throws: `SimulationError`, or `CancellationError`.
  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult
}

extension SpiceEngine {
  /// One deck at a time.
  public var capacity: Int { 1 }
  /// None.
  public var notes: [String] { [] }

  /// Simulates a deck with the engine's own time limit.
  public func simulate(_ deck: Deck) async throws -> SimulationResult { try await simulate(deck, timeLimit: nil) }
}

/// Which engine simulated, and what it can do.
public struct EngineIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The name by which the engine is chosen, such as `ngspice-process`.
  public var name: String
  /// As the simulator states it, such as `39.3`.
  public var version: String
  /// Detected at run time: some of `klu` (a faster matrix solver), `osdi` and `xspice`.
  public var features: [String]
  /// What outside of the program may change results, such as a user's start-up file.
  public var notes: [String]

  /// As an engine states them of itself; `features` is empty where none was detected.
  public init(name: String, version: String, features: [String], notes: [String] = []) {
    self.name = name
    self.version = version
    self.features = features
    self.notes = notes
  }

  public var description: String { "\(name) \(version)" }
}
