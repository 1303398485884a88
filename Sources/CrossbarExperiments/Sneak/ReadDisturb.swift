import CrossbarArrays
import CrossbarPrimitives

/// The cells that reading the selected one would write: those whose voltage in the read reaches their own V_SET, without a
/// filament, or their own V_RESET, with one.
public struct ReadDisturb: Hashable, Sendable {
  public let isFlipped: Grid<Bool>
  /// Whether the selected cell itself would be written, if it is in HRS.
  public let isSelectedFlipped: Bool

  /// - Parameters:
  ///   - read: of the pattern.
  ///   - high: of the worst pattern with the selected cell in HRS.
  init(_ array: SneakArray, read: ArrayOperatingPoint, high: ArrayOperatingPoint) {
    let configuration = array.configuration
    func reaches(_ voltage: Double, _ row: Int, _ column: Int, isLow: Bool) -> Bool {
      let memristor = array.memristors[row, column]
      return isLow ? -voltage >= memristor.resetVoltage.si : voltage >= memristor.setVoltage.si
    }
    let isSelectedFlipped = reaches(
      high.cellVoltages[configuration.row, configuration.column], configuration.row, configuration.column, isLow: false)
    self.isSelectedFlipped = isSelectedFlipped
    isFlipped = Grid(rows: array.states.rows, columns: array.states.columns) { row, column in
      reaches(read.cellVoltages[row, column], row, column, isLow: array.states[row, column])
        || (array.isSelected(row, column) && isSelectedFlipped)
    }
  }

  public var count: Int { isFlipped.elements.count { $0 } }
}
