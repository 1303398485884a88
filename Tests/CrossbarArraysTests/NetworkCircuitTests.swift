import CrossbarPrimitives
import Foundation
import NetworkReference
import Netlisting
import NgspiceBridge
import StructuredSolver
import Testing

@testable import CrossbarArrays

/// The circuit of a crossbar's network against a second way of solving it, and against figures from elsewhere.
@Suite struct NetworkCircuitTests {
  static func solve(_ network: CrossbarNetwork) async throws -> NetworkSolution {
    let circuit = try NetworkCircuit(network, voltages: .allNodes)
    return circuit.solution(of: try await NgspiceEngine.shared.simulate(circuit.deck))
  }

  static func uniform(_ size: Int, cell: Double, segment: Double) -> CrossbarNetwork {
    CrossbarNetwork(
      conductances: Grid(rows: size, columns: size, repeating: 1 / cell), rowSegment: .ohms(segment),
      columnSegment: .ohms(segment))
  }

  /// Rows driven at 0.3 V from the left, columns grounded at the bottom, 10 kohm cells, 1 ohm before, between and after
  /// the cells: figures of an independent computation.
  @Test(arguments: [
    (8, 239.199229042e-6, 238.532735914e-6, 0.29785420297), (32, 924.300460471e-6, 881.720315162e-6, 0.271129298027),
  ])
  func dropsVoltageAlongWires(size: Int, first: Double, last: Double, lowest: Double) async throws {
    var network = Self.uniform(size, cell: 10_000, segment: 1)
    network.left = Array(repeating: .held(at: .volts(0.3), through: .ohms(1)), count: size)
    network.bottom = Array(repeating: .held(at: .zero, through: .ohms(1)), count: size)
    let solution = try await Self.solve(network)
    let currents = try #require(solution.currents[.bottom]).map { try #require($0).si }
    #expect(abs(currents[0] / first - 1) < 1e-9)
    #expect(abs(currents[size - 1] / last - 1) < 1e-9)
    let above = try #require(solution.rowVoltages[0, size - 1])
    let below = try #require(solution.columnVoltages[0, size - 1])
    #expect(abs((above - below).si / lowest - 1) < 1e-9)
    let fed = try #require(solution.currents[.left]).map { try #require($0).si }
    let (sum, drawn) = (currents.reduce(0, +), -fed.reduce(0, +))
    #expect(abs(drawn / sum - 1) < 1e-10)
  }

  /// Random cells of six decades, some missing, in every mixture of wires with and without resistance and of ends.
  @Test(arguments: 0..<12)
  func agreesWithADenseSolution(index: Int) async throws {
    var stream = RandomStream(seed: 7, purpose: "network", index: index)
    let (rows, columns) = (Int.random(in: 1...6, using: &stream), Int.random(in: 2...6, using: &stream))
    var network = CrossbarNetwork(
      conductances: Grid(rows: rows, columns: columns) { row, column in
        row > 0 && stream.uniform() < 0.15 ? 0 : pow(10, -7 + 5 * stream.uniform())
      },
      rowSegment: .ohms(index % 2 == 0 ? 2.5 : 0), columnSegment: .ohms(index % 3 == 0 ? 0 : 0.7))
    // Every row is held and no column without a cell, so that nothing floats.
    for row in 0..<rows {
      network.left[row] = .held(at: .volts(stream.uniform()), through: .ohms(index % 4 == 0 ? 0 : 5))
      if row == 1 { network.right[row] = .held(at: .volts(-0.3), through: .ohms(40)) }
    }
    for column in 0..<columns where column % 2 == 0 {
      network.bottom[column] = .held(at: .volts(0.1), through: .ohms(3))
      if column == 2 { network.top[column] = .held(at: .volts(0.2), through: .ohms(index % 5 == 0 ? 0 : 9)) }
    }
    let solution = try await Self.solve(network)
    let expected = DenseNetwork(network)
    for row in 0..<rows {
      for column in 0..<columns {
        let voltage = try #require(solution.rowVoltages[row, column])
        #expect(abs(voltage.si - Double(expected.rowVoltages[row, column])) < 1e-10)
        let below = try #require(solution.columnVoltages[row, column])
        let belowError = below.si - Double(expected.columnVoltages[row, column])
        // An open wire of 1 S a segment that hangs on 1e-7 S costs either way of solving seven of its sixteen digits.
        #expect(abs(belowError) < 1e-10)
      }
    }
    for (found, current) in zip(try #require(solution.currents[.bottom]), expected.bottom.map { Double($0) }) {
      let error = (found?.si ?? 0) - current
      #expect(abs(error) < 1e-9 * abs(current) + 1e-15)
    }
  }

  @Test func branchesThatLeadNowhereAreLeftOutAndStillHaveTheirVoltage() async throws {
    // Row 1 is open and hangs on cell (1, 0) alone; column 1 is open and hangs on cell (0, 1).
    var network = Self.uniform(2, cell: 1000, segment: 10)
    network.conductances[1, 1] = 0
    network.left[0] = .held(at: .volts(1), through: .ohms(10))
    network.bottom[0] = .held(at: .zero, through: .ohms(10))
    let circuit = try NetworkCircuit(network, voltages: .allNodes)
    #expect(!circuit.deck.circuit.elements.contains { $0.name == "RCELL_1_0" || $0.name == "RCELL_0_1" })
    let solution = try await Self.solve(network)
    let current = 1.0 / 1030
    #expect(abs(try #require(solution.currents[.bottom]?[0]).si / current - 1) < 1e-12)
    for column in 0..<2 {
      #expect(abs(try #require(solution.rowVoltages[1, column]).si - 10 * current) < 1e-12)
      #expect(abs(try #require(solution.columnVoltages[column, 1]).si - (1 - 10 * current)) < 1e-12)
    }
    let open = try #require(solution.currents[.left])[1]
    #expect(open == nil)
  }

  @Test func whatNothingReachesHasNoVoltage() async throws {
    var network = Self.uniform(3, cell: 1000, segment: 1)
    // Row 2 and column 2 are joined by a cell of their own only.
    for index in 0..<2 {
      network.conductances[2, index] = 0
      network.conductances[index, 2] = 0
    }
    network.left[0] = .held(at: .volts(1), through: .zero)
    network.bottom[1] = .held(at: .zero, through: .ohms(5))
    network.top[2] = .open
    let solution = try await Self.solve(network)
    #expect(solution.rowVoltages[2, 2] == nil && solution.columnVoltages[0, 2] == nil)
    #expect(solution.rowVoltages[0, 2] != nil)
    // Held, with nothing connected: its own voltage, and no current.
    network.conductances[2, 2] = 0
    network.bottom[2] = .held(at: .volts(0.4), through: .ohms(5))
    let idle = try await Self.solve(network)
    #expect(idle.columnVoltages[0, 2] == .volts(0.4) && idle.currents[.bottom]?[2] == .zero)
  }

  @Test func aWireHeldTwiceIsRefused() throws {
    var network = Self.uniform(2, cell: 1000, segment: 0)
    network.left[0] = .held(at: .volts(1), through: .zero)
    network.right[0] = .held(at: .zero, through: .zero)
    network.bottom[0] = .held(at: .zero, through: .zero)
    let circuit = try NetworkCircuit(network)
    #expect(throws: NetlistError.voltageLoop(element: "VRIGHT0")) { try circuit.deck.validate() }
  }
}
