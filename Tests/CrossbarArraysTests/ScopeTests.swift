import CircuitSimulation
import CrossbarPrimitives
import Testing

@testable import CrossbarArrays

/// One column at a time must read as the whole array does.
@Suite struct ScopeTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var wires = usualWires
    var testDescription: String { "\(rows) x \(columns), \(wires)" }
  }

  @Test(arguments: [
    Shape(rows: 4, columns: 4), Shape(rows: 1, columns: 1), Shape(rows: 1, columns: 5), Shape(rows: 6, columns: 1),
    Shape(rows: 3, columns: 2, wires: .init(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)),
    Shape(rows: 3, columns: 2, wires: .init(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .ohms(50))),
    Shape(rows: 3, columns: 2, wires: .init(bitLineSegment: .ohms(20), sourceLineSegment: .zero, driver: .zero)),
    Shape(rows: 3, columns: 2, wires: .init(bitLineSegment: .zero, sourceLineSegment: .ohms(20), driver: .ohms(5))),
  ])
  func lineAndArrayAgree(shape: Shape) async throws {
    let array = try drawnArray(rows: shape.rows, columns: shape.columns, seed: 3, wires: shape.wires) { row, column in
      (row + column) % 2 == 0 ? 1 : 0
    }
    let columns = Array(0..<shape.columns)
    let odd = columns.filter { $0 % 2 == 1 || shape.columns == 1 }
    let write = writeSettings()
    var currents: [[Double]] = []
    var states: [Grid<Double>] = []
    for scope in CircuitScope.allCases {
      var simulation = array.simulated(scope)
      var values: [Double] = []
      for row in Set([0, shape.rows - 1]).sorted() {
        _ = try await simulation.currents(write.operation(writing: true, row: row, columns: columns, attempt: 0))
        values += try await simulation.currents(usualRead.operation(row: row, columns: columns))
        _ = try await simulation.currents(write.operation(writing: false, row: row, columns: odd, attempt: 0))
        values += try await simulation.currents(usualRead.operation(row: row, columns: columns))
      }
      currents.append(values)
      states.append(simulation.array.states)
    }
    let readsBothStates = currents[0].contains { $0 > 1e-5 } && currents[0].contains { $0 < 1e-5 }
    #expect(readsBothStates)
    for (whole, line) in zip(currents[0], currents[1]) where whole >= 1e-9 {
      #expect(abs(line / whole - 1) < 1e-6, "\(whole) A in the array, \(line) A in the line")
    }
    for (whole, line) in zip(states[0].elements, states[1].elements) { #expect(abs(whole - line) < 1e-4) }
  }
}
