import CrossbarPrimitives
import StructuredSolver
import Testing

/// Lines that nothing holds, and networks that make no circuit.
@Suite struct FloatingTests {
  private func network(_ conductances: Grid<Double>, wire: Double = 1) -> CrossbarNetwork {
    CrossbarNetwork(conductances: conductances, rowSegment: .ohms(wire), columnSegment: .ohms(wire))
  }

  @Test(arguments: [0.0, 1.0])
  func aFloatingRowTakesTheVoltageBetween(wire: Double) throws {
    // Row 1 is held by nothing; its two cells divide the voltage between the columns.
    var network = network(Grid(rows: 2, columns: 2) { row, _ in row == 0 ? 0 : 1e-3 }, wire: wire)
    network.bottom = [.held(at: .volts(1), through: .zero), .held(at: .zero, through: .zero)]
    let solution = try CrossbarSolver().solve(network)
    #expect(abs(solution.ends.bottom[1] - 1 / (2000 + wire)) < 1e-13)
    #expect(abs((solution.rowVoltages[1, 0] + solution.rowVoltages[1, 1]) / 2 - 0.5) < 1e-13)
    // Row 0 has no cell at all.
    #expect(solution.rowVoltages.row(0).allSatisfy { $0.isNaN })
    #expect(solution.cellCurrents.row(0).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [0.0, 1.0])
  func anIslandHasNoVoltage(wire: Double) throws {
    // Rows and columns 2 and 3 are joined to each other alone.
    var network = network(Grid(rows: 4, columns: 4) { ($0 < 2) == ($1 < 2) ? 1e-4 : 0 }, wire: wire)
    network.left[0] = .held(at: .volts(1), through: .ohms(1))
    network.bottom[1] = .held(at: .zero, through: .ohms(1))
    let solution = try CrossbarSolver().solve(network)
    for line in 2..<4 {
      #expect(solution.rowVoltages.row(line).allSatisfy { $0.isNaN })
      #expect(solution.columnVoltages[0, line].isNaN)
      #expect(solution.ends.left[line] == 0 && solution.cellCurrents[line, line] == 0)
    }
    #expect(solution.rowVoltages.row(1).allSatisfy { $0.isFinite })
    try DenseComparisonTests.compare(solution, network, "island")
  }

  @Test func anOpenArrayDrawsNothing() throws {
    var network = network(Grid(rows: 5, columns: 3, repeating: 0))
    network.left = Array(repeating: .held(at: .volts(1), through: .ohms(1)), count: 5)
    network.bottom = Array(repeating: .held(at: .zero, through: .ohms(1)), count: 3)
    let solution = try CrossbarSolver().solve(network)
    #expect(solution.ends.left.allSatisfy { $0 == 0 } && solution.ends.bottom.allSatisfy { $0 == 0 })
    #expect(solution.rowVoltages.elements.allSatisfy { $0 == 1 })
    #expect(solution.columnVoltages.elements.allSatisfy { $0 == 0 })
  }

  @Test func nothingHeldAtAll() throws {
    let solution = try CrossbarSolver().solve(network(Grid(rows: 3, columns: 3, repeating: 1e-4)))
    #expect(solution.rowVoltages.elements.allSatisfy { $0.isNaN } && solution.cellCurrents.elements.allSatisfy { $0 == 0 })
  }

  @Test func whatMakesNoCircuitIsNamed() {
    func refused(_ reason: String, _ change: (inout CrossbarNetwork) -> Void) {
      var network = network(Grid(rows: 2, columns: 3, repeating: 1e-4))
      network.left = Array(repeating: .held(at: .volts(1), through: .ohms(1)), count: 2)
      change(&network)
      #expect {
        try CrossbarSolver().solve(network)
      } throws: {
        "\($0)".contains(reason)
      }
    }
    refused("cell (1, 2) has a conductance of -1.0 S") { $0.conductances[1, 2] = -1 }
    refused("cell (0, 1) has a conductance of inf S") { $0.conductances[0, 1] = .infinity }
    refused("cell (0, 0) has a conductance of nan S") { $0.conductances[0, 0] = .nan }
    refused("the resistance of a row segment is -1 ohm") { $0.rowSegment = .ohms(-1) }
    refused("the resistance of a column segment is 1e-200 ohm; allowed is 0, and 1e-12") { $0.columnSegment = .ohms(1e-200) }
    refused("the top end of line 2 is held at inf V") { $0.top[2] = .held(at: .volts(.infinity), through: .zero) }
    refused("the resistance of the left end of line 1 is nan ohm") { $0.left[1] = .held(at: .zero, through: .ohms(.nan)) }
    refused("it has 1 ends on the bottom, and 3 lines") { $0.bottom = [.open] }
    refused("row 1 is one node, held at 1 V by one end and at 2 V by the other") {
      $0.rowSegment = .zero
      $0.left[1] = .held(at: .volts(1), through: .zero)
      $0.right[1] = .held(at: .volts(2), through: .zero)
    }
    #expect(throws: CrossbarSolverError.invalidNetwork(reason: "it has 0 rows and 3 columns")) {
      try CrossbarSolver().solve(network(Grid(rows: 0, columns: 3, repeating: 0)))
    }
  }
}
