import CrossbarPrimitives

/// The bias of the unselected lines while one cell is read or written.
///
/// The selected cell lies between a driven line, at the voltage V, and a sensed line at 0 V. In a passive array rows are
/// driven and columns sensed. In a 1T1R array a cell lies between the bit line and the source line of its column, of
/// which one is driven and the other sensed: in a read and a SET the bit line is driven, in a RESET the source line.
public enum BiasScheme: String, Hashable, Codable, CaseIterable, Sendable {
  /// Unselected lines are open.
  case floating
  /// Unselected lines are at V/2: cells that share a line with the selected one have V/2 across them, all others
  /// nothing.
  case half
  /// Unselected driven lines are at V/3 and sensed lines at 2V/3: no unselected cell has more than V/3 across it. In a
  /// 1T1R array it puts -V/3 on the cells of the selected row, where V/2 puts nothing.
  case third
  /// Unselected lines are at 0 V: no sneak current reaches the sensed line, and each cell of the driven line has V
  /// across it.
  case grounded

  /// Completes the sentence "unselected lines are".
  public var words: String {
    switch self {
    case .floating: "open"
    case .half: "at V/2"
    case .third: "at V/3 and 2V/3"
    case .grounded: "at 0 V"
    }
  }

  /// The voltage of unselected driven lines; nil if they are open.
  /// - Parameter voltage: V, between the selected cell's lines.
  public func driven(_ voltage: Voltage) -> Voltage? {
    switch self {
    case .floating: nil
    case .half: voltage / 2
    case .third: voltage / 3
    case .grounded: .zero
    }
  }

  /// The voltage of unselected sensed lines; nil if they are open.
  public func sensed(_ voltage: Voltage) -> Voltage? {
    self == .third ? voltage * 2 / 3 : driven(voltage)
  }
}
