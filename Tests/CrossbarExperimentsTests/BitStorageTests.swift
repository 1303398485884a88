import CircuitSimulation
import CrossbarArrays
import CrossbarExperiments
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@Suite struct BitStorageTests {
  private let bits = Grid<Bool>(rows: 3, columns: 4) { (3 * $0 + $1) % 3 == 0 }

  @Test(arguments: InitialState.allCases)
  func aDeviceWithoutSpreadKeepsEveryBit(initialState: InitialState) async throws {
    let storage = BitStorage(
      configuration: try configuration(uniformDevice(), initialState: initialState), engine: NgspiceEngine.shared)
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
    let device = target ? uniformDevice(setVoltage: 20) : uniformDevice(resetVoltage: 20)
    let storage = BitStorage(
      configuration: try configuration(device, attempts: 3, upTo: 6), engine: NgspiceEngine.shared)
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
      configuration: try configuration(uniformDevice(setVoltage: 5.5), attempts: 4, upTo: 8), engine: NgspiceEngine.shared)
    let stored = try await storage.store(bits, seed: 1, firstCell: 0)
    #expect(stored.decoded == bits)
    for cell in stored.cells.elements { #expect(cell.write.target ? cell.write.attempts > 1 : cell.write.attempts == 1) }
  }

  @Test func everyCellOfARunHasItsOwnDraw() throws {
    let configuration = try configuration(try .silverMolybdenumDisulfide())
    let first = configuration.array(for: bits, seed: 1, firstCell: 0).memristors.elements
    let second = configuration.array(for: bits, seed: 1, firstCell: 12).memristors.elements
    #expect(Set(first + second).count == 24)
    #expect(configuration.array(for: bits, seed: 1, firstCell: 4).memristors.elements.prefix(8) == first.suffix(8))
  }

  @Test func cellsThatCannotBeSimulatedAreOutcomes() async throws {
    let failure = SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "timestep too small")
    let metered = MeteredEngine(FailingEngine(error: failure))
    let storage = BitStorage(configuration: try configuration(uniformDevice()), engine: metered)
    let stored = try await storage.store(bits, seed: 1, firstCell: 0)
    for cell in stored.cells.elements {
      #expect(cell.reading == nil && !cell.decodedBit && !cell.write.isVerified)
      #expect(cell.write.numericalFailure == failure)
      #expect(cell.finalState == (cell.write.target ? 0 : 1))
    }
    // A pulse, a verifying read and the final read for each cell.
    #expect(metered.totals.analyses == 36 && metered.totals.failures == 36)
  }

  @Test func aLostEngineEndsTheRun() async throws {
    let lost = SimulationError.engineLost("no more memory")
    let storage = BitStorage(configuration: try configuration(uniformDevice()), engine: FailingEngine(error: lost))
    await #expect(throws: lost) { try await storage.store(bits, seed: 1, firstCell: 0) }
  }
}

/// Fails every deck in the same way.
private struct FailingEngine: SpiceEngine {
  let error: SimulationError
  var identity: EngineIdentity { EngineIdentity(name: "none", version: "0", features: []) }
  func simulate(_ deck: Deck, timeLimit: Duration?) throws -> SimulationResult { throw error }
}
