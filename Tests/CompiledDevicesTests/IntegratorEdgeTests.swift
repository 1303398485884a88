import CompiledDevices
import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

/// Independence of neighbours, jobs that cannot be run, lines that jump, ideal lines.
@Suite struct IntegratorEdgeTests {
  /// Every kind of pulse, and cells that end early.
  private func mixedJobs() -> [CellJob] {
    DrawnCell.all.flatMap { cell -> [CellJob] in
      var opposite = cell.job()
      opposite.drive = 1 - opposite.drive
      return [cell.job(), cell.job(readAt: 0.2), opposite]
    }
  }

  @Test func neighboursOrderAndNumberChangeNoBit() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice(), stepBudget: 180, switchingLevel: 0.05)
    let (paths, drives) = (try DeviceFixtures.columnPaths(), DeviceFixtures.pulses)
    var jobs = mixedJobs()
    jobs[4].path = 1000
    let together = integrator.run(jobs, paths: paths, drives: drives)
    #expect(together.contains { $0.status == .exhausted } && together.contains { $0.status == .done })
    #expect(integrator.run(jobs.reversed(), paths: paths, drives: drives) == together.reversed())
    for (index, job) in jobs.enumerated() {
      #expect(integrator.run([job], paths: paths, drives: drives) == [together[index]], "job \(index)")
    }
    for count in [2, 7, 9] {
      #expect(integrator.run(Array(jobs.prefix(count)), paths: paths, drives: drives) == Array(together.prefix(count)))
    }
  }

  @Test func threadsMayShareADevice() async throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice())
    let (paths, drives, jobs) = (try DeviceFixtures.columnPaths(), DeviceFixtures.pulses, mixedJobs())
    let one = integrator.run(jobs, paths: paths, drives: drives)
    let several = try await Array(0..<4).mapConcurrently(atMost: 4) { _ in
      integrator.run(jobs, paths: paths, drives: drives)
    }
    #expect(several.allSatisfy { $0 == one })
  }

  @Test func noJobsAreNoRuns() throws {
    #expect(CellIntegrator(try DeviceFixtures.silverDevice()).run([], paths: [], drives: []).isEmpty)
  }

  @Test func jobsThatCannotBeRunFailWithTheReason() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice())
    let good = DrawnCell.all[0].job()
    let path = try DeviceFixtures.columnPaths()[0]
    let drive = DeviceFixtures.pulses[1]
    func reason(
      _ change: (inout CellJob, inout CellPath, inout CellDrive) -> Void, _ integrator: CellIntegrator = integrator
    ) -> String {
      var (job, path, drive) = (good, path, drive)
      (job.path, job.drive) = (0, 0)
      change(&job, &path, &drive)
      let run = integrator.run([job], paths: [path], drives: [drive])[0]
      if case .failed(let reason) = run.status { return reason }
      return "\(run.status)"
    }
    #expect(reason { _, _, _ in } == "done")
    #expect(reason { job, _, _ in job.states = [] }.contains("1 states; 0"))
    #expect(reason { job, _, _ in job.parameters.removeLast() }.contains("5 cell parameters; 4"))
    #expect(reason { job, _, _ in job.parameters[0] = .nan }.contains("no finite number"))
    #expect(reason { job, _, _ in job.stateScales = [0] }.contains("scale"))
    #expect(reason { job, _, _ in job.path = -1 }.contains("no path -1"))
    #expect(reason { job, _, _ in job.drive = 1 }.contains("no drive 1"))
    #expect(reason { _, path, _ in path.bitLineResistance = -1 }.contains("-1.0 ohm"))
    #expect(reason { _, path, _ in path.offCells = -1 }.contains("-1 other cells"))
    #expect(reason { _, _, drive in drive.times = [0] }.contains("two corners"))
    #expect(reason { _, _, drive in drive.times[2] = 0 }.contains("do not rise"))
    #expect(reason { _, _, drive in drive.gate[0] = .infinity }.contains("no finite number"))
    #expect(reason { _, _, drive in drive.sampleTime = 1 }.contains("none of the drive's corners"))
    #expect(reason { _, _, drive in drive.sourceLine[1] = -3 }.contains("gates at ground and a line at -3.0 V"))
    let hasty = CellIntegrator(try DeviceFixtures.silverDevice(), stepBudget: 5)
    #expect(reason({ _, _, _ in }, hasty) == "exhausted")
  }

  @Test func anExhaustedCellTellsHowFarItCame() throws {
    let device = try DeviceFixtures.silverDevice()
    let (paths, drives) = (try DeviceFixtures.columnPaths(), DeviceFixtures.pulses)
    let run = CellIntegrator(device, stepBudget: 40).run([DrawnCell.all[3].job()], paths: paths, drives: drives)[0]
    #expect(run.status == .exhausted && run.steps + run.rejectedSteps == 40 && run.sample == nil)
  }

  /// A plain resistor of 10 kohm between ideal lines: closed forms.
  @Test func integralsOverARampAreThoseOfAResistor() throws {
    let text = ".subckt r a b params: r=10k\nR1 a b {r}\n.ends"
    let device = try DeviceFixtures.device(text, cellParameters: ["r"])
    let transistor = try DeviceFixtures.plainTransistor(width: 1e9)
    let path = CellPath(bitLineResistance: 0, sourceLineResistance: 0, transistor: transistor, offCells: 0)
    let drive = CellDrive(
      times: [0, 1e-3, 2e-3, 3e-3], bitLine: [0, 1, 1, 0], sourceLine: [0, 0.25, 0.25, 0], gate: [5, 5, 5, 5], sampleTime: 2e-3)
    let job = CellJob(parameters: [1e4], states: [], path: 0, drive: 0, stateScales: [], stateOrigins: [])
    let run = CellIntegrator(device, relativeTolerance: 1e-8).run([job], paths: [path], drives: [drive])[0]
    let sample = try #require(run.sample)
    // Junctions carry some 1e-12 A beside.
    #expect(abs(sample.bitLineCurrent / 0.75e-4 - 1) < 1e-6 && abs(sample.memristorVoltage / 0.75 - 1) < 1e-6)
    #expect(abs(run.sourceLineCharge / (0.75e-4 * 2e-3) - 1) < 1e-6)
    #expect(abs(run.energy / (0.75 * 0.75 / 1e4 * (1e-3 + 2e-3 / 3)) - 1) < 1e-6)
  }

  @Test func idealLinesAreTheLimitOfSmallResistances() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice(), relativeTolerance: 1e-8)
    let transistor = try DeviceFixtures.wideTransistor()
    let paths = [0, 1e-6].map {
      CellPath(bitLineResistance: $0, sourceLineResistance: $0, transistor: transistor, offCells: 20)
    }
    for cell in [DrawnCell.all[3], DrawnCell.all[12]] {
      let jobs = (0..<2).map { path in
        var job = cell.job()
        job.path = path
        return job
      }
      let runs = integrator.run(jobs, paths: paths, drives: DeviceFixtures.pulses)
      #expect(abs(runs[0].states[0] - runs[1].states[0]) < 1e-7)
      let (ideal, real) = (try #require(runs[0].sample), try #require(runs[1].sample))
      #expect(abs(ideal.bitLineCurrent / real.bitLineCurrent - 1) < 1e-6)
      #expect(abs(ideal.sourceLineCurrent / real.sourceLineCurrent - 1) < 1e-6)
    }
  }

  /// Lines that are up at the start, and edges as good as jumps, end where edges of 1 ns do.
  @Test(arguments: [0, 1e-15, 1e-12])
  func steepEdgesEndWhereGentleOnesDo(edge: Double) throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice(), relativeTolerance: 1e-7)
    let paths = try DeviceFixtures.columnPaths()
    func drive(_ edge: Double, _ kind: CellDrive) -> CellDrive {
      var drive = kind
      drive.times = [0, edge, 0.02, 0.02 + 1e-9, 0.021]
      if edge == 0 {
        drive.times.remove(at: 0)
        drive.bitLine.remove(at: 0)
        drive.sourceLine.remove(at: 0)
        drive.gate.remove(at: 0)
      }
      drive.sampleTime = 0.02
      return drive
    }
    for cell in [DrawnCell.all[3], DrawnCell.all[5], DrawnCell.all[12]] {
      var job = cell.job()
      let kind = DeviceFixtures.pulses[job.drive]
      job.drive = 0
      let steep = integrator.run([job], paths: paths, drives: [drive(edge, kind)])[0]
      let gentle = integrator.run([job], paths: paths, drives: [drive(1e-9, kind)])[0]
      #expect(steep.status == .done && gentle.status == .done, "\(steep.status)")
      #expect(abs(steep.states[0] - gentle.states[0]) < 1e-5)
      #expect(abs((steep.sample?.sourceLineCurrent ?? 0) / (gentle.sample?.sourceLineCurrent ?? 1) - 1) < 1e-5)
    }
  }
}
