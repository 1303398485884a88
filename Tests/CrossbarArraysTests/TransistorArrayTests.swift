import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// 1T1R arrays at an operating point against the textbook's transistor.
@Suite struct TransistorArrayTests {
  static func array(
    _ rows: Int, _ columns: Int, segment: Double = 0.5, driver: Double = 10, off: Double = 0,
    cell: (Int, Int) -> CellElement = { _, _ in .resistor(.ohms(519)) }
  ) throws -> TransistorArray {
    TransistorArray(
      cells: Grid(rows: rows, columns: columns, cell),
      transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
      wires: Wires(bitLineSegment: .ohms(segment), sourceLineSegment: .ohms(segment), driver: .ohms(driver)),
      gates: GateVoltages(read: .volts(5), set: .volts(1.12), resetBoost: .volts(4), off: .volts(off)))
  }

  @Test(arguments: BiasScheme.allCases)
  func aReadIsTheCellAndItsTransistorInSeries(scheme: BiasScheme) async throws {
    let access = CellAccess(.read, row: 3, column: 2, voltage: .volts(0.1), scheme: scheme)
    let array = try Self.array(6, 4)
    let point = try await array.operatingPoint(access, on: NgspiceEngine.shared)
    let lines = 10 + 4 * 0.5
    let current = LevelOneTransistor().seriesCurrent(gate: 5, supply: 0.1, above: lines + 519, below: lines)
    #expect(abs(point.sensedCurrent.si / current - 1) < 1e-6)
    #expect(abs(point.selectedCurrent(access) / point.sensedCurrent - 1) < 1e-6)
    #expect(abs(point.cellVoltages[3, 2] / (519 * current) - 1) < 1e-6)
  }

  /// What the junctions to the bulk take out of a source line that the read lifts: 1e-12 S and the saturation current
  /// of 1e-14 A over 25.87 mV for each cell that is off. A difference of microamperes would not show it.
  @Test(arguments: [4, 16]) func theSneakCurrentIsThatOfTheJunctions(size: Int) async throws {
    let access = CellAccess(.read, row: 0, column: 0, voltage: .volts(0.1), scheme: .grounded)
    // Without segments the whole source line is lifted by what the driver's resistance drops.
    let point = try await Self.array(size, size, segment: 0).operatingPoint(access, on: NgspiceEngine.shared)
    let lift = point.sensedCurrent.si * 10
    let thermal = 1.380649e-23 * 300.15 / 1.602176634e-19
    let expected = -Double(size - 1) * lift * (1e-12 + 1e-14 / thermal)
    #expect(point.sneakCurrent(access).si < 0)
    #expect(abs(point.sneakCurrent(access).si / expected - 1) < 1e-2)
    #expect(abs(point.sneakCurrent(access) / point.selectedCurrent(access)) < 1e-3)
  }

  /// Gates that are not quite off let each cell of the column conduct what the transistor's equation says.
  @Test func leakageOfGatesThatAreNotOffReachesTheSenseNode() async throws {
    let access = CellAccess(.read, row: 1, column: 1, voltage: .volts(0.1), scheme: .grounded)
    let point = try await Self.array(4, 2, segment: 0, driver: 0, off: 0.8).operatingPoint(access, on: NgspiceEngine.shared)
    let each = LevelOneTransistor().seriesCurrent(gate: 0.8, supply: 0.1, above: 519, below: 0)
    #expect(each > 1e-6)
    #expect(abs(point.sneakCurrent(access).si / (3 * each) - 1) < 1e-6)
    let sum = point.sneakCurrent(access) + point.selectedCurrent(access)
    #expect(abs(sum / point.sensedCurrent - 1) < 1e-9)
  }

  /// A SET and a RESET leave the cells whose gates are off in peace, and those of unselected columns too, unless V/3
  /// puts their lines apart.
  @Test(arguments: BiasScheme.allCases, [RowOperation.Kind.set, .reset])
  func writesReachTheSelectedCellOnly(scheme: BiasScheme, kind: RowOperation.Kind) async throws {
    let access = CellAccess(kind, row: 2, column: 1, voltage: .volts(5), scheme: scheme)
    let memristor = try medianMemristor()
    let point = try await Self.array(4, 3, cell: { _, _ in .memristor(memristor, state: 0) })
      .operatingPoint(access, on: NgspiceEngine.shared)
    for row in 0..<4 {
      for column in 0..<3 where (row, column) != (2, 1) {
        let isThird = scheme == .third && kind == .reset && row == 2
        // Through 1.1 Mohm a junction's picoamperes drop microvolts.
        let expected = isThird ? 5.0 / 3 : 0
        #expect(abs(point.cellVoltages[row, column] - expected) < (isThird ? 0.1 : 1e-4))
      }
    }
    let selected = point.cellVoltages[2, 1]
    #expect(kind == .set ? selected > 3 : selected < -4.9)
  }
}
