import CrossbarArrays
import CrossbarPrimitives

/// The effect of writing the selected cell, once to each state, on all other cells.
struct WriteDisturb: Sendable {
  /// One unselected cell.
  struct Cell: Sendable {
    let isLow: Bool
    /// The larger of its voltages in SET and RESET, in the direction that would flip its state; at least 0.
    let voltage: Voltage
    /// V_SET of a cell in HRS, V_RESET of a cell in LRS; nil for a device without such voltages.
    let threshold: Voltage?

    /// Whether the cell loses its state: the voltage reaches its switching voltage.
    var isDisturbed: Bool { threshold.map { voltage >= $0 } ?? false }
  }

  /// Word lines × bit lines; nil for the selected cell.
  let cells: Grid<Cell?>

  /// - Parameters:
  ///   - set: the operating point while the selected cell, still in HRS, is SET.
  ///   - reset: the operating point while the selected cell, still in LRS, is RESET.
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

  /// All cells but the selected one, row by row.
  var unselected: [Cell] { cells.elements.compactMap { $0 } }
  /// Nil for a device that does not say where it switches.
  var disturbedCount: Int? {
    unselected.contains { $0.threshold == nil } ? nil : unselected.count(where: \.isDisturbed)
  }
}
