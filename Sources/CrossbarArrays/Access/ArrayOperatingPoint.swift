import CrossbarPrimitives

/// An array at rest while one of its cells is accessed.
public struct ArrayOperatingPoint: Hashable, Sendable {
  /// Across the resistive element of each cell, V; positive voltages SET it.
  public var cellVoltages: Grid<Double>
  /// What each cell sends into the sensed side's line, its column wire or source line, A.
  public var cellCurrents: Grid<Double>
  /// Into the selected column's sense node, A.
  public var sensedCurrent: Current

  /// Through the selected cell.
  public func selectedCurrent(_ access: CellAccess) -> Current {
    .amperes(cellCurrents[access.row, access.column])
  }

  /// What the other cells send into the sensed line. It is their own sum and not the difference of the sensed and the
  /// selected current, which would be noise where a transistor lets only femtoamperes through.
  public func sneakCurrent(_ access: CellAccess) -> Current {
    .amperes(
      (0..<cellCurrents.rows).reduce(0) { $0 + ($1 == access.row ? 0 : cellCurrents[$1, access.column]) })
  }
}
