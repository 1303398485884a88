import CrossbarArrays
import CrossbarPrimitives

/// The cells that reading the selected one may write: those whose voltage in the read reaches their own V_SET in the one
/// direction, or their own V_RESET in the other. Whether a cell then flips is up to what it holds, which a read must not
/// depend on.
struct ReadDisturb: Sendable {
  let isReached: Grid<Bool>

  /// - Parameters:
  ///   - read: of the pattern.
  ///   - high: of the worst pattern with the selected cell in HRS, where it sees most.
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
