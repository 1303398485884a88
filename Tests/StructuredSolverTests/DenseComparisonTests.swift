import CrossbarPrimitives
import NetworkReference
import NetworkReference
import StructuredSolver
import Testing

/// Against a dense elimination in 80-bit arithmetic.
@Suite struct DenseComparisonTests {
  static let shapes = [(1, 1), (1, 5), (6, 1), (2, 3), (4, 4), (3, 7), (9, 2), (7, 8), (8, 8), (9, 9), (5, 17), (17, 3)]

  @Test(arguments: 0..<96)
  func everyCurrentIsGood(index: Int) throws {
    let (rows, columns) = Self.shapes[index % Self.shapes.count]
    let network = RandomNetwork.draw(index, rows: rows, columns: columns)
    try Self.compare(CrossbarSolver().solve(network), network, "network \(index)")
  }

  /// The elimination that stands in for the iteration, on the same networks.
  @Test(arguments: 0..<48)
  func eliminationAgrees(index: Int) throws {
    let (rows, columns) = Self.shapes[index % Self.shapes.count]
    let network = RandomNetwork.draw(index, rows: rows, columns: columns)
    let solution = try CrossbarSolver(iterationLimit: 1).solve(network)
    try Self.compare(solution, network, "network \(index)")
  }

  static func compare(_ solution: CrossbarSolution, _ network: CrossbarNetwork, _ name: String) throws {
    let dense = DenseNetwork(network)
    let (rows, columns) = (network.rows, network.columns)
    for (end, found, expected) in [
      ("left", solution.ends.left, dense.left), ("right", solution.ends.right, dense.right),
      ("top", solution.ends.top, dense.top), ("bottom", solution.ends.bottom, dense.bottom),
    ] {
      for line in found.indices {
        if expected[line].isNaN {
          #expect(found[line] == 0)
          continue
        }
        let isRow = end == "left" || end == "right"
        // A voltage below 1 V is known to 1e-16 V at best, and each cell turns that into a current.
        let conductance = (0..<(isRow ? columns : rows)).reduce(0) {
          $0 + (isRow ? network.conductances[line, $1] : network.conductances[$1, line])
        }
        let allowed = 1e-9 * expected[line].magnitude + 1e-15 * Float80(conductance)
        #expect(
          (Float80(found[line]) - expected[line]).magnitude <= allowed,
          "\(name), \(end) end of line \(line): \(found[line]), expected \(expected[line]); \(solution.report)")
      }
    }
    for i in 0..<rows {
      for j in 0..<columns where !dense.cellCurrents[i, j].isNaN {
        let allowed = 1e-9 * dense.cellCurrents[i, j].magnitude + 1e-14 * Float80(network.conductances[i, j])
        let found = solution.cellCurrents[i, j]
        #expect(
          (Float80(found) - dense.cellCurrents[i, j]).magnitude <= allowed,
          "\(name), cell (\(i), \(j)): \(found), expected \(dense.cellCurrents[i, j])")
        for (plane, found, expected) in [
          ("row", solution.rowVoltages[i, j], dense.rowVoltages[i, j]),
          ("column", solution.columnVoltages[i, j], dense.columnVoltages[i, j]),
        ] where !expected.isNaN && !found.isNaN {
          #expect((Float80(found) - expected).magnitude <= 1e-12, "\(name), \(plane) node (\(i), \(j)): \(found), \(expected)")
        }
      }
    }
  }
}
