import CrossbarPrimitives

/// Voltages and currents of an array while one of its cells is accessed, all states held.
public struct ArrayOperatingPoint: Hashable, Sendable {
  /// Voltage across the resistive element of each cell, rows × columns, V; positive voltages SET it.
  public var cellVoltages: Grid<Double>
  /// Voltage across the selector of each cell, rows × columns, V, positive in the direction of a SET; nil for cells without.
  public var selectorVoltages: Grid<Double>?
  /// Current of each cell into its column wire (passive), source line (1T1R) or shared transistor (1TnR), rows × columns, A.
  public var cellCurrents: Grid<Double>
  /// Current into the selected column's sense node: the selected cell's and the sneak current together.
  public var sensedCurrent: Current
  /// Neighbouring columns with one sensed line: more than one where memristors share a transistor.
  public var columnsPerSensedLine = 1

  /// The current of the selected cell.
  public func selectedCurrent(_ access: CellAccess) -> Current {
    .amperes(cellCurrents[access.row, access.column])
  }

  /// The current of the other cells into the sensed line. It is their own sum, not the difference of sensed and
  /// selected current: that would be rounding noise where a transistor passes only femtoamperes.
  public func sneakCurrent(_ access: CellAccess) -> Current {
    let first = access.column / columnsPerSensedLine * columnsPerSensedLine
    return .amperes(
      (0..<cellCurrents.rows).reduce(0) { sum, row in
        (first..<first + columnsPerSensedLine).reduce(sum) {
          $0 + (row == access.row && $1 == access.column ? 0 : cellCurrents[row, $1])
        }
      })
  }
}
