import CrossbarPrimitives
import Foundation
import NetworkReference
import Testing

@testable import StructuredSolver

/// What a report says of its currents, against 80-bit arithmetic.
@Suite struct AccuracyTests {
  /// Rows driven from the left, columns sensed at the bottom; cells over many decades.
  private static func network(_ index: Int, highest: Double = 2, decades: Double, size: Int = 8) -> CrossbarNetwork {
    var stream = RandomStream(seed: 3, purpose: "spread", index: index)
    var network = CrossbarNetwork(
      conductances: Grid(rows: size, columns: size) { _, _ in pow(10, highest - decades * stream.uniform()) },
      rowSegment: .ohms(1), columnSegment: .ohms(1))
    network.left = network.left.map { _ in .held(at: .volts(stream.uniform()), through: .ohms(1)) }
    network.bottom = network.bottom.map { _ in .held(at: .zero, through: .ohms(1)) }
    return network
  }

  /// Beside cells of 1e-8 ohm the rounding of node voltages leaves 1e-7 of the worst current, whatever was asked for: 2.6e-6 was
  /// the worst that was seen at a tolerance of 1e-12, and nothing said so.
  @Test(arguments: 0..<18)
  func noCurrentIsWorseThanReported(index: Int) throws {
    let network = Self.network(index, highest: [2, 5, 8][index % 3], decades: [10, 16, 20][index / 3 % 3], size: 10)
    let dense = DenseNetwork(network)
    for solver in [CrossbarSolver(tolerance: 1e-12), CrossbarSolver(tolerance: 1e-12, iterationLimit: 1)] {
      let solution = try solver.solve(network)
      let errors = zip(solution.ends.bottom, dense.bottom).map {
        Double((Float80($0) - $1).magnitude / max($1.magnitude, 1e-12))
      }
      let worst = errors.max() ?? 0
      #expect(worst <= solution.report.accuracy && solution.report.accuracy < 1e-3, "\(worst): \(solution.report)")
    }
  }

  /// What nobody can have is not reported as a result.
  @Test func voltagesBeyondTheSourcesAreRefused() throws {
    let network = Self.network(0, decades: 2, size: 3)
    let point = try CrossbarSolver.point(of: network)
    #expect(throws: Never.self) { try point.checkVoltages() }
    point.columnVoltages.pointer[1] = 371
    let error = #expect(throws: CrossbarSolverError.self) { try point.checkVoltages() }
    #expect(error?.description.contains("the column wire at cell (0, 1) would be at 371 V, and the sources allow 0 to") == true)
  }
}
