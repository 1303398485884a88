import CrossbarPrimitives
import Netlisting
import Synchronization
import Testing

@testable import CircuitSimulation

/// Gives up on decks until their largest step is small enough.
private final class ClumsyEngine: SpiceEngine {
  let steps = Mutex<[Double]>([])
  let needed: Double
  let error: SimulationError
  /// The current tolerance with which it never gives up, A.
  let tolerance: Double

  init(needed: Double, error: SimulationError, tolerance: Double = .infinity) {
    self.needed = needed
    self.error = error
    self.tolerance = tolerance
  }

  var identity: EngineIdentity { EngineIdentity(name: "clumsy", version: "1", features: []) }

  func simulate(_ deck: Deck, timeLimit: Duration?) throws -> SimulationResult {
    guard case .transient(_, let step) = deck.analysis else { throw error }
    steps.withLock { $0.append(step.si) }
    if step.si > needed, deck.options.currentTolerance < tolerance { throw error }
    return SimulationResult(scale: [0, 1], probes: deck.probes, values: [[1, 2]])
  }
}

private let failure = SimulationError.analysisFailed(analysis: "transient", element: "b1", engineMessage: "Timestep too small")

private func deck(_ analysis: Analysis = .transient(stop: .seconds(1), maximumStep: .seconds(0.1))) throws -> Deck {
  var circuit = Circuit(title: "one resistor")
  try circuit.add("V1", .voltageSource(plus: "a", minus: .ground, .constant(1)))
  try circuit.add("R1", .resistor("a", .ground, .ohms(1)))
  return Deck(circuit: circuit, analysis: analysis, probes: [.voltage("a")])
}

@Suite struct PersistentEngineTests {
  @Test func aTransientThatFailsIsTriedOnceMoreInSmallerSteps() async throws {
    let clumsy = ClumsyEngine(needed: 0.01, error: failure)
    let engine = PersistentEngine(clumsy)
    #expect(try await engine.simulate(try deck()).values(of: .voltage("a")) == [1, 2])
    #expect(clumsy.steps.withLock { $0.count } == 2)
    #expect(engine.totals == .init(repeated: 1, solved: 1))
  }

  @Test func whatSmallerStepsDoNotMendIsTriedWithCoarserCurrents() async throws {
    let clumsy = ClumsyEngine(needed: 1e-9, error: failure, tolerance: 1e-12)
    let engine = PersistentEngine(clumsy)
    #expect(try await engine.simulate(try deck()).values(of: .voltage("a")) == [1, 2])
    #expect(clumsy.steps.withLock { $0 } == [0.1, 0.005, 0.1])
    #expect(engine.totals == .init(repeated: 1, solved: 1))
  }

  @Test func whatFailsAgainIsReportedAsItFirstFailed() async throws {
    let engine = PersistentEngine(ClumsyEngine(needed: 1e-9, error: failure))
    await #expect(throws: failure) { try await engine.simulate(try deck()) }
    #expect(engine.totals == .init(repeated: 1, solved: 0))
  }

  @Test func whatSmallerStepsCannotMendIsNotRepeated() async throws {
    for error in [SimulationError.timeLimitExceeded(.seconds(1)), .circuitRejected(line: nil, engineMessage: "x")] {
      let clumsy = ClumsyEngine(needed: 0.01, error: error)
      await #expect(throws: error) { try await PersistentEngine(clumsy).simulate(try deck()) }
      #expect(clumsy.steps.withLock { $0.count } == 1)
    }
    let engine = PersistentEngine(ClumsyEngine(needed: 1, error: failure))
    await #expect(throws: failure) { try await engine.simulate(try deck(.operatingPoint)) }
    #expect(engine.totals.repeated == 0)
  }
}
