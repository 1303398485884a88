import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import StructuredSolver

/// The cells of a 1S1R array as the structured solver needs them: selector and memristor, or resistor, in series, with the
/// voltage between them eliminated and all states held. May be used from several threads.
struct HeldSeries: CrossbarCells {
  private let cells: Grid<CellElement>
  private let selectors: Grid<HeldSelector>
  private let lanes: LanePool<SeriesCells>

  /// - Throws: `CrossbarSolverError.invalidNetwork` for memristors or selectors of several kinds, or of a kind that cannot
  ///   be compiled.
  init(_ cells: Grid<CellElement>, _ selectors: Grid<HeldSelector>) throws(CrossbarSolverError) {
    (self.cells, self.selectors) = (cells, selectors)
    let memristor = try HeldMemristors.compiledDevice(of: cells)
    let kind = selectors[0, 0].selector.device
    guard selectors.elements.allSatisfy({ $0.selector.device === kind }) else {
      throw .invalidNetwork(reason: "its selectors are of several kinds, which only a circuit can hold")
    }
    do {
      let selector = try kind.compiled.get()
      lanes = LanePool { SeriesCells(selector: selector, memristor: memristor) }
    } catch { throw .invalidNetwork(reason: "its selectors can be evaluated in a circuit alone: \(error)") }
  }

  var rows: Int { cells.rows }
  var columns: Int { cells.columns }
  func isPresent(row: Int, column: Int) -> Bool { true }

  func currents(row: Int, column: Int, at voltages: SIMD8<Double>) -> (current: SIMD8<Double>, slope: SIMD8<Double>) {
    let point = point(row: row, column: column, at: voltages)
    var (current, slope) = (point.current, point.conductance)
    for lane in min(8, rows - row)..<8 { (current[lane], slope[lane]) = (0, 0) }
    return (current, slope)
  }

  /// The voltage across each memristor or resistor, V.
  /// - Parameter voltages: across the whole cells, V.
  func memristorVoltages(at voltages: Grid<Double>) -> Grid<Double> {
    var found = voltages
    for column in 0..<columns {
      for row in stride(from: 0, to: rows, by: 8) {
        var across = SIMD8<Double>.zero
        for lane in 0..<min(8, rows - row) { across[lane] = voltages[row + lane, column] }
        let point = point(row: row, column: column, at: across)
        for lane in 0..<min(8, rows - row) { found[row + lane, column] = point.memristorVoltage[lane] }
      }
    }
    return found
  }

  /// Eight cells of a column; those beyond the last row are the last one again.
  private func point(row: Int, column: Int, at voltages: SIMD8<Double>) -> SeriesCells.Point {
    lanes.withLanes { series in
      for lane in 0..<8 {
        let row = min(row + lane, rows - 1)
        let held = selectors[row, column]
        series.setSelector(lane: lane, parameters: held.selector.values, states: held.selector.compiledStates(isOn: held.isOn))
        switch cells[row, column] {
        case .resistor(let resistance): series.setResistor(lane: lane, conductance: 1 / resistance.si)
        case .memristor(let memristor, let state):
          series.setMemristor(lane: lane, parameters: memristor.values, states: memristor.compiledStates(at: state))
        }
      }
      return series.current(at: voltages)
    }
  }
}
