import CompiledDevices
import Netlisting
import Testing

/// Columns with all their cells, against the same cells in lumped columns, and their limits.
@Suite struct ColumnTests {
  private static let wires = ColumnWires(driver: 10, bitLineSegment: 0.5, sourceLineSegment: 0.5)

  /// A column in which one drawn cell is at its row, and all others are copies of the first.
  private static func column(_ cell: DrawnCell, rows: Int) -> ColumnJob {
    ColumnJob(
      cells: (0..<rows).map { row in
        let job = (row == cell.row ? cell : DrawnCell.all[0]).job()
        return ColumnJob.Cell(
          parameters: job.parameters, states: row == cell.row ? job.states : [0.5], stateScales: job.stateScales,
          stateOrigins: job.stateOrigins)
      }, row: cell.row, drive: cell.isSet ? 0 : 1)
  }

  /// The cells of other rows are off: a cell ends where it does in a column whose wires and other cells are lumped.
  @Test func aSelectedCellIsThatOfALumpedColumn() throws {
    let device = try DeviceFixtures.silverDevice()
    let transistor = CellTransistor.equations(try DeviceFixtures.wideTransistor())
    let runs = ColumnIntegrator(device).run(
      DrawnCell.all.map { Self.column($0, rows: 21) }, transistors: [transistor], wires: Self.wires,
      drives: DeviceFixtures.pulses)
    let lumped = CellIntegrator(device).run(
      DrawnCell.all.map { $0.job() }, paths: try DeviceFixtures.columnPaths(), drives: DeviceFixtures.pulses)
    for (index, (run, other)) in zip(runs, lumped).enumerated() {
      #expect(run.selected.status == .done && other.status == .done)
      #expect(abs(run.selected.states[0] - other.states[0]) < 1e-5, "cell \(index)")
      let (one, two) = (try #require(run.selected.sample), try #require(other.sample))
      #expect(abs(one.sourceLineCurrent / two.sourceLineCurrent - 1) < 1e-5, "cell \(index): \(one), \(two)")
      // Lumped, ngspice's minimum conductance of 1 pS is there once for the 20 other cells.
      #expect(
        abs(one.bitLineCurrent - two.bitLineCurrent) < 1e-5 * abs(two.bitLineCurrent) + 5 * 20e-12,
        "cell \(index): \(one), \(two)")
      #expect(abs(run.selected.energy / other.energy - 1) < 1e-4, "cell \(index)")
      #expect(abs(run.selected.sourceLineCharge / other.sourceLineCharge - 1) < 1e-4, "cell \(index)")
      // Behind closed gates nothing moves.
      for (row, states) in run.states.enumerated() where row != DrawnCell.all[index].row {
        #expect(abs(states[0] - 0.5) < 1e-6)
      }
    }
  }

  /// A column's run does not depend on what else is simulated, nor on which lane it is in.
  @Test func aColumnDoesNotDependOnItsBatch() throws {
    let device = try DeviceFixtures.silverDevice()
    let transistor = CellTransistor.equations(try DeviceFixtures.wideTransistor())
    let jobs = DrawnCell.all.map { Self.column($0, rows: 21) }
    func run(_ jobs: [ColumnJob]) -> [ColumnRun] {
      ColumnIntegrator(device).run(jobs, transistors: [transistor], wires: Self.wires, drives: DeviceFixtures.pulses)
    }
    let together = run(jobs)
    #expect(run(jobs.reversed()) == together.reversed())
    for index in [0, 5, 12] { #expect(run([jobs[index]]) == [together[index]]) }
  }

  @Test func columnsThatCannotBeRunAreRefused() throws {
    let device = try DeviceFixtures.silverDevice()
    let transistor = CellTransistor.equations(try DeviceFixtures.wideTransistor())
    let good = Self.column(DrawnCell.all[0], rows: 3)
    func reason(
      _ change: (inout ColumnJob) -> Void, wires: ColumnWires = Self.wires, drives: [CellDrive] = DeviceFixtures.pulses
    ) -> String? {
      var job = good
      change(&job)
      let runs = ColumnIntegrator(device).run([good, job], transistors: [transistor], wires: wires, drives: drives)
      if case .failed(let reason) = runs[1].selected.status { return reason }
      return nil
    }
    #expect(reason { _ in } == nil)
    #expect(reason { $0.row = 3 } == "row 3 of 3 is selected in a run of columns of 3")
    #expect(reason { $0.cells.removeLast() } == "row 0 of 2 is selected in a run of columns of 3")
    #expect(reason { $0.drive = 7 } == "there is no drive 7")
    #expect(reason { $0.cells[1].transistor = 1 } == "there is no transistor 1")
    #expect(reason { $0.cells[2].states = [.nan] } == "a parameter or state is no finite number")
    #expect(
      reason({ _ in }, wires: ColumnWires(driver: 1, bitLineSegment: -1, sourceLineSegment: 0))
        == "a line's resistance is -1.0 ohm")
    #expect(ColumnIntegrator(device).run([], transistors: [], wires: Self.wires, drives: []).isEmpty)
    let exhausted = ColumnIntegrator(device, stepBudget: 5).run(
      [good], transistors: [transistor], wires: Self.wires, drives: DeviceFixtures.pulses)
    #expect(exhausted[0].selected.status == .exhausted && exhausted[0].selected.steps <= 5)
  }
}
