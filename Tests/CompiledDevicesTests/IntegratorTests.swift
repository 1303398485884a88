import CompiledDevices
import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

/// Cells taken through pulses, against other integrations of the same equations.
@Suite struct IntegratorTests {
  // MARK: Ag/MoS2

  @Test func drawnCellsEndAsAnIndependentIntegrationSays() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice())
    let (paths, drives) = (try DeviceFixtures.columnPaths(), DeviceFixtures.pulses)
    let cells = DrawnCell.all
    let writes = integrator.run(cells.map { $0.job() }, paths: paths, drives: drives)
    let reads = integrator.run(zip(cells, writes).map { $0.job(readAt: $1.states[0]) }, paths: paths, drives: drives)
    let second = integrator.run(zip(cells, reads).map { $0.job(readAt: $1.states[0]) }, paths: paths, drives: drives)
    for (index, cell) in cells.enumerated() {
      #expect(writes[index].status == .done && reads[index].status == .done)
      #expect(abs(writes[index].states[0] - cell.written) <= 1e-5 * max(cell.written, cell.scale), "cell \(index)")
      #expect(abs(second[index].states[0] - cell.read) <= 1e-5 * max(cell.read, cell.scale), "cell \(index)")
      let current = try #require(second[index].sample).sourceLineCurrent
      #expect(abs(current / cell.current - 1) <= 1e-5, "cell \(index): \(current) A")
    }
  }

  /// Against itself at a tolerance ten thousand times tighter: everything a run tells.
  @Test func runsAreWithinTheirTolerance() throws {
    let device = try DeviceFixtures.silverDevice()
    let (paths, drives) = (try DeviceFixtures.columnPaths(), DeviceFixtures.pulses)
    let jobs = DrawnCell.all.map { $0.job() }
    let rough = CellIntegrator(device, switchingLevel: 0.05).run(jobs, paths: paths, drives: drives)
    let exact = CellIntegrator(device, relativeTolerance: 1e-9, switchingLevel: 0.05).run(jobs, paths: paths, drives: drives)
    for (index, (a, b)) in zip(rough, exact).enumerated() {
      #expect(abs(a.states[0] - b.states[0]) <= 1e-5 * max(b.states[0], DrawnCell.all[index].scale))
      let (sample, finer) = (try #require(a.sample), try #require(b.sample))
      for (x, y) in [
        (sample.sourceLineCurrent, finer.sourceLineCurrent), (sample.bitLineCurrent, finer.bitLineCurrent),
        (sample.memristorVoltage, finer.memristorVoltage), (sample.transistorVoltage, finer.transistorVoltage),
        (a.energy, b.energy), (a.sourceLineCharge, b.sourceLineCharge),
      ] {
        #expect(abs(x / y - 1) <= 2e-5, "cell \(index): \(x), \(y)")
      }
      // These are taken from the steps' ends alone.
      #expect(abs(a.highestMemristorVoltage - b.highestMemristorVoltage) < 0.02, "cell \(index)")
      #expect(abs(a.lowestMemristorVoltage - b.lowestMemristorVoltage) < 0.02, "cell \(index)")
      #expect((a.switchingTime == nil) == (b.switchingTime == nil))
      // A filament grows out of less than its scale, and a tolerance of that is time.
      if let x = a.switchingTime, let y = b.switchingTime { #expect(abs(x / y - 1) < 4e-4, "cell \(index): \(x), \(y)") }
    }
    #expect(exact.contains { $0.switchingTime != nil })
  }

  @Test func aTraceTellsTheSameAsItsRun() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice(), relativeTolerance: 1e-7, switchingLevel: 0.05)
    let (paths, drives) = (try DeviceFixtures.columnPaths(), DeviceFixtures.pulses)
    for cell in [DrawnCell.all[3], DrawnCell.all[1]] {
      let job = cell.job()
      let (run, trace) = integrator.trace(job, path: paths[job.path], drive: drives[job.drive])
      let alone = integrator.run([job], paths: paths, drives: drives)
      #expect(alone == [run])
      let points = trace.times.indices
      #expect(points.count == run.steps + 1 && trace.times.first == 0 && trace.times.last == 0.02003)
      #expect(trace.states.last == run.states && trace.states.first == job.states)
      #expect(trace.memristorVoltage.max() == run.highestMemristorVoltage)
      #expect(trace.sourceLineCurrent.min() == run.lowestCurrent)
      let plateauEnd = try #require(trace.times.firstIndex(of: 0.02001))
      #expect(trace.sourceLineCurrent[plateauEnd] == run.sample?.sourceLineCurrent)
      var charge = 0.0
      for point in points {
        #expect(trace.memristorVoltage[point] == trace.bitLineVoltage[point] - trace.middleVoltage[point])
        guard point > 0 else { continue }
        charge +=
          (trace.times[point] - trace.times[point - 1])
          * (trace.sourceLineCurrent[point] + trace.sourceLineCurrent[point - 1]) / 2
      }
      #expect(abs(charge / run.sourceLineCharge - 1) < 1e-3)
      let switched = try #require(run.switchingTime)
      let after = try #require(trace.times.firstIndex { $0 > switched })
      #expect((trace.states[after][0] - 0.05) * (trace.states[after - 1][0] - 0.05) <= 0)
      // What the driver's resistance drops is what the memristor's own formula carries.
      let ohm = paths[job.path].bitLineResistance
      let drop = (drives[job.drive].bitLine[1] - trace.bitLineVoltage[plateauEnd]) / ohm
      #expect(abs(drop - trace.bitLineCurrent[plateauEnd]) <= 1e-9 * abs(drop) + 1e-15 / ohm)
    }
  }

  /// A year's worth and more of rest: steps grow to the end.
  @Test func restForAMillionSecondsIsAFewSteps() throws {
    let device = try DeviceFixtures.silverDevice()
    let rest = CellDrive(times: [0, 1e6], bitLine: [0, 0], sourceLine: [0, 0], gate: [0, 0], sampleTime: 1e6)
    let jobs = DrawnCell.all.map { cell in
      var job = cell.job(readAt: 0.3)
      job.drive = 0
      return job
    }
    let paths = try DeviceFixtures.columnPaths()
    let runs = CellIntegrator(device).run(jobs, paths: paths, drives: [rest])
    let exact = CellIntegrator(device, relativeTolerance: 1e-9).run(jobs, paths: paths, drives: [rest])
    for (index, (run, finer)) in zip(runs, exact).enumerated() {
      #expect(run.status == .done && run.steps < 200, "\(run.steps) steps")
      #expect(abs(run.states[0] - finer.states[0]) <= 1e-5 * max(finer.states[0], DrawnCell.all[index].scale))
      #expect(run.sample?.sourceLineCurrent == 0 && run.energy == 0)
    }
  }

  // MARK: Published devices

  /// Filament after SET alone and after SET and RESET, nm. The figures are SciPy's LSODA's for the same equations to the
  /// digit before the last, and those of ngspice 39.3 with tightened tolerances.
  @Test(arguments: [("one", 0.1, 3.631328), ("one", 1.0, 3.630723), ("thermal", 1.0, 3.630653)])
  func sky130SetsAndResets(version: String, limit: Double, expected: Double) throws {
    let isThermal = version == "thermal"
    let device = try DeviceFixtures.device(
      isThermal ? DeviceFixtures.sky130Thermal : DeviceFixtures.sky130, states: isThermal ? ["x", "rise"] : ["x"],
      constants: ["r_max": limit])
    let path = CellPath(
      bitLineResistance: 0, sourceLineResistance: 0, transistor: try DeviceFixtures.plainTransistor(width: 7), offCells: 0)
    let states = device.initialStates(parameters: [])
    let jobs = (0..<2).map {
      CellJob(
        parameters: [], states: states, path: 0, drive: $0, stateScales: Array([1.6, 300].prefix(states.count)),
        stateOrigins: states.map { _ in 0 })
    }
    let drives = [DeviceFixtures.sky130Drive(until: 1.5e-6), DeviceFixtures.sky130Drive(until: 3.3e-6)]
    let runs = CellIntegrator(device).run(jobs, paths: [path], drives: drives)
    #expect(abs(runs[0].states[0] - 4.9) < 2e-5, "\(runs[0].states[0]) nm")
    #expect(abs(runs[1].states[0] - expected) < 4e-6, "\(runs[1].states[0]) nm")
  }

  /// ngspice 39.3: 0.548701 and 1.699988 nm, -1742.57 uA; LSODA -1742.57 uA.
  @Test func stanfordSetsAndResets() throws {
    let device = try DeviceFixtures.device(DeviceFixtures.stanford)
    let path = CellPath(
      bitLineResistance: 0, sourceLineResistance: 0, transistor: try DeviceFixtures.plainTransistor(width: 2), offCells: 0)
    let drives = [2e-3, 4e-3].map { end in
      DeviceFixtures.drive(
        [(0, 0), (1e-3, 3), (2e-3, 0)], [(0, 0), (2e-3, 0), (3e-3, 3), (4e-3, 0)], [(0, 1.2), (1.99e-3, 1.2), (2e-3, 5)],
        until: end, sampledAt: end)
    }
    // A peak between the ends of steps is missed by the less the shorter they are.
    let runs = CellIntegrator(device, relativeTolerance: 1e-6).run(
      (0..<2).map { CellJob(parameters: [], states: [1.7], path: 0, drive: $0, stateScales: [1.5], stateOrigins: [0]) },
      paths: [path],
      drives: drives)
    #expect(abs(runs[0].states[0] - 0.548702) < 2e-6, "\(runs[0].states[0]) nm")
    #expect(abs(runs[1].states[0] - 1.699988) < 2e-6, "\(runs[1].states[0]) nm")
    #expect(abs(runs[1].lowestCurrent * 1e6 + 1742.57) < 0.02, "\(runs[1].lowestCurrent) A")
  }

  /// ngspice 39.3 and LSODA: 961.322 and -9253.162 uA at the two peaks.
  @Test func vteamSetsAndResets() throws {
    let device = try DeviceFixtures.device(DeviceFixtures.vteam)
    let path = CellPath(
      bitLineResistance: 0, sourceLineResistance: 0, transistor: try DeviceFixtures.plainTransistor(width: 20), offCells: 0)
    let drives = [1e-5, 2e-5].map { end in
      DeviceFixtures.drive(
        [(0, 0), (5e-6, 1), (1e-5, 0)], [(0, 0), (1e-5, 0), (1.5e-5, 1), (2e-5, 0)], [(0, 3)], until: end, sampledAt: end)
    }
    let runs = CellIntegrator(device).run(
      (0..<2).map { CellJob(parameters: [], states: [0], path: 0, drive: $0, stateScales: [1], stateOrigins: [0]) },
      paths: [path],
      drives: drives)
    #expect(abs(runs[0].highestCurrent * 1e6 - 961.322) < 0.005, "\(runs[0].highestCurrent) A")
    #expect(abs(runs[1].lowestCurrent * 1e6 + 9253.162) < 0.05, "\(runs[1].lowestCurrent) A")
  }

  /// Pulses as the chip is written in earnest.
  @Test func pulsesOfTenNanosecondsAreWithinTheirTolerance() throws {
    let device = try DeviceFixtures.device(DeviceFixtures.sky130, constants: ["r_max": 1])
    let path = CellPath(
      bitLineResistance: 100, sourceLineResistance: 50, transistor: try DeviceFixtures.plainTransistor(width: 7), offCells: 127)
    let drive = CellDrive(
      times: [0, 3e-10, 1.03e-8, 1.06e-8, 1.1e-8], bitLine: [0, 2.4, 2.4, 0, 0], sourceLine: [0, 0, 0, 0, 0],
      gate: [1.7, 1.7, 1.7, 1.7, 1.7], sampleTime: 1.03e-8)
    let jobs = [3.3, 3.7, 4.2].map {
      CellJob(parameters: [], states: [$0], path: 0, drive: 0, stateScales: [1.6], stateOrigins: [0])
    }
    let runs = CellIntegrator(device).run(jobs, paths: [path], drives: [drive])
    let exact = CellIntegrator(device, relativeTolerance: 1e-9).run(jobs, paths: [path], drives: [drive])
    for (run, finer) in zip(runs, exact) {
      #expect(run.status == .done)
      #expect(abs(run.states[0] - finer.states[0]) < 1e-5)
      let (current, finerCurrent) = (run.sample?.sourceLineCurrent ?? 0, finer.sample?.sourceLineCurrent ?? 1)
      #expect(abs(current / finerCurrent - 1) < 1e-5)
    }
  }
}
