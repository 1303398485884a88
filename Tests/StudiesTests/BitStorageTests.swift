import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import Studies

@Suite struct BitStorageTests {
  private let bits = Grid<Bool>(rows: 3, columns: 4) { (3 * $0 + $1) % 3 == 0 }

  @Test(arguments: InitialState.allCases)
  func aDeviceWithoutSpreadKeepsEveryBit(initialState: InitialState) async throws {
    let storage = BitStorage(
      configuration: try configuration(uniformDevice(), initialState: initialState),
      engine: CellEngine(ngspice: NgspiceEngine.shared))
    let stored = try await storage.store(bits, seed: 1, firstCell: 0)
    #expect(stored.decoded == bits)
    for cell in stored.cells.elements {
      #expect(cell.write.isVerified && !cell.isBitError && cell.write.attempts == 1)
      let resistance = try #require(cell.reading).resistance
      // A 1 reads its compliance-limited filament, the transistor and the lines; a 0 the bare 1.1 Mohm.
      #expect(cell.write.target ? resistance < .kiloohms(2) : resistance > .megaohms(1))
    }
  }

  /// 20 V are out of reach: the cells of that direction fail, each of them, and only they.
  @Test(arguments: [true, false])
  func voltagesOutOfReachFailAndAreCounted(target: Bool) async throws {
    let device = try target ? uniformDevice(setVoltage: 20) : uniformDevice(resetVoltage: 20)
    let storage = BitStorage(
      configuration: try configuration(device, attempts: 3, upTo: 6), engine: CellEngine(ngspice: NgspiceEngine.shared))
    let stored = try await storage.store(bits, seed: 1, firstCell: 0)
    for cell in stored.cells.elements {
      let fails = cell.write.target == target
      #expect(cell.isBitError == fails && cell.write.isVerified == !fails)
      #expect(cell.write.attempts == (fails ? 3 : 1))
      #expect(cell.write.numericalFailure == nil)
    }
  }

  /// 5.5 V fail at 5 V and switch on the way to 8 V.
  @Test func retriesAtHigherVoltageMendAWrite() async throws {
    let storage = BitStorage(
      configuration: try configuration(uniformDevice(setVoltage: 5.5), attempts: 4, upTo: 8),
      engine: CellEngine(ngspice: NgspiceEngine.shared))
    let stored = try await storage.store(bits, seed: 1, firstCell: 0)
    #expect(stored.decoded == bits)
    for cell in stored.cells.elements { #expect(cell.write.target ? cell.write.attempts > 1 : cell.write.attempts == 1) }
  }

  @Test func everyCellOfARunHasItsOwnDraw() throws {
    let configuration = try configuration(usualDevice())
    let first = configuration.array(for: bits, seed: 1, firstCell: 0).memristors.elements
    let second = configuration.array(for: bits, seed: 1, firstCell: 12).memristors.elements
    #expect(Set(first + second).count == 24)
    #expect(configuration.array(for: bits, seed: 1, firstCell: 4).memristors.elements.prefix(8) == first.suffix(8))
  }

  @Test func cellsThatCannotBeSimulatedAreOutcomes() async throws {
    let failure = SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "timestep too small")
    let metered = MeteredEngine(FailingEngine(error: failure))
    let storage = BitStorage(configuration: try configuration(uniformDevice()), engine: CellEngine(ngspice: metered))
    let stored = try await storage.store(bits, seed: 1, firstCell: 0)
    for cell in stored.cells.elements {
      #expect(cell.reading == nil && cell.decodedBit == nil && !cell.write.isVerified && !cell.isBitError)
      #expect(cell.status == .numericalFailure && cell.numericalFailure == failure)
      #expect(cell.write.numericalFailure == failure)
      #expect(cell.finalState == (cell.write.target ? 0 : 1))
    }
    #expect(stored.decoded == bits, "cells that are not known to be wrong count as written")
    // A pulse and the final read for each cell; there is nothing to verify in between.
    #expect(metered.totals.analyses == 24 && metered.totals.failures == 24)
  }

