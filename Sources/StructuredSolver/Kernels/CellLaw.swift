/// The current-voltage relation of the cells: ohmic, or that of `CrossbarCells`.
protocol CellLaw: Sendable {
  /// The currents of eight cells of a column, out of their rows and into their column, A.
  ///
  /// A nonlinear law also writes its derivatives dI/dV, S, into `gains`.
  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents
}

/// Currents of eight cells, A.
struct CellCurrents {
  /// Current out of the row's node.
  let fromRow: Vector8
  /// Current into the column's node; the same unless the cell leaks elsewhere.
  let intoColumn: Vector8
}

/// Cells that obey Ohm's law, with the operator's gains as conductances.
struct OhmicLaw: CellLaw {
  @inline(__always)
  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents {
    let conductance = gains.gain.pointer.vector(8 * (block * gains.shape.stride + column))
    let current = conductance * (rowVoltage - columnVoltage)
    return CellCurrents(fromRow: current, intoColumn: current)
  }
}
