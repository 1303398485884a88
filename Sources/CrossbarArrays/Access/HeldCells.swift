import CrossbarPrimitives
import MemristorDevices
import StructuredSolver

/// The cells of a passive array as the structured solver asks for them: memristors whose states do not move, and resistors.
struct HeldCells: CrossbarCells {
  private let cells: Grid<CellElement>

  init(_ cells: Grid<CellElement>) { self.cells = cells }

  var rows: Int { cells.rows }
  var columns: Int { cells.columns }
  func isPresent(row: Int, column: Int) -> Bool { true }

  func currents(row: Int, column: Int, at voltages: SIMD8<Double>) -> (current: SIMD8<Double>, slope: SIMD8<Double>) {
    var (current, slope) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for lane in 0..<8 where row + lane < rows {
      switch cells[row + lane, column] {
      case .resistor(let resistance): (current[lane], slope[lane]) = (voltages[lane] / resistance.si, 1 / resistance.si)
      case .memristor(let memristor, let state):
        let step = 1e-6
        func value(_ voltage: Double) -> Double { memristor.current(at: .volts(voltage), state: state).si }
        current[lane] = value(voltages[lane])
        slope[lane] = (value(voltages[lane] + step) - value(voltages[lane] - step)) / (2 * step)
      }
    }
    return (current, slope)
  }
}
