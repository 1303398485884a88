import CompiledDevices
import CrossbarPrimitives
import Foundation
import Testing

/// Transistors that are tables: of the shipped card's equations, so that what a table is off by is known.
@Suite struct TransistorTableTests {
  /// The card of `models/nmos-5v/nmos.mod`, 60/0.6 um, written down again with its junctions.
  private static func currents(drain: Double, gate: Double, source: Double) -> (drain: Double, source: Double) {
    let (low, high) = (min(drain, source), max(drain, source))
    let root = 0.7.squareRoot()
    let widened = low >= 0 ? (0.7 + low).squareRoot() : max(root + low / (2 * root), 0)
    let overdrive = max(gate - low - 0.75 - 0.6 * (widened - root), 0)
    let effective = min(overdrive, high - low)
    let size = 144e-6 * 100 * (1 + 0.03 * (high - low)) * effective * (overdrive - effective / 2)
    let through = drain < source ? -size : size
    func junction(_ voltage: Double) -> Double { 1e-14 * (1 - exp(-voltage / 0.025865)) + 1e-12 * voltage }
    return (through + junction(drain), -through + junction(source))
  }

  private static func table(gate: Double, upTo voltage: Double, rows: Int = 201, columns: Int = 101) -> TransistorTable {
    let grid = TransistorTable.Grid(largestVoltage: voltage, rows: rows, columns: columns)
    return TransistorTable(gateVoltage: gate, grid: grid) { row, column in
      let (low, across) = (grid.low(row), grid.across(row, column))
      return currents(drain: low + max(across, 0), gate: gate, source: low + max(-across, 0))
    }
  }

  /// Voltages between lines at 0 V and the largest voltage, in either direction.
  private static func points(upTo voltage: Double, count: Int = 4000) -> [(drain: Double, source: Double)] {
    var stream = RandomStream(seed: 5, purpose: "voltages of a transistor")
    return (0..<count).map { index in
      let a = Double.random(in: 0...voltage, using: &stream)
      // Half of them at small differences, as in a read.
      let b =
        index % 2 == 0
        ? Double.random(in: 0...voltage, using: &stream) : max(a - pow(10, .random(in: -5 ... -1, using: &stream)), 0)
      return index % 3 == 0 ? (a, b) : (b, a)
    }
  }

  /// Where the channel is open; the bend at the cut-off is the worst of what a card without a subthreshold current has.
  @Test(arguments: [(1.12, 5.0, 0.2, 3e-4), (9, 5, 5, 1e-5), (5, 0.1, 0.1, 1e-7)])
  func currentsAreThoseOfTheEquations(_ gate: Double, _ voltage: Double, _ highestLow: Double, _ tolerance: Double) {
    let table = Self.table(gate: gate, upTo: voltage)
    var (checked, worst) = (0, 0.0)
    for (drain, source) in Self.points(upTo: voltage) where min(drain, source) < highestLow && drain != source {
      let (reading, exact) = (
        table.reading(drain: drain, source: source), Self.currents(drain: drain, gate: gate, source: source)
      )
      worst = max(worst, abs(reading.drain / exact.drain - 1), abs(reading.source / exact.source - 1))
      checked += 1
    }
    #expect(worst < tolerance && checked > 100, "\(worst) of \(checked)")
  }

