import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// Whole arrays in time, compiled column by column, against one ngspice circuit of all cells.
@Suite struct ArrayTransientTests {
  /// The shipped card, whose equations are compiled; and with 11 uA at 5 V through closed gates, as a table.
  enum Access: String, Sendable, CaseIterable {
    case levelOne, leaky

    func transistor() throws -> AccessTransistor {
      if self == .levelOne {
        return AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
      }
      let library = try ModelLibrary(
        text: """
          .model access nmos level=1 vto=0.75 kp=144e-6 gamma=0.6 phi=0.7 lambda=0.03 is=1e-14
          .subckt leaky d g s b count=1
          M1 d g s b access w=60e-6 l=0.6e-6 m={count}
          B1 d s I = {count}*4e-7*sinh(max(min(0.8*V(d,s),9),-9))
          .ends
          """, source: "leaky.sub")
      return AccessTransistor(model: try TransistorModel(subcircuit: "leaky", library: library), width: .zero, length: .zero)
    }
  }

  private static func array(
    _ device: MemristorDevice, rows: Int, columns: Int, _ access: Access, wires: Wires = usualWires, seed: UInt64 = 5,
    state: (Int, Int) -> Double
  ) throws -> CrossbarArray {
    CrossbarArray(
      memristors: Grid(rows: rows, columns: columns) { device.draw(seed: seed, index: $0 * columns + $1) },
      states: Grid(rows: rows, columns: columns, state), transistor: try access.transistor(), wires: wires)
  }

  private static func compiled(_ array: CrossbarArray) throws -> CompiledCells {
    try CompiledCells(
      array.memristors[0, 0].device, transistors: [array.transistor], circuits: CircuitCells(NgspiceEngine.shared), threads: 2)
  }

