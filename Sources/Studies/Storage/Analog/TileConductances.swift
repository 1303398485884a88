import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

extension CrossbarNetwork {
  /// A tile while it forms a product: rows are driven along the bit lines, columns sensed at 0 V along the source lines.
  /// Drivers and sense nodes are next to cell (0, 0).
  /// - Parameters:
  ///   - cells: conductance of each cell with what is in series with it, S.
  ///   - voltages: one per row, V.
  init(product cells: Grid<Double>, wires: Wires, driving voltages: [Double]) {
    self.init(conductances: cells, rowSegment: wires.bitLineSegment, columnSegment: wires.sourceLineSegment)
    let (rowEnd, columnEnd) = (wires.driver + wires.bitLineSegment, wires.driver + wires.sourceLineSegment)
    left = voltages.map { .held(at: .volts($0), through: rowEnd) }
    top = Array(repeating: .held(at: .zero, through: columnEnd), count: cells.columns)
  }
}

/// What a tile's rows and columns see of its cells.
struct TileConductances: Sendable {
  /// For each node of the inputs, rows × columns: the current out of a column per volt on a row, with the conductances that
  /// cells have at the node's voltage, S.
  let products: [Grid<Double>]
  /// The current out of a row's driver (columns) per volt on a row (rows), at the read voltage, S; for the energy.
  let rows: Grid<Double>
  /// The cells' own conductances at each node, S.
  let cells: [Grid<Double>]

  /// Solves the tile's network for each node.
  /// - Throws: `CrossbarSolverError`.
  init(cells: [Grid<Double>], wires: Wires) throws(CrossbarSolverError) {
    var products: [Grid<Double>] = []
    var rows = Grid(rows: 0, columns: 0, repeating: 0.0)
    for own in cells {
      let network = CrossbarNetwork(product: own, wires: wires, driving: Array(repeating: 0, count: own.rows))
      let effective = try CrossbarSolver().effectiveConductances(of: network, into: .top)
      products.append(effective.matrix)
      rows = effective.rowMatrix
    }
    (self.products, self.rows, self.cells) = (products, rows, cells)
  }

  /// The largest deviation of a cell's conductance at the lowest node from that at the read voltage, relative; nil for inputs
  /// that have one node.
  var nonlinearity: Double? {
    guard cells.count > 1, let low = cells.first, let full = cells.last else { return nil }
    return zip(low.elements, full.elements).lazy.filter { $0.1 > 0 }.map { abs($0.0 / $0.1 - 1) }.max()
  }
}
