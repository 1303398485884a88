/// Integrates whole columns over pulses: every cell has its own state and its own place on both lines, and nothing is
/// lumped. Eight columns at a time, with adaptive steps (RODAS 4(3), see `Rosenbrock`).
///
/// The cost grows with the number of cells: at each point of time the lines are eliminated from the far end to the
/// drivers, with a 2 x 2 admittance for what lies beyond. A run depends on its own job and drive alone, to the last bit.
///
///     let runs = ColumnIntegrator(device).run(jobs, transistors: [transistor], wires: wires, drives: [drive])
package struct ColumnIntegrator: Sendable {
  /// The device of all cells.
  package let device: CompiledDevice
  private let settings: CellIntegrator.Settings

  /// - Parameters:
  ///   - relativeTolerance: of each state in each step.
  ///   - stepBudget: steps, accepted or rejected, after which a column is given up as `.exhausted`.
  package init(_ device: CompiledDevice, relativeTolerance: Double = 1e-5, stepBudget: Int = 20_000) {
    self.device = device
    settings = CellIntegrator.Settings(
      relativeTolerance: max(relativeTolerance, 1e-12), stepBudget: max(stepBudget, 1), switchingLevel: nil)
  }

  /// Number of columns that are integrated side by side: a run of fewer takes as long.
  package static var laneCount: Int { Lanes.scalarCount }

  /// Runs jobs on the calling thread; several threads may do so at once.
  ///
  /// A job that cannot be run has the status `.failed` with the reason; so has one that was under way when the task was
  /// cancelled.
  /// - Parameters:
  ///   - transistors: those that cells refer to by index.
  ///   - drives: those that jobs refer to by index.
  /// - Returns: the runs in the order of the jobs.
  package func run(
    _ jobs: [ColumnJob], transistors: [CellTransistor], wires: ColumnWires, drives: [CellDrive]
  ) -> [ColumnRun] {
    guard let rows = jobs.first?.cells.count else { return [] }
    let check = ColumnCheck(device, rows: rows, transistors, wires, drives)
    var kernel = ColumnKernel(device, jobs, transistors, wires, drives, settings, check)
    return kernel.run()
  }
}
