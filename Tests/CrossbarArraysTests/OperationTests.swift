import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge
import Testing

@testable import CrossbarArrays

@Suite struct OperationTests {
  /// A SET ends where the transistor saturates and the memristor keeps its hold voltage of 0.12 to 0.16 V, which with
  /// lambda = 0.03 / V moves the current by less than 0.1 %. The strongest filament's 50 ohm would keep less.
  @Test(arguments: CircuitScope.allCases, [0.95, 1.12, 1.3])
  func theGateLimitsTheCurrentOfASet(scope: CircuitScope, gate: Double) async throws {
    let memristor = try medianMemristor(lowResistance: 50)
    var simulation = try makeArray(rows: 2, columns: 2, memristor: { _, _ in memristor }).simulated(scope)
    let row = 1
    let operation = writeSettings(gate: gate).operation(writing: true, row: row, columns: [0, 1], attempt: 0)
    let currents = try await simulation.currents(operation)
    let line = 10.0 + 2 * Double(row + 1)
    let expected = LevelOneTransistor().seriesCurrent(gate: gate, supply: 5, above: line, below: line, drop: 0.14)
    for current in currents { #expect(abs(current / expected - 1) < 2e-3, "\(current) A, expected \(expected) A") }
    for column in 0..<2 {
      #expect(simulation.array.states[1, column] > 0.05)
      #expect(simulation.array.states[0, column] == 0)
    }
  }

  @Test(arguments: CircuitScope.allCases)
  func aResetDissolvesTheFilamentAndItsCurrentFlowsBack(scope: CircuitScope) async throws {
    var simulation = try makeArray(rows: 2, columns: 2, state: { _, _ in 1 }).simulated(scope)
    let reset = writeSettings(voltage: 3).operation(writing: false, row: 0, columns: [0, 1], attempt: 0)
    #expect(reset.kind == .reset && reset.wordLineVoltage == .volts(7))
    let currents = try await simulation.currents(reset)
    for column in 0..<2 {
      #expect(currents[column] < 0, "out of the source line's driver")
      #expect(simulation.array.states[0, column] < 1e-3)
      #expect(simulation.array.states[1, column] == 1)
    }
    let after = try await simulation.currents(usualRead.operation(row: 0, columns: [0, 1]))
    // 1.1 Mohm at 0.1 V, and the lines and the transistor in series.
    for current in after { #expect(abs(0.1 / current / 1.1e6 - 1) < 5e-3) }
  }

  /// Read current of a cell in its strongest state: driver and segments of both lines, the cell and the transistor.
  @Test(arguments: CircuitScope.allCases, [0, 3])
  func theReadCurrentHasTheWholeLineInIt(scope: CircuitScope, row: Int) async throws {
    for wires in [
      usualWires, Wires(bitLineSegment: .ohms(30), sourceLineSegment: .ohms(7), driver: .ohms(100)),
      Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero),
    ] {
      var simulation = try makeArray(rows: 4, columns: 2, wires: wires, state: { _, _ in 1 }).simulated(scope)
      let currents = try await simulation.currents(usualRead.operation(row: row, columns: [0, 1]))
      let above = wires.driver.si + Double(row + 1) * wires.bitLineSegment.si + 519
      let below = wires.driver.si + Double(row + 1) * wires.sourceLineSegment.si
      let expected = LevelOneTransistor().seriesCurrent(gate: 5, supply: 0.1, above: above, below: below)
      for current in currents { #expect(abs(current / expected - 1) < 2e-5, "\(current) A, expected \(expected) A") }
    }
  }

  @Test func cellsThatAreNotPulsedKeepTheirStates() async throws {
    let array = try makeArray(rows: 3, columns: 3, state: { row, column in Double(row * 3 + column) / 8 })
    var simulation = array.simulated(.array)
    for bit in [true, false] {
      _ = try await simulation.currents(writeSettings().operation(writing: bit, row: 1, columns: [0, 2], attempt: 0))
      for row in 0..<3 {
        for column in 0..<3 where row != 1 || column == 1 {
          #expect(simulation.array.states[row, column] == array.states[row, column])
        }
      }
      #expect(bit == (simulation.array.states[1, 0] > 0.05))
    }
  }

  @Test func readsDoNotDisturb() async throws {
    var simulation = try makeArray(rows: 1, columns: 3, state: { _, column in Double(column) / 2 }).simulated(.array)
    _ = try await simulation.currents(usualRead.operation(row: 0, columns: [0, 1, 2]))
    for column in 0..<3 { #expect(abs(simulation.array.states[0, column] - Double(column) / 2) < 1e-5) }
  }

  /// Drivers, lines, transistor and memristor add up to the pulse's energy: what a cell says of itself in a circuit of many is
  /// what it says alone.
  @Test func aCellInTheWholeArrayTellsWhatItTellsAlone() async throws {
    let array = try makeArray(rows: 2, columns: 2)
    let pulses = [0, 1].map { column in
      CellPulse(
        CellOperation(writeSettings().operation(writing: true, row: 1, columns: [column], attempt: 0)),
        on: array.memristors[1, column], state: 0,
        in: CellSurroundings(rows: 2, row: 1, column: column, transistor: array.transistor, wires: array.wires))
    }
    let whole = try await WholeArrayCells(array, engine: NgspiceEngine.shared).apply(pulses)
    let alone = try await CircuitCells(NgspiceEngine.shared).apply(pulses)
    for (one, other) in zip(whole, alone) {
      let (one, other) = (try one.get(), try other.get())
      #expect(abs(one.energy.si / other.energy.si - 1) < 1e-4)
      #expect(abs(one.memristorVoltage.si - other.memristorVoltage.si) < 1e-4)
      #expect(abs(one.transistorVoltage.si - other.transistorVoltage.si) < 1e-4)
    }
  }
}
