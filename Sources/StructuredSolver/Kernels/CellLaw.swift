/// The currents of the cells at given node voltages.
protocol CellLaw: Sendable {
  /// The currents that eight cells of a column take from their rows and give to their columns, A.
  ///
  /// A law that is not linear writes its gains into `gains` as well.
  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents
}

struct CellCurrents {
  /// Out of the row's node.
  let fromRow: Vector8
  /// Into the column's node; the same but for what leaks away in between.
  let intoColumn: Vector8
}

/// Cells that obey Ohm's law with the conductances the operator has.
struct OhmicLaw: CellLaw {
  @inline(__always)
  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents {
    let conductance = gains.gain.pointer.vector(8 * (block * gains.shape.stride + column))
    let current = conductance * (rowVoltage - columnVoltage)
    return CellCurrents(fromRow: current, intoColumn: current)
  }
}
