import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Studies

/// What the tests of the device studies share.
enum DrawnDevices {
  static func bench() -> DeviceBench { DeviceBench(engine: NgspiceEngine.shared) }

  static func population(_ count: Int, seed: UInt64 = 1) throws -> DevicePopulation {
    DevicePopulation(kind: try usualDevice(), seed: seed, count: count)
  }

  static func run(_ engine: any SpiceEngine = NgspiceEngine.shared) -> StudyRun { StudyRun(CellEngine(ngspice: engine)) }

  static func transistor() throws -> AccessTransistor {
    AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
  }

  static let setPulse = DevicePulse(amplitude: .volts(5), width: .milliseconds(100))
}

/// Fails its deck of one number, counted from 1.
actor FailingEngine: SpiceEngine {
  private let failure: SimulationError
  private let number: Int
  private var calls = 0

  init(_ failure: SimulationError, atDeck number: Int) {
    self.failure = failure
    self.number = number
  }

  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    calls += 1
    if calls == number { throw failure }
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}
