import CrossbarArrays
import CrossbarPrimitives

/// What writing the selected cell, once to each state, does to the others.
public struct WriteDisturb: Hashable, Sendable {
  public struct Cell: Hashable, Sendable {
    public let isLow: Bool
    /// The larger voltage across the cell, of the SET and the RESET, in the direction that would flip its state, V.
    public let voltage: Double
    /// V_SET of a cell in HRS, V_RESET of one in LRS, V; nil for a device that has none.
    public let threshold: Double?

    /// Whether the cell loses what it holds: the voltage reaches the one at which it switches.
    public var isDisturbed: Bool { threshold.map { voltage >= $0 } ?? false }
  }

  /// Nil for the selected cell.
  public let cells: Grid<Cell?>

  /// - Parameters:
  ///   - set: the array while the selected cell, still in HRS, is SET.
  ///   - reset: the array while the selected cell, still in LRS, is RESET.
  init(_ array: SneakArray, set: ArrayOperatingPoint, reset: ArrayOperatingPoint) {
    cells = Grid(rows: array.states.rows, columns: array.states.columns) { row, column in
      guard !array.isSelected(row, column) else { return nil }
      let voltages = [set.cellVoltages[row, column], reset.cellVoltages[row, column]]
      let memristor = array.memristors[row, column]
      return array.states[row, column]
        ? Cell(isLow: true, voltage: max(0, 0 - (voltages.min() ?? 0)), threshold: memristor.resetVoltage?.si)
        : Cell(isLow: false, voltage: max(0, voltages.max() ?? 0), threshold: memristor.setVoltage?.si)
    }
  }

  public var unselected: [Cell] { cells.elements.compactMap { $0 } }
  /// Nil for a device that does not say at what voltages it switches.
  public var disturbedCount: Int? {
    unselected.contains { $0.threshold == nil } ? nil : unselected.count(where: \.isDisturbed)
  }
}
