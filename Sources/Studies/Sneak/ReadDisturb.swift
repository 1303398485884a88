import CrossbarArrays
import CrossbarPrimitives

/// The cells that reading the selected one may write: those whose voltage in the read reaches their own V_SET in one
/// direction, or their own V_RESET in the other. Whether a cell then changes depends on what it holds, and a read must
/// not depend on that.
struct ReadDisturb: Sendable {
  /// Word lines × bit lines; the selected cell is included.
  let isReached: Grid<Bool>

  /// - Parameters:
  ///   - read: with the cells as in the pattern.
  ///   - high: in the worst pattern, with the selected cell in HRS, where it sees the highest voltage.
  init(_ array: SneakArray, read: ArrayOperatingPoint, high: ArrayOperatingPoint) {
    isReached = Grid(rows: array.states.rows, columns: array.states.columns) { row, column in
      let memristor = array.memristors[row, column]
      let voltages = [read.cellVoltages[row, column], high.cellVoltages[row, column]]
      return voltages.contains {
        $0 >= memristor.setVoltage?.si ?? .infinity || -$0 >= memristor.resetVoltage?.si ?? .infinity
      }
    }
  }

  var count: Int { isReached.elements.count { $0 } }
}