  /// Currents of the selected cells relative to ngspice's, and all states.
  /// - Returns: by how much the state of an unselected cell has moved at most.
  @discardableResult
  private static func compare(
    _ transient: ArrayTransient, within tolerance: Double = 1e-4, _ name: String
  ) async throws -> Double {
    let cells = try compiled(transient.array)
    let found = try await cells.response(to: transient)
    let expected = try await transient.response(by: NgspiceEngine.shared)
    #expect(cells.totals.inNgspice == 0 && found.selected.count == transient.operation.columns.count)
    var (state, current, energy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(found.states.elements, expected.states.elements) { state = max(state, abs(a - b)) }
    for (a, b) in zip(found.selected, expected.selected) {
      current = max(current, abs(a.current / b.current - 1), abs(a.bitLineCurrent / b.bitLineCurrent - 1))
      energy = max(energy, abs(a.energy / b.energy - 1))
      for pair in TransistorRatings.Pair.allCases {
        #expect(abs((a.stress[pair] - b.stress[pair]).si) < 5e-3, "\(name): \(pair.symbol) \(a.stress) \(b.stress)")
      }
    }
    #expect(state < tolerance, "\(name): states by \(state)")
    #expect(current < tolerance, "\(name): currents by \(current)")
    #expect(energy < 2e-4, "\(name): energies by \(energy)")
    var moved = 0.0
    for row in 0..<transient.array.rows where row != transient.operation.row {
      for column in 0..<transient.array.columns {
        moved = max(moved, abs(found.states[row, column] - transient.array.states[row, column]))
      }
    }
    return moved
  }

  @Test(arguments: [("ag-mos2", Access.levelOne), ("stanford", .levelOne), ("stanford", .leaky)])
  func arraysAreThoseOfNgspice(device name: String, _ access: Access) async throws {
    let device = try MemristorDevice(name)
    let write = writeSettings()
    var moved = 0.0
    for bit in [true, false] {
      let array = try Self.array(device, rows: 4, columns: 3, access) { row, column in
        row == 2 ? (bit ? 0 : 1) : (row + column) % 2 == 0 ? 1 : 0
      }
      let operation = write.operation(writing: bit, row: 2, columns: [0, 2], attempt: 0)
      moved = max(moved, try await Self.compare(ArrayTransient(operation, on: array), "\(name) \(access) \(operation.kind)"))
    }
    // Where closed gates leak, pulses move cells of other rows: there their motion is what is compared.
    #expect((moved > 1e-2) == (access == .leaky), "moved by \(moved)")
    let array = try Self.array(device, rows: 4, columns: 3, access) { ($0 + $1) % 2 == 0 ? 1 : 0 }
    try await Self.compare(
      ArrayTransient(usualRead.operation(row: 2, columns: [0, 1, 2]), on: array), "\(name) \(access) read")
  }

  /// Segments and drivers without resistance merge nodes.
  @Test(arguments: [
    Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero),
    Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .ohms(50)),
    Wires(bitLineSegment: .ohms(20), sourceLineSegment: .zero, driver: .zero),
    Wires(bitLineSegment: .zero, sourceLineSegment: .ohms(200), driver: .ohms(5)),
  ])
  func wiresMayHaveNoResistance(wires: Wires) async throws {
    let array = try Self.array(.usual(), rows: 3, columns: 2, .levelOne, wires: wires) { row, _ in row == 1 ? 0 : 1 }
    try await Self.compare(
      ArrayTransient(writeSettings().operation(writing: true, row: 1, columns: [0, 1], attempt: 0), on: array), "\(wires)")
    try await Self.compare(ArrayTransient(usualRead.operation(row: 2, columns: [0, 1]), on: array), "read, \(wires)")
  }

  /// Columns share ideal word lines only; and whatever is beside it, a column is the same to the last bit.
  @Test func columnsAreIndependent() async throws {
    let array = try Self.array(.usual(), rows: 5, columns: 20, .levelOne) { row, _ in row == 3 ? 0 : 1 }
    let operation = writeSettings().operation(writing: true, row: 3, columns: Array(0..<19), attempt: 0)
    let cells = try Self.compiled(array)
    var progress: [Int] = []
    let whole = try await cells.response(to: ArrayTransient(operation, on: array)) { done, total in
      #expect(total == 20)
      progress.append(done)
    }
    #expect(progress.count == 3 && progress.last == 20)
    for column in [0, 7, 18, 19] {
      let alone = try await cells.response(to: ArrayTransient(operation, on: array).column(column))
      #expect(alone.selected.first == (column < 19 ? whole.selected[column] : nil))
      #expect(alone.states.elements == (0..<5).map { whole.states[$0, column] })
    }
  }

  /// Where no step budget suffices, columns are circuits of their own.
  @Test func columnsThatAreGivenUpAreSimulatedInNgspice() async throws {
    let array = try Self.array(.usual(), rows: 2, columns: 2, .levelOne) { _, _ in 0 }
    let transient = ArrayTransient(writeSettings().operation(writing: true, row: 1, columns: [1], attempt: 0), on: array)
    let cells = try CompiledCells(
      .usual(), transistors: [array.transistor], circuits: CircuitCells(NgspiceEngine.shared), threads: 1,
      stepBudget: 5)
    let found = try await cells.response(to: transient)
    let expected = try await transient.column(1).response(by: NgspiceEngine.shared)
    #expect(cells.totals.inNgspice == 2 && cells.totals.runs == 2)
    #expect(found.selected == expected.selected && found.states[1, 1] == expected.states[1, 0])
  }

  @Test func cancelledArraysEnd() async throws {
    let array = try Self.array(.usual(), rows: 64, columns: 64, .levelOne) { _, _ in 0 }
    let operation = writeSettings().operation(writing: true, row: 3, columns: Array(0..<64), attempt: 0)
    let cells = try Self.compiled(array)
    let task = Task { try await cells.response(to: ArrayTransient(operation, on: array)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// An operation disturbs a cell; the next one finds it so, though the caller does not know.
  @Test func disturbedCellsStayDisturbed() async throws {
    let array = try Self.array(MemristorDevice("stanford"), rows: 2, columns: 1, .leaky) { _, _ in 0 }
    let cells = WholeArrayCells(array, compiled: try Self.compiled(array))
    func pulse(_ operation: CellOperation, row: Int, state: Double) -> CellPulse {
      CellPulse(
        operation, on: array.memristors[row, 0], state: state,
        in: CellSurroundings(rows: 2, row: row, transistor: array.transistor, wires: array.wires))
    }
    let set = CellOperation(writeSettings().operation(writing: true, row: 0, columns: [], attempt: 0))
    _ = try await cells.apply([pulse(set, row: 0, state: 0)])[0].get()
    let disturbed = cells.current.states[1, 0]
    #expect(disturbed > 1e-2)
    func expected(_ array: CrossbarArray) async throws -> CellResponse {
      let transient = ArrayTransient(usualRead.operation(row: 1, columns: [0]), on: array)
      return try await Self.compiled(array).response(to: transient).selected[0]
    }
    let before = cells.current
    let read = try await cells.read([pulse(CellOperation(usualRead), row: 1, state: 0)])[0].get()
    #expect(read == (try await expected(before)))
    // A state that the caller changed is taken.
    var changed = cells.current
    changed.states[1, 0] = 0.9
    let rested = try await cells.read([pulse(CellOperation(usualRead), row: 1, state: 0.9)])[0].get()
    #expect(rested == (try await expected(changed)))
  }
}
