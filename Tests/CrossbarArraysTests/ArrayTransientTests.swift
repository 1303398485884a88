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
  /// The shipped card, whose equations are compiled; the same with 10 nA a cell at 5 V through closed gates, as a table.
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
          B1 d s I = {count}*4e-10*sinh(0.8*V(d,s))
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
  private static func compare(_ transient: ArrayTransient, within tolerance: Double = 1e-4, _ name: String) async throws {
    let cells = try compiled(transient.array)
    let found = try await cells.response(to: transient)
    let expected = try await transient.response(by: NgspiceEngine.shared)
    #expect(cells.totals.inNgspice == 0 && found.selected.count == transient.operation.columns.count)
    var (state, current, energy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(found.states.elements, expected.states.elements) { state = max(state, abs(a - b)) }
    for (a, b) in zip(found.selected, expected.selected) {
      current = max(current, abs(a.current / b.current - 1), abs(a.bitLineCurrent / b.bitLineCurrent - 1))
      energy = max(energy, abs(a.energy / b.energy - 1))
    }
    print(name, "states", state, "currents", current, "energy", energy, "steps", cells.totals)
    #expect(state < tolerance, "\(name): states by \(state)")
    #expect(current < tolerance, "\(name): currents by \(current)")
    #expect(energy < 3e-3, "\(name): energies by \(energy)")
  }

  @Test(arguments: ["ag-mos2", "stanford"], Access.allCases)
  func arraysAreThoseOfNgspice(device name: String, _ access: Access) async throws {
    let device = try MemristorDevice(name)
    let write = writeSettings()
    for bit in [true, false] {
      let array = try Self.array(device, rows: 4, columns: 4, access) { row, column in
        row == 2 ? (bit ? 0 : 1) : (row + column) % 2 == 0 ? 1 : 0
      }
      let operation = write.operation(writing: bit, row: 2, columns: [0, 1, 3], attempt: 0)
      try await Self.compare(ArrayTransient(operation, on: array), "\(name) \(access) \(operation.kind)")
    }
    let array = try Self.array(device, rows: 4, columns: 4, access) { ($0 + $1) % 2 == 0 ? 1 : 0 }
    try await Self.compare(
      ArrayTransient(usualRead.operation(row: 2, columns: [0, 1, 2, 3]), on: array), "\(name) \(access) read")
  }
}