  /// A device that SETs at 0.5 V is written well and read at 0.6 V: each cell without a filament gets one by the read.
  @Test func aReadThatSetsCellsIsReadDisturbAndNoFailedReset() async throws {
    var array = try configuration(uniformDevice(setVoltage: 0.5))
    array.read.voltage = .volts(0.6)
    let stored = try await BitStorage(configuration: array, engine: CellEngine(ngspice: NgspiceEngine.shared)).store(
      bits, seed: 1, firstCell: 0)
    for cell in stored.cells.elements {
      #expect(cell.status == (cell.write.target ? .ok : .readDisturb))
      #expect(cell.isReadDisturbed == !cell.write.target && cell.isBitError == !cell.write.target)
      #expect(cell.finalState > 0.1)
    }
    let summary = try DigitsSummary(
      try await smallExperiment(bits: 2, array).run(on: CellEngine(ngspice: NgspiceEngine.shared)))
    #expect(summary.write.reset.failed == 0 && summary.write.set.failed == 0 && summary.write.failedCells == 0)
    #expect(summary.read.disturbed == summary.write.reset.cells && summary.read.bitErrors == summary.read.disturbed)
  }

  /// A pulse that cannot be simulated, and one that can the next time: the cell is known again.
  @Test(arguments: [(1, false), (2, true)]) func anotherAttemptMakesACellKnown(attempts: Int, isKnown: Bool) async throws {
    let engine = EngineThatFailsOnce(instance: "XCELL_0_1")
    let storage = BitStorage(
      configuration: try configuration(uniformDevice(), attempts: attempts), engine: CellEngine(ngspice: engine))
    let stored = try await storage.store(Grid(rows: 1, columns: 3, repeating: true), seed: 1, firstCell: 0)
    #expect(stored.cells.elements.map(\.status) == [.ok, isKnown ? .ok : .numericalFailure, .ok])
    #expect(stored.decoded.elements == [true, true, true])
  }

  @Test func numericalFailuresAreInNoShare() async throws {
    let experiment = try smallExperiment(bits: 3, configuration(uniformDevice(resetVoltage: 20)))
    let all = try DigitsSummary(try await experiment.run(on: CellEngine(ngspice: NgspiceEngine.shared)))
    let result = try await experiment.run(
      on: CellEngine(ngspice: EngineThatFailsOnce(instance: "XCELL_1_0", always: true)))
    let summary = try DigitsSummary(result)
    let lost = result.cells.filter { $0.status == .numericalFailure }
    #expect(lost.count == summary.numericalFailures && lost.count == 2, "a cell of each layer")
    #expect(summary.write.set.cells + summary.write.reset.cells == summary.cells - 2)
    #expect(summary.write.set.failed == 0)
    let lostZeros = lost.count { !$0.write.target }
    #expect(summary.write.reset.failed == all.write.reset.failed - lostZeros)
    #expect(summary.read.bitErrors == all.read.bitErrors - lostZeros)
    let lines = DigitsReport(result).cellTable.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let status = try #require(lines[0].firstIndex(of: "status"))
    let decoded = try #require(lines[0].firstIndex(of: "decoded_bit"))
    #expect(lines.count { $0[status] == "numerical_failure" && $0[decoded].isEmpty } == 2)
    #expect(lines.count { $0[decoded].isEmpty } == 2)
    #expect(try DigitsReport(result).headline?.contains("2 could not be simulated and count as written") == true)
    // 2 of 48 cells are more than the hundredth that a verdict stands.
    #expect(summary.verdict.outcome == .unknown)
  }

  @Test func aLostEngineEndsTheRun() async throws {
    let lost = SimulationError.engineLost("no more memory")
    let storage = BitStorage(
      configuration: try configuration(uniformDevice()), engine: CellEngine(ngspice: FailingEngine(error: lost)))
    await #expect(throws: lost) { try await storage.store(bits, seed: 1, firstCell: 0) }
  }
}

/// Fails every deck in the same way.
private struct FailingEngine: SpiceEngine {
  let error: SimulationError
  var identity: EngineIdentity { EngineIdentity(name: "none", version: "0", features: []) }
  func simulate(_ deck: Deck, timeLimit: Duration?) throws -> SimulationResult { throw error }
}

/// Fails the first transient of one cell's circuit, or all of them.
private actor EngineThatFailsOnce: SpiceEngine {
  private let instance: String
  private let always: Bool
  private var failures = 0

  init(instance: String, always: Bool = false) {
    self.instance = instance
    self.always = always
  }

  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    if deck.circuit.elements.contains(where: { $0.name == instance }), always || failures == 0 {
      failures += 1
      throw SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "timestep too small")
    }
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}
