import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge
import Testing

@testable import Studies

/// A pulse, a read, and again while a cell reads wrong.
@Suite struct CellProgrammingTests {
  private let bits = Grid<Bool>(rows: 3, columns: 4) { (3 * $0 + $1) % 3 == 0 }

  private func outcomes(
    _ array: ArrayConfiguration, _ bits: Grid<Bool>? = nil
  ) async throws -> [(cell: TileCell, outcome: CellOutcome)] {
    let settings = StorageSettings(array: array, tileSize: 8)
    let bits = [(bits ?? self.bits).map { $0 ? 1 : 0 }]
    let rows = TileRow.rows(of: bits, in: try TilePlan(layers: bits, cellsPerCode: [1], size: 8), settings: settings, seed: 1)
    let programming = CellProgramming(settings: settings, seed: 1, cells: CircuitCells(NgspiceEngine.shared))
    var found: [(cell: TileCell, outcome: CellOutcome)] = []
    for row in rows {
      found += zip(row.cells, try await programming.store(row.cells, in: row.tile)).map { (cell: $0, outcome: $1) }
    }
    return found
  }

  @Test(arguments: InitialState.allCases)
  func aDeviceWithoutSpreadKeepsEveryBit(initialState: InitialState) async throws {
    let array = try configuration(uniformDevice(), initialState: initialState)
    for (cell, outcome) in try await outcomes(array) {
      #expect(outcome.status(writing: cell.target, array.read) == .ok && outcome.pulses == 1)
      let resistance = array.read.voltage / (try #require(outcome.readCurrent))
      // A 1 reads its compliance-limited filament, the transistor and the lines; a 0 the bare 1.1 Mohm.
      #expect(cell.target ? resistance < .kiloohms(2) : resistance > .megaohms(1))
    }
  }

  /// 20 V are out of reach: the cells of that direction fail, each of them, and only they.
  @Test(arguments: [true, false])
  func voltagesOutOfReachFailAndAreCounted(target: Bool) async throws {
    let device = try target ? uniformDevice(setVoltage: 20) : uniformDevice(resetVoltage: 20)
    let array = try configuration(device, attempts: 3, upTo: 6)
    for (cell, outcome) in try await outcomes(array) {
      let fails = cell.target == target
      #expect(outcome.status(writing: cell.target, array.read) == (fails ? .writeFailed : .ok))
      #expect(outcome.pulses == (fails ? 3 : 1) && outcome.numericalFailure == nil)
    }
  }

  /// Amplitudes 5, 6, 7, 8 V: a cell that SETs at 5.5 V takes the second pulse, or a later one.
  @Test func retriesAtHigherVoltageMendAWrite() async throws {
    let array = try configuration(uniformDevice(setVoltage: 5.5), attempts: 4, upTo: 8)
    for (cell, outcome) in try await outcomes(array) {
      #expect(outcome.status(writing: cell.target, array.read) == .ok)
      #expect(cell.target ? outcome.pulses > 1 : outcome.pulses == 1)
    }
  }

  /// A device that SETs at 0.5 V is written well and read at 0.6 V: each cell without a filament gets one by the read.
  @Test func aReadThatSetsCellsIsReadDisturbAndNoFailedReset() async throws {
    var array = try configuration(uniformDevice(setVoltage: 0.5))
    array.read.voltage = .volts(0.6)
    for (cell, outcome) in try await outcomes(array) {
      #expect(outcome.status(writing: cell.target, array.read) == (cell.target ? .ok : .readDisturb))
      #expect(outcome.isReadDisturbed == !cell.target && outcome.state > 0.1)
    }
  }

  @Test func amplitudesAndGatesStepEvenly() throws {
    var settings = try configuration(uniformDevice(), attempts: 4, upTo: 8).write
    settings.voltage = .volts(2)
    settings.maximumVoltage = .volts(5)
    (settings.gateVoltage, settings.maximumGateVoltage) = (.volts(1), .volts(1.3))
    #expect((0..<4).map { settings.amplitude(attempt: $0).si } == [2, 3, 4, 5])
    let set = settings.operation(writing: true, row: 3, columns: [1], attempt: 3)
    #expect(set.kind == .set && set.row == 3 && set.columns == [1])
    #expect(abs(set.wordLineVoltage.si - 1.3) < 1e-12 && set.amplitude == .volts(5))
    #expect(settings.operation(writing: false, row: 0, columns: [0], attempt: 1).wordLineVoltage == .volts(7))
    settings.attempts = 1
    #expect(settings.amplitude(attempt: 0) == .volts(2))
  }
}
