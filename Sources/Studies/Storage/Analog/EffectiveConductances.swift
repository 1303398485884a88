import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// What a tile's rows and columns see of its cells: the current out of column j for each volt on row i, with all wires
/// between.
struct EffectiveConductances {
  /// Conductance of each cell with what is in series with it, S.
  let cells: Grid<Double>
  let wires: Wires

  /// The network with a voltage on each row and every column sensed at 0 V; drivers and sense nodes are next to cell (0, 0).
  func network(driving voltages: [Double]) -> CrossbarNetwork {
    var network = CrossbarNetwork(
      conductances: cells, rowSegment: wires.bitLineSegment, columnSegment: wires.sourceLineSegment)
    let (rowEnd, columnEnd) = (wires.driver + wires.bitLineSegment, wires.driver + wires.sourceLineSegment)
    network.left = voltages.map { .held(at: .volts($0), through: rowEnd) }
    network.top = Array(repeating: .held(at: .zero, through: columnEnd), count: cells.columns)
    return network
  }

  /// In S, a row for each row of the tile. The network is linear, so these add up to every product.
  /// - Throws: `CrossbarSolverError`.
  func matrix() throws -> Grid<Double> {
    let solver = CrossbarSolver(tolerance: 1e-6)
    var matrix = Grid(rows: cells.rows, columns: cells.columns, repeating: 0.0)
    for row in 0..<cells.rows {
      let voltages = (0..<cells.rows).map { $0 == row ? 1.0 : 0 }
      let currents = try solver.endCurrents(of: network(driving: voltages)).ends.top
      for (column, current) in currents.enumerated() { matrix[row, column] = current }
    }
    return matrix
  }
}
