import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// An array and what its cells hold, ready for one cell to be accessed.
struct SneakArray: Sendable {
  let study: SneakStudy
  /// Drawn for every cell, even where its resistance is fixed: V_SET and V_RESET are always the device's own.
  let memristors: Grid<Memristor>
  /// Drawn for every cell of a 1S1R array; nil for others.
  let selectors: Grid<Selector>?
  /// What the pattern and the choice for the selected cell give: true for LRS.
  let states: Grid<Bool>

  init(_ study: SneakStudy) {
    self.study = study
    memristors = Grid(rows: study.rows, columns: study.columns) { row, column in
      study.device.draw(seed: study.seed, index: cellNumber(row, column))
    }
    selectors =
      study.cell != .selector
      ? nil
      : study.selector.map { device in
        Grid(rows: study.rows, columns: study.columns) { device.draw(seed: study.seed, index: cellNumber($0, $1)) }
      }
    states = Grid(rows: study.rows, columns: study.columns) { row, column in
      let ofPattern = study.pattern.isLow(row, column, seed: study.seed)
      let isSelected = row == study.row && column == study.column
      return isSelected ? study.selectedIsLow ?? ofPattern : ofPattern
    }
  }

  /// The circuit element of each cell, in the state of the pattern.
  var patternElements: Grid<CellElement> {
    elements { row, column in
      let isOverridden = isSelected(row, column) && study.selectedIsLow != nil
      if case .resistances(let grid, _) = study.pattern, !isOverridden {
        return .resistor(.ohms(grid[row, column]))
      }
      return element(row, column, isLow: states[row, column])
    }
  }

  /// The pattern with the most sneak current: every other cell in LRS.
  func worstElements(selectedIsLow: Bool) -> Grid<CellElement> {
    elements { row, column in element(row, column, isLow: isSelected(row, column) ? selectedIsLow : true) }
  }

  /// The pattern, with the selected cell in a given state.
  func patternElements(selectedIsLow: Bool) -> Grid<CellElement> {
    var elements = patternElements
    let (row, column) = (study.row, study.column)
    elements[row, column] = element(row, column, isLow: selectedIsLow)
    return elements
  }

  /// Voltages and currents of all cells during an access of the selected one, and the states of threshold selectors.
  /// - Throws: `FailedSimulation` or `CrossbarSolverError` where there is no solution.
  func operatingPoint(
    _ kind: RowOperation.Kind, of elements: Grid<CellElement>, on engine: any SpiceEngine
  ) async throws -> (point: ArrayOperatingPoint, states: SelectorStates?) {
    let (wires, access) = (study.wires, study.access(kind))
    if let selectors {
      return try await SelectorArray(
        cells: elements, selectors: selectors, segment: wires.bitLineSegment, driver: wires.driver
      ).operatingPoint(access, by: study.solver, on: engine)
    }
    if study.cell.hasTransistors {
      var array = TransistorArray(
        cells: elements, cellsPerTransistor: study.cell == .sharedTransistor ? study.cellsPerTransistor : 1,
        transistor: study.transistor, wires: wires, gates: study.gates)
      if study.cell == .transistor {
        array.transistors = study.transistor.grid(
          rows: study.rows, columns: study.columns, seed: study.seed, index: cellNumber)
      }
      return (try await array.operatingPoint(access, on: engine), nil)
    }
    let array = PassiveArray(cells: elements, segment: wires.bitLineSegment, driver: wires.driver)
    return (try await array.operatingPoint(access, by: study.solver, on: engine), nil)
  }

  func isSelected(_ row: Int, _ column: Int) -> Bool { row == study.row && column == study.column }

  private func elements(_ element: (Int, Int) -> CellElement) -> Grid<CellElement> {
    Grid(rows: study.rows, columns: study.columns, element)
  }

  /// A resistor where the study fixes this state's resistance; otherwise the drawn memristor.
  private func element(_ row: Int, _ column: Int, isLow: Bool) -> CellElement {
    if let fixed = isLow ? study.lowResistance : study.highResistance { return .resistor(fixed) }
    return .memristor(memristors[row, column], state: isLow ? 1 : 0)
  }
}
