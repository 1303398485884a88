import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// An array with what it holds, ready to be accessed.
struct SneakArray: Sendable {
  let study: SneakStudy
  /// Drawn for every cell, whether or not its resistance is fixed: V_SET and V_RESET always are the device's own.
  let memristors: Grid<Memristor>
  /// What the pattern and the choice for the selected cell say: true for LRS.
  let states: Grid<Bool>

  init(_ study: SneakStudy) {
    self.study = study
    memristors = Grid(rows: study.rows, columns: study.columns) { row, column in
      study.device.draw(seed: study.seed, index: cellNumber(row, column))
    }
    states = Grid(rows: study.rows, columns: study.columns) { row, column in
      let ofPattern = study.pattern.isLow(row, column, seed: study.seed)
      let isSelected = row == study.row && column == study.column
      return isSelected ? study.selectedIsLow ?? ofPattern : ofPattern
    }
  }

  /// What stands for each cell: all as the pattern has it.
  var patternElements: Grid<CellElement> {
    elements { row, column in
      let isOverridden = isSelected(row, column) && study.selectedIsLow != nil
      if case .resistances(let grid, _) = study.pattern, !isOverridden {
        return .resistor(.ohms(grid[row, column]))
      }
      return element(row, column, isLow: states[row, column])
    }
  }

  /// The pattern in which most current flows where it is not wanted: every other cell in LRS.
  func worstElements(selectedIsLow: Bool) -> Grid<CellElement> {
    elements { row, column in element(row, column, isLow: isSelected(row, column) ? selectedIsLow : true) }
  }

  /// As the pattern has it, with the selected cell in a state of choice.
  func patternElements(selectedIsLow: Bool) -> Grid<CellElement> {
    var elements = patternElements
    let (row, column) = (study.row, study.column)
    elements[row, column] = element(row, column, isLow: selectedIsLow)
    return elements
  }

  func operatingPoint(
    _ kind: RowOperation.Kind, of elements: Grid<CellElement>, on engine: any SpiceEngine
  ) async throws -> ArrayOperatingPoint {
    let wires = study.wires
    switch study.cell {
    case .passive:
      return try await PassiveArray(cells: elements, segment: wires.bitLineSegment, driver: wires.driver)
        .operatingPoint(study.access(kind), by: study.solver, on: engine)
    case .transistor:
      return try await TransistorArray(
        cells: elements, transistor: study.transistor, wires: wires, gates: study.gates
      ).operatingPoint(study.access(kind), on: engine)
    }
  }

  func isSelected(_ row: Int, _ column: Int) -> Bool { row == study.row && column == study.column }

  private func elements(_ element: (Int, Int) -> CellElement) -> Grid<CellElement> {
    Grid(rows: study.rows, columns: study.columns, element)
  }

  private func element(_ row: Int, _ column: Int, isLow: Bool) -> CellElement {
    if let fixed = isLow ? study.lowResistance : study.highResistance { return .resistor(fixed) }
    return .memristor(memristors[row, column], state: isLow ? 1 : 0)
  }
}
