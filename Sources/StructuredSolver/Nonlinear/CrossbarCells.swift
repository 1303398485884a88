import CrossbarPrimitives

/// Nonlinear cells between rows and columns: their current is a function of the voltage across them.
public protocol CrossbarCells: Sendable {
  /// The size must be that of the network.
  var rows: Int { get }
  /// Number of column wires, also as in the network.
  var columns: Int { get }
  /// Whether there is a cell at a crossing; a missing one joins nothing.
  func isPresent(row: Int, column: Int) -> Bool
  /// Current, A, and its derivative, S, of eight cells of a column at the voltages across them, V; zero for missing
  /// cells. Called from several threads at once.
  /// - Parameter row: that of the first cell. The others are below it, and may be beyond the last row.
  func currents(row: Int, column: Int, at voltages: SIMD8<Double>) -> (current: SIMD8<Double>, slope: SIMD8<Double>)
}

extension CrossbarSolver {
  /// The operating point of a network of nonlinear cells, by Newton's method. The conductances of `network` are
  /// ignored.
  /// - Throws: `CrossbarSolverError`, also if the sizes of network and cells differ.
  public func solve(_ network: CrossbarNetwork, cells: some CrossbarCells) throws(CrossbarSolverError) -> CrossbarSolution {
    guard cells.rows == network.rows, cells.columns == network.columns else {
      throw .invalidNetwork(
        reason: "it has \(network.rows)x\(network.columns) crossings and \(cells.rows)x\(cells.columns) cells")
    }
    var network = network
    network.conductances = Grid(rows: network.rows, columns: network.columns, repeating: 0)
    try network.validate()
    let point = OperatingPoint(network) { cells.isPresent(row: $0, column: $1) }
    return try NewtonRounds(self, point, NonlinearLaw(cells: cells)).run()
  }
}

/// Presents `CrossbarCells` to the kernels, and keeps their derivatives for the next Newton step.
struct NonlinearLaw<Cells: CrossbarCells>: CellLaw {
  let cells: Cells

  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents {
    guard column < cells.columns else { return CellCurrents(fromRow: .zero, intoColumn: .zero) }
    let (current, slope) = cells.currents(row: 8 * block, column: column, at: rowVoltage - columnVoltage)
    gains.gain.pointer.store(slope, 8 * (block * gains.shape.stride + column))
    return CellCurrents(fromRow: current, intoColumn: current)
  }
}
