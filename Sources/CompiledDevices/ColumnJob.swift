/// A whole column of cells, from the drivers outwards, of which one gate is driven: the unit of work of
/// `ColumnIntegrator`.
///
/// Word lines draw no current, so columns of an array do not depend on each other.
package struct ColumnJob: Sendable, Hashable {
  /// One cell of it: a memristor from the bit line to its transistor, which leads to the source line.
  package struct Cell: Sendable, Hashable {
    /// Values of the cell parameters, in the order of `DeviceEquations.cellParameters`.
    package var parameters: [Double]
    /// States at the first corner, their scales and their origins, as in `CellJob`.
    package var states: [Double]
    package var stateScales: [Double]
    package var stateOrigins: [Double]
    /// Index of its transistor in the list given to the run.
    package var transistor: Int

    package init(
      parameters: [Double], states: [Double], stateScales: [Double], stateOrigins: [Double], transistor: Int = 0
    ) {
      self.parameters = parameters
      self.states = states
      self.stateScales = stateScales
      self.stateOrigins = stateOrigins
      self.transistor = transistor
    }
  }

  /// From the drivers outwards; as many in all jobs of a run.
  package var cells: [Cell]
  /// The cell whose gate has the drive's gate voltage. All others are at 0 V.
  package var row: Int
  /// Index of the drive in the list given to the run.
  package var drive: Int

  package init(cells: [Cell], row: Int, drive: Int) {
    self.cells = cells
    self.row = row
    self.drive = drive
  }
}

/// Resistances of a column's two lines, ohm; with 0 the nodes on both sides are at the same voltage.
package struct ColumnWires: Sendable, Hashable {
  /// Of each line's driver.
  package var driver: Double
  /// From the driver to the first cell, and from cell to cell.
  package var bitLineSegment: Double
  package var sourceLineSegment: Double

  package init(driver: Double, bitLineSegment: Double, sourceLineSegment: Double) {
    self.driver = driver
    self.bitLineSegment = bitLineSegment
    self.sourceLineSegment = sourceLineSegment
  }
}

/// The result of a drive on a column.
package struct ColumnRun: Sendable, Hashable {
  /// Of the selected cell, with the currents, charge and energy of the column's drivers and the run's status.
  package var selected: CellRun
  /// States of all cells at the end, by row.
  package var states: [[Double]]
  /// Extremes of the voltage across each memristor, bit line side against transistor, over the ends of all steps, V.
  package var highestVoltages: [Double]
  package var lowestVoltages: [Double]
}

/// Finds columns that cannot be run.
struct ColumnCheck {
  private let device: CompiledDevice
  private let rows: Int
  private let transistors: [CellTransistor]
  private let wires: ColumnWires
  private let drives: [CellDrive]

  init(_ device: CompiledDevice, rows: Int, _ transistors: [CellTransistor], _ wires: ColumnWires, _ drives: [CellDrive]) {
    self.device = device
    self.rows = rows
    self.transistors = transistors
    self.wires = wires
    self.drives = drives
  }

  /// Why a job cannot be run; nil if it can.
  func problem(_ job: ColumnJob) -> String? {
    guard job.cells.count == rows, job.cells.indices.contains(job.row) else {
      return "row \(job.row) of \(job.cells.count) is selected in a run of columns of \(rows)"
    }
    guard drives.indices.contains(job.drive) else { return "there is no drive \(job.drive)" }
    let drive = drives[job.drive]
    if let problem = drive.problem { return problem }
    for resistance in [wires.driver, wires.bitLineSegment, wires.sourceLineSegment]
    where !(resistance >= 0 && resistance.isFinite) { return "a line's resistance is \(resistance) ohm" }
    for (row, cell) in job.cells.enumerated() {
      if let problem = device.problem(
        parameters: cell.parameters, states: cell.states, scales: cell.stateScales, origins: cell.stateOrigins)
      {
        return problem
      }
      guard transistors.indices.contains(cell.transistor) else { return "there is no transistor \(cell.transistor)" }
      if case .tables(let on, let off) = transistors[cell.transistor],
        let problem = JobCheck.problem(row == job.row ? on : WeightedTables(off), off, row == job.row ? drive.gate : [0])
      {
        return problem
      }
    }
    return nil
  }
}
