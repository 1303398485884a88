import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Netlisting
import NgspiceBridge
import StructuredSolver
import Testing

@testable import CrossbarArrays

/// Memristors through ngspice and through the structured solver.
@Suite struct NonlinearConformanceTests {
  @Test(arguments: LinearConformanceTests.schemes)
  func memristorsAlone(scheme: BiasScheme?) async throws {
    for (rows, columns, segment) in [(1, 1, 2.5), (1, 6, 0), (7, 2, 2.5), (8, 8, 2.5), (12, 12, 0)] {
      try await Self.compare(rows: rows, columns: columns, scheme: scheme, segment: segment)
    }
  }

  @Test func thirtyTwoByThirtyTwo() async throws {
    try await Self.compare(rows: 32, columns: 32, scheme: nil, segment: 2.5)
  }

  /// Where the V^2 law rules, either way.
  @Test(arguments: [4.0, -3, 5])
  func highVoltages(voltage: Double) async throws {
    try await Self.compare(rows: 5, columns: 4, scheme: .half, segment: 2.5, voltage: voltage)
  }

  private static func compare(
    rows: Int, columns: Int, scheme: BiasScheme?, segment: Double, voltage: Double = 0.2
  ) async throws {
    let biased = BiasedNetwork(rows: rows, columns: columns, scheme: scheme, segment: segment) { _, _, _ in 1e-4 }
    var network = biased.network
    func scaled(_ ends: [LineEnd]) -> [LineEnd] {
      ends.map { end in
        if case .held(let source, let resistance) = end {
          .held(at: source * (voltage / 0.2), through: resistance)
        } else {
          .open
        }
      }
    }
    (network.left, network.bottom) = (scaled(network.left), scaled(network.bottom))
    let device = try usualDevice()
    // Filaments, none, and one half-way.
    let cells = Grid<CellElement>(rows: rows, columns: columns) { row, column in
      .memristor(device.draw(seed: 3, index: row * columns + column), state: [1, 0, 0, 0.3][(3 * row + column) % 4])
    }
    let circuit = try NetworkCircuit(network, voltages: .none) {
      (crossing: NetworkCircuit.Crossing, circuit: inout Circuit) throws(NetlistError) in
      guard case .memristor(let memristor, let state) = cells[crossing.row, crossing.column] else { return [] }
      try circuit.add(
        CellPart.memristor.name(crossing.row, crossing.column), memristor, state: state, isHeld: true, from: crossing.rowNode,
        to: crossing.columnNode)
      return []
    }
    let reference = circuit.solution(of: try await NgspiceEngine.shared.simulate(circuit.deck))
    let solution = try CrossbarSolver().solve(network, cells: HeldMemristors(cells))
    for (side, found) in [(NetworkSide.left, solution.ends.left), (.bottom, solution.ends.bottom)] {
      for (line, expected) in try #require(reference.currents[side]).enumerated() {
        guard let current = expected?.si else { continue }
        let allowed = 1e-6 * max(abs(current), 1e-12) + 1e-17
        #expect(
          abs(found[line] - current) <= allowed,
          "\(biased.name), \(voltage) V, \(side) end \(line): \(found[line]), ngspice \(current); \(solution.report)")
      }
    }
  }
}
