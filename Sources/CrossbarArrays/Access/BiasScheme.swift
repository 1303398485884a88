import CrossbarPrimitives

/// What holds the lines that are not selected while one cell is read or written.
///
/// The selected cell lies between a driven line, at the voltage V, and a sensed line at 0 V. In a passive array rows are
/// driven and columns sensed. In a 1T1R array a cell lies between the bit line and the source line of its column, of
/// which one is driven and the other sensed: in a read and a SET the bit line is driven, in a RESET the source line.
public enum BiasScheme: String, Hashable, Codable, CaseIterable, Sendable {
  /// Unselected lines are open.
  case floating
  /// Unselected lines are at V/2: cells that share a line with the selected one see half of V, all others nothing.
  case half
  /// Unselected driven lines are at V/3 and sensed lines at 2V/3: no unselected cell sees more than a third of V. In a
  /// 1T1R array it puts minus a third of V on the cells of the selected row, where V/2 puts nothing.
  case third
  /// Unselected lines are at 0 V: no sneak current reaches the sensed line, and each cell of the driven line sees V.
  case grounded

  /// What is said of unselected lines: they are...
  public var words: String {
    switch self {
    case .floating: "open"
    case .half: "at V/2"
    case .third: "at V/3 and 2V/3"
    case .grounded: "at 0 V"
    }
  }

  /// The voltage of unselected driven lines; nil where they are open.
  public func driven(_ voltage: Voltage) -> Voltage? {
    switch self {
    case .floating: nil
    case .half: voltage / 2
    case .third: voltage / 3
    case .grounded: .zero
    }
  }

  /// The voltage of unselected sensed lines; nil where they are open.
  public func sensed(_ voltage: Voltage) -> Voltage? {
    self == .third ? voltage * 2 / 3 : driven(voltage)
  }
}
