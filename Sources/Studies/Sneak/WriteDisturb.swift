import CrossbarArrays
import CrossbarPrimitives

/// What writing the selected cell, once to each state, does to the others.
struct WriteDisturb: Sendable {
  struct Cell: Sendable {
    let isLow: Bool
    /// The larger voltage across the cell, of the SET and the RESET, in the direction that would flip its state.
    let voltage: Voltage
    /// V_SET of a cell in HRS, V_RESET of one in LRS; nil for a device that has none.
    let threshold: Voltage?

    /// Whether the cell loses what it holds: the voltage reaches the one at which it switches.
    var isDisturbed: Bool { threshold.map { voltage >= $0 } ?? false }
  }

  /// Nil for the selected cell.
  let cells: Grid<Cell?>

  /// - Parameters:
  ///   - set: the array while the selected cell, still in HRS, is SET.
  ///   - reset: the array while the selected cell, still in LRS, is RESET.
  init(_ array: SneakArray, set: ArrayOperatingPoint, reset: ArrayOperatingPoint) {
    cells = Grid(rows: array.states.rows, columns: array.states.columns) { row, column in
      guard !array.isSelected(row, column) else { return nil }
      let voltages = [set.cellVoltages[row, column], reset.cellVoltages[row, column]]
      let memristor = array.memristors[row, column]
      return array.states[row, column]
        ? Cell(isLow: true, voltage: .volts(max(0, 0 - (voltages.min() ?? 0))), threshold: memristor.resetVoltage)
        : Cell(isLow: false, voltage: .volts(max(0, voltages.max() ?? 0)), threshold: memristor.setVoltage)
    }
  }

  var unselected: [Cell] { cells.elements.compactMap { $0 } }
  /// Nil for a device that does not say at what voltages it switches.
  var disturbedCount: Int? {
    unselected.contains { $0.threshold == nil } ? nil : unselected.count(where: \.isDisturbed)
  }
}
