import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// What a tile's rows and columns see of its cells: the current out of column j per volt on row i, with the resistance of
/// all wires included.
struct EffectiveConductances {
  /// Conductance of each cell with what is in series with it, S.
  let cells: Grid<Double>
  /// Rows use the bit-line segments, columns the source-line segments.
  let wires: Wires

  /// The network with a voltage on each row and every column sensed at 0 V. Drivers and sense nodes are next to cell (0,
  /// 0).
  /// - Parameter voltages: one per row, V.
  func network(driving voltages: [Double]) -> CrossbarNetwork {
    var network = CrossbarNetwork(
      conductances: cells, rowSegment: wires.bitLineSegment, columnSegment: wires.sourceLineSegment)
    let (rowEnd, columnEnd) = (wires.driver + wires.bitLineSegment, wires.driver + wires.sourceLineSegment)
    network.left = voltages.map { .held(at: .volts($0), through: rowEnd) }
    network.top = Array(repeating: .held(at: .zero, through: columnEnd), count: cells.columns)
    return network
  }

  /// Rows × columns of the tile, in S. The network is linear, so any product is a sum over its rows.
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