  @Test func derivativesAreThoseOfItsCurrents() {
    let table = Self.table(gate: 3, upTo: 5)
    let h = 1e-6
    for (drain, source) in Self.points(upTo: 5, count: 500) where abs(drain - source) > 1e-4 {
      let reading = table.reading(drain: drain, source: source)
      let (right, left) = (table.reading(drain: drain + h, source: source), table.reading(drain: drain - h, source: source))
      let (above, below) = (table.reading(drain: drain, source: source + h), table.reading(drain: drain, source: source - h))
      for (found, expected) in [
        (reading.drainByDrain, (right.drain - left.drain) / (2 * h)),
        (reading.drainBySource, (above.drain - below.drain) / (2 * h)),
        (reading.bulkByDrain, (right.bulk - left.bulk) / (2 * h)), (reading.bulkBySource, (above.bulk - below.bulk) / (2 * h)),
      ] { #expect(abs(found - expected) <= 1e-4 * abs(expected) + 1e-8, "\(drain) V, \(source) V: \(found), \(expected)") }
    }
  }

  /// Bulk currents make drain and source differ; a gate that leaks is a current at u = 0.
  @Test func bothEndsHaveACurrentOfTheirOwn() {
    let grid = TransistorTable.Grid(largestVoltage: 2)
    func drain(_ drain: Double, _ source: Double) -> Double {
      (drain - source) * 1e-3 + (drain - 1) * 2e-4 + 1e-5 * drain * drain
    }
    func source(_ drain: Double, _ source: Double) -> Double { (source - drain) * 1e-3 + (source - 1) * 1e-4 }
    let table = TransistorTable(gateVoltage: 1, grid: grid) { row, column in
      let (low, across) = (grid.low(row), grid.across(row, column))
      let ends = (low + max(across, 0), low + max(-across, 0))
      return (drain(ends.0, ends.1), source(ends.0, ends.1))
    }
    for point in Self.points(upTo: 2, count: 300) + [(1, 1), (0, 0), (2, 2)] {
      let reading = table.reading(drain: point.drain, source: point.source)
      #expect(abs(reading.drain - drain(point.drain, point.source)) < 1e-8, "\(point): \(reading)")
      #expect(abs(reading.source - source(point.drain, point.source)) < 1e-8, "\(point): \(reading)")
    }
  }

  @Test func whatIsNotSampledIsToldAndGoesOnStraight() {
    let table = Self.table(gate: 9, upTo: 5, rows: 51, columns: 26)
    #expect(table.covers(drain: 5, source: 0) && table.covers(drain: 0, source: 5) && table.covers(drain: -0.2, source: 5.2))
    #expect(!table.covers(drain: 6, source: 0) && !table.covers(drain: -0.3, source: 0) && !table.covers(drain: 5.4, source: 5.4))
    #expect(!table.covers(drain: .nan, source: 0) && table.reading(drain: .nan, source: 0).drain.isNaN)
    let (inside, outside) = (table.reading(drain: 5.5, source: 0), table.reading(drain: 11, source: 0))
    #expect(abs(outside.drain / inside.drain - 2) < 0.01 && outside.drainByDrain > 0)
    #expect(table.reading(drain: 1e300, source: -1e300).drain.isFinite)
  }

  // MARK: Cells

  private static func paths(_ on: TransistorTable, _ off: TransistorTable) throws -> [CellPath] {
    try DeviceFixtures.columnPaths().map {
      CellPath(
        bitLineResistance: $0.bitLineResistance, sourceLineResistance: $0.sourceLineResistance,
        transistor: .tables(on: WeightedTables(on), off: off), offCells: $0.offCells)
    }
  }

  /// SET, RESET and read of drawn cells.
  @Test func cellsEndAsByTheEquations() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice())
    let (cells, drives) = (DrawnCell.all, DeviceFixtures.pulses)
    let plain = try DeviceFixtures.columnPaths()
    let off = Self.table(gate: 0, upTo: 5)
    let (set, reset) = (try Self.paths(Self.table(gate: 1.12, upTo: 5), off), try Self.paths(Self.table(gate: 9, upTo: 5), off))
    let read = try Self.paths(Self.table(gate: 5, upTo: 0.1), Self.table(gate: 0, upTo: 0.1))
    func run(_ paths: (DrawnCell) -> [CellPath], _ states: [Double]?) -> [CellRun] {
      cells.enumerated().map { index, cell in
        var job = cell.job(readAt: states?[index])
        let path = paths(cell)[job.path]
        job.path = 0
        return integrator.run([job], paths: [path], drives: drives)[0]
      }
    }
    let (expected, found) = (run({ _ in plain }, nil), run({ $0.isSet ? set : reset }, nil))
    let states = expected.map { $0.states[0] }
    let (expectedReads, foundReads) = (run({ _ in plain }, states), run({ _ in read }, found.map { $0.states[0] }))
    for (index, cell) in cells.enumerated() {
      #expect(found[index].status == .done && foundReads[index].status == .done)
      let state = expected[index].states[0]
      #expect(
        abs(found[index].states[0] - state) <= 1e-5 * max(state, cell.scale), "cell \(index): \(found[index].states), \(state)")
      let (a, b) = (try #require(found[index].sample), try #require(expected[index].sample))
      #expect(abs(a.sourceLineCurrent / b.sourceLineCurrent - 1) < 2e-5, "cell \(index): \(a), \(b)")
      let (c, d) = (try #require(foundReads[index].sample), try #require(expectedReads[index].sample))
      #expect(abs(c.sourceLineCurrent / d.sourceLineCurrent - 1) < 1e-5, "cell \(index): \(c), \(d)")
      #expect(abs(found[index].energy / expected[index].energy - 1) < 1e-4, "cell \(index)")
      #expect(abs(found[index].sourceLineCharge / expected[index].sourceLineCharge - 1) < 1e-4, "cell \(index)")
    }
  }

  /// Cells with equations and cells with tables, side by side: each as if it were alone.
  @Test func neighboursDoNotMatter() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice())
    let tables = try Self.paths(
      Self.table(gate: 1.12, upTo: 5, rows: 101, columns: 51), Self.table(gate: 0, upTo: 5, rows: 51, columns: 26))
    let paths = try DeviceFixtures.columnPaths() + tables
    let jobs = DrawnCell.all.filter(\.isSet).enumerated().map { index, cell in
      var job = cell.job()
      if index % 2 == 0 { job.path += tables.count }
      return job
    }
    let together = integrator.run(jobs, paths: paths, drives: DeviceFixtures.pulses)
    for (job, run) in zip(jobs, together) {
      #expect(integrator.run([job], paths: paths, drives: DeviceFixtures.pulses) == [run])
    }
  }

  @Test func whatATableCannotAnswerIsRefused() throws {
    let integrator = CellIntegrator(try DeviceFixtures.silverDevice())
    let (narrow, wide) = (
      Self.table(gate: 1.12, upTo: 1, rows: 51, columns: 26), Self.table(gate: 1.12, upTo: 5, rows: 51, columns: 26)
    )
    func status(_ on: TransistorTable, off: TransistorTable, _ gate: [Double]) throws -> String {
      var drive = DeviceFixtures.pulses[0]
      drive.gate = gate
      let job = DrawnCell.all[2].job()
      let run = integrator.run([job], paths: try Self.paths(on, off), drives: [drive])[0]
      guard case .failed(let reason) = run.status else { return "\(run.status)" }
      return reason
    }
    let still = [1.12, 1.12, 1.12, 1.12, 1.12]
    let off = Self.table(gate: 0, upTo: 5, rows: 51, columns: 26)
    #expect(try status(wide, off: off, still) == "done")
    #expect(try status(wide, off: off, [0, 1.12, 1.12, 1.12, 0]).contains("the gate moves"))
    #expect(try status(wide, off: off, [1, 1, 1, 1, 1]).contains("the transistor's table is of 1.12 V"))
    #expect(try status(wide, off: wide, still).contains("gate at 1.12 V"))
    #expect(try status(narrow, off: off, still).contains("outside of the transistor's table"))
    #expect(try status(wide, off: Self.table(gate: 0, upTo: 1, rows: 51, columns: 26), still).contains("outside"))
  }
}
