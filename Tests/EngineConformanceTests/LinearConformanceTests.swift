import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver
import Testing

/// The same ohmic networks through every circuit simulator and through the structured solver.
@Suite struct LinearConformanceTests {
  static let schemes: [BiasScheme?] = [nil] + BiasScheme.allCases
  static let shapes = [(1, 1), (1, 7), (7, 1), (3, 5), (9, 4), (16, 16)]

  @Test(arguments: schemes, shapes)
  func everyBiasAndShape(scheme: BiasScheme?, shape: (Int, Int)) async throws {
    for (segment, driver) in [(2.5, 10.0), (0, 10), (2.5, 0), (0, 0)] {
      try await Self.compare(
        BiasedNetwork(
          rows: shape.0, columns: shape.1, scheme: scheme, segment: segment, driver: driver, cell: BiasedNetwork.logNormal))
    }
  }

  @Test(arguments: schemes)
  func aMillionfoldRange(scheme: BiasScheme?) async throws {
    for size in [5, 12] {
      try await Self.compare(
        BiasedNetwork(rows: size, columns: size, scheme: scheme, segment: 2.5, cell: BiasedNetwork.extreme))
    }
  }

  @Test(arguments: schemes)
  func rowsWithoutCells(scheme: BiasScheme?) async throws {
    try await Self.compare(BiasedNetwork(rows: 10, columns: 6, scheme: scheme, segment: 2.5, cell: BiasedNetwork.openRows))
    // All rows open but one, whose cells' currents meet nothing else.
    try await Self.compare(BiasedNetwork(rows: 4, columns: 3, scheme: scheme, segment: 2.5) { row, _, _ in row == 0 ? 1e-4 : 0 })
  }

  @Test func thirtyTwoByThirtyTwo() async throws {
    for segment in [0.5, 10] {
      try await Self.compare(
        BiasedNetwork(rows: 32, columns: 32, scheme: nil, segment: segment, cell: BiasedNetwork.logNormal))
    }
    try await Self.compare(BiasedNetwork(rows: 32, columns: 32, scheme: .floating, segment: 2.5, cell: BiasedNetwork.logNormal))
  }

  @Test func wiresHeldOnAllSides() async throws {
    var network = BiasedNetwork(rows: 8, columns: 11, scheme: nil, segment: 1, cell: BiasedNetwork.logNormal).network
    network.right = (0..<8).map { .held(at: .volts(0.02 * Double($0)), through: .ohms(3)) }
    network.top = (0..<11).map { $0 % 2 == 0 ? .held(at: .volts(0.05), through: .zero) : .open }
    network.rowSegment = .ohms(7)
    try await Self.compare(network, "all sides")
  }

  static func compare(_ biased: BiasedNetwork) async throws { try await compare(biased.network, biased.name) }

  /// 1e-9 of each current of a picoampere and more, besides what the rounding of node voltages in both engines comes to:
  /// some 1e-16 of the highest voltage across each cell of the line.
  static func compare(_ network: CrossbarNetwork, _ name: String) async throws {
    let circuit = try NetworkCircuit(network, voltages: .allNodes)
    let solution = try CrossbarSolver().solve(network)
    for engine in circuitEngines {
      try compare(solution, of: network, with: circuit.solution(of: try await engine.simulate(circuit.deck)), name)
    }
  }

  private static func compare(
    _ solution: CrossbarSolution, of network: CrossbarNetwork, with reference: NetworkSolution, _ name: String
  ) throws {
    for (side, found) in [
      (NetworkSide.left, solution.ends.left), (.right, solution.ends.right), (.top, solution.ends.top),
      (.bottom, solution.ends.bottom),
    ] {
      let expected = try #require(reference.currents[side])
      for line in found.indices {
        guard let current = expected[line]?.si else {
          #expect(found[line] == 0, "\(name), open \(side) end \(line)")
          continue
        }
        let isRow = side == .left || side == .right
        let cells = (0..<(isRow ? network.columns : network.rows)).reduce(0) {
          $0 + (isRow ? network.conductances[line, $1] : network.conductances[$1, line])
        }
        // ngspice's own currents of voltage sources come from differences across the driver and the first segment.
        let rounding = 2e-16 * (cells + 1)
        let allowed = 1e-9 * max(abs(current), 1e-12) + rounding
        #expect(
          abs(found[line] - current) <= allowed, "\(name), \(side) end \(line): \(found[line]), ngspice \(current)")
      }
    }
    for row in 0..<network.rows {
      for column in 0..<network.columns {
        for (plane, found, expected) in [
          ("row", solution.rowVoltages[row, column], reference.rowVoltages[row, column]),
          ("column", solution.columnVoltages[row, column], reference.columnVoltages[row, column]),
        ] {
          guard let expected = expected?.si else {
            #expect(found.isNaN, "\(name), \(plane) (\(row), \(column)) floats, and has \(found)")
            continue
          }
          #expect(abs(found - expected) <= 1e-12, "\(name), \(plane) (\(row), \(column)): \(found), ngspice \(expected)")
        }
      }
    }
  }
}
