import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

@Suite struct ProgramAndVerifyTests {
  /// Amplitudes 2, 3, 4, 5 V: the cells SET at 1 V, 3.5 V and 7 V.
  @Test(arguments: CircuitScope.allCases) func stepsUpUntilACellIsWritten(scope: CircuitScope) async throws {
    let memristors = try [1, 3.5, 7].map { try medianMemristor(setVoltage: $0) }
    var simulation = try makeArray(rows: 1, columns: 3, memristor: { _, column in memristors[column] })
      .simulated(scope)
    let writer = ProgramAndVerify(write: writeSettings(voltage: 2, maximum: 5, attempts: 4), read: usualRead)
    let cells = try await writer.writeRow(0, bits: [true, true, true], in: &simulation)
    #expect(cells.map(\.attempts) == [1, 3, 4])
    #expect(cells.map(\.isVerified) == [true, true, false])
    let areClean = cells.allSatisfy { $0.target && $0.numericalFailure == nil }
    #expect(areClean)
    #expect(simulation.array.states[0, 2] < 1e-3)
  }

  @Test func cellsThatAreRightGetOnePulseOnly() async throws {
    let states = [1.0, 0, 1, 0]
    var simulation = try makeArray(rows: 1, columns: 4, state: { _, column in states[column] }).simulated(.line)
    let writer = ProgramAndVerify(write: writeSettings(attempts: 5), read: usualRead)
    let cells = try await writer.writeRow(0, bits: [true, false, false, true], in: &simulation)
    #expect(cells.map(\.attempts) == [1, 1, 1, 1])
    #expect(cells.map(\.isVerified) == [true, true, true, true])
    #expect(cells.map(\.target) == [true, false, false, true])
  }

  @Test func amplitudesAndGatesStepEvenly() {
    var settings = writeSettings(voltage: 2, maximum: 5, attempts: 4, gate: 1)
    settings.maximumGateVoltage = .volts(1.3)
    let amplitudes = (0..<4).map { settings.amplitude(attempt: $0).si }
    #expect(amplitudes == [2, 3, 4, 5])
    let set = settings.operation(writing: true, row: 3, columns: [1], attempt: 3)
    #expect(set.kind == .set && set.row == 3 && set.columns == [1])
    #expect(abs(set.wordLineVoltage.si - 1.3) < 1e-12 && set.amplitude == .volts(5))
    #expect(settings.operation(writing: false, row: 0, columns: [0], attempt: 1).wordLineVoltage == .volts(7))
    #expect(writeSettings(voltage: 2, maximum: 5, attempts: 1).amplitude(attempt: 0) == .volts(2))
  }

  /// An engine that fails where it is told to.
  private struct FailingEngine: SpiceEngine {
    let error: SimulationError
    var identity: EngineIdentity { EngineIdentity(name: "failing", version: "0", features: []) }
    func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
      if deck.circuit.elements.contains(where: { $0.name == "XCELL_0_1" }) { throw error }
      return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
    }
  }

  @Test func oneCellThatCannotBeSimulatedEndsNothing() async throws {
    let failure = SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "test")
    var simulation = ArraySimulation(
      array: try makeArray(rows: 1, columns: 2), scope: .line, engine: CellEngine(ngspice: FailingEngine(error: failure)))
    let writer = ProgramAndVerify(write: writeSettings(attempts: 2), read: usualRead)
    let cells = try await writer.writeRow(0, bits: [true, true], in: &simulation)
    #expect(cells.map(\.isVerified) == [true, false])
    #expect(cells.map(\.attempts) == [1, 2])
    #expect(cells.map(\.numericalFailure) == [nil, failure])
    #expect(simulation.array.states[0, 1] == 0)
  }

  @Test(arguments: [
    SimulationError.engineLost("x"), .refused(.noProbes), .circuitRejected(line: nil, engineMessage: "x"),
  ])
  func anEngineThatIsLostEndsTheRun(error: SimulationError) async throws {
    var simulation = ArraySimulation(
      array: try makeArray(rows: 1, columns: 2), scope: .line, engine: CellEngine(ngspice: FailingEngine(error: error)))
    let writer = ProgramAndVerify(write: writeSettings(), read: usualRead)
    await #expect(throws: error) { try await writer.writeRow(0, bits: [true, true], in: &simulation) }
  }
}
