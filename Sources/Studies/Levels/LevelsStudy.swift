import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Records
import Reporting

/// How many levels can a cell hold, and what does each cost? Cells are brought to levels by pulses and verifying reads at
/// the far end of an array, read again, left alone, and read at later times.
public struct LevelsStudy: Study {
  /// Device, pulses and levels; the device should fluctuate (`MemristorDevice.init(_:at:fluctuates:isTypical:)`). The cells
  /// stand at the place of `surroundings`.
  public var planning: LevelPlanning
  /// Numbers of levels to try.
  public var counts: [Int]
  /// By which the line is stepped; each is tried with each number of levels. Without any, the run takes one that is a
  /// twentieth of the resistance where it changes the most.
  public var steps: [Voltage]
  /// Cells that are brought to each level.
  public var cellsPerLevel: Int
  /// Times after the write at which cells are read, rising.
  public var restTimes: [Time]
  /// Of the readings at the last time, the share that may be of another level.
  public var targetError: Double
  /// Whether neighbouring levels stand for numbers that differ in one bit.
  public var usesGrayCode: Bool
  /// A simulator that gets the outcome of each program as a model of the device; nil for none.
  public var exported: ProgrammingModel?

  /// Nothing is checked here; counts are two or more.
  public init(
    planning: LevelPlanning, counts: [Int], steps: [Voltage], cellsPerLevel: Int, restTimes: [Time], targetError: Double,
    usesGrayCode: Bool
  ) {
    (self.planning, self.counts, self.steps) = (planning, counts, steps)
    (self.cellsPerLevel, self.restTimes, self.targetError) = (cellsPerLevel, restTimes, targetError)
    self.usesGrayCode = usesGrayCode
  }

  public var seed: UInt64 { planning.seed }
  var device: MemristorDevice { planning.device }
  var settings: LevelWriteSettings { planning.settings }
  private var transistor: AccessTransistor { planning.surroundings.transistor }

  public var cells: StudyCells? {
    StudyCells(
      device: device,
      operations: [settings.reset, settings.readOperation, settings.set(at: settings.algorithm.limit)].map { (transistor, $0) })
  }

  public var stress: StressFigures? {
    StressFigures(
      TransistorStress([settings.reset, settings.readOperation, settings.set(at: settings.algorithm.limit)]),
      transistor.ratings)
  }

  /// On voltages beyond the device's range, and on what makes levels look better or last less than they would.
  public var warnings: [String] {
    device.warnings(
      readingAt: settings.read.voltage, writingAt: max(settings.amplitude, settings.reset.amplitude),
      for: [settings.pulse.width], drawing: 1)
      + LevelWarnings(planning, until: restTimes.last ?? .zero).all
  }

  /// One row per cell of each program; it also serves to resume a run.
  static let cellTable = "cells.csv"

  /// Measures what a SET leaves, plans the levels, writes and reads all cells, and repeats some of the last pulses in
  /// ngspice.
  /// - Throws: `LevelError` for levels that cannot be reached.
  public func run(_ run: StudyRun) async throws -> LevelsFindings {
    let measured = try await planning.measured(by: run.engine.cells) {
      try run.progress("measuring what a SET leaves", $0, of: LevelPlanning.stages)
    }
    var study = self
    study.planning = measured.planning
    if study.steps.isEmpty { study.steps = [measured.step] }
    return try await study.run(run, measured)
  }

  /// Everything after the measurement; all settings are known now.
  private func run(_ run: StudyRun, _ measured: MeasuredLevels) async throws -> LevelsFindings {
    let programs = programs
    let plans = try programs.map { try measured.plan(count: $0.count, step: $0.step) }
    let batches = programs.indices.flatMap { program in
      let cells = cells(of: programs[program])
      return stride(from: 0, to: cells.count, by: Self.batchSize).map {
        (program: program, cells: Array(cells[$0..<min($0 + Self.batchSize, cells.count)]))
      }
    }
    let simulator = run.engine.cells
    let rows = try await run.rows(
      of: batches, counts: batches.map(\.cells.count), in: try run.rows(LevelRow.self, in: Self.cellTable),
      stage: "writing levels"
    ) { batch in
      try await self.rows(
        batch.cells, programs[batch.program],
        by: LevelProgrammer(
          device, levels: plans[batch.program].levels, settings: plans[batch.program].settings, seed: seed,
          cells: simulator))
    }
    let all = rows.flatMap { $0 }
    // Of a cell that was given up it is not known which pulse was the last.
    let last = all.filter { $0.status != .numericalFailure && $0.status != .pulsesUsedUp }
    let check = try await run.check(last.count, seed: seed, read: settings.read) { checkedWrite(last[$0]) }
    return LevelsFindings(study: self, plans: plans, floor: measured.floor, rows: all, check: check)
  }

  // MARK: Parts

  /// Cells that are simulated at a time.
  private static let batchSize = 256
  var programs: [LevelProgram] { counts.flatMap { count in steps.map { LevelProgram(count: count, step: $0) } } }

  private func cell(_ number: Int, level: Int) -> LevelCell {
    var surroundings = planning.surroundings
    surroundings.transistor = transistor.ofCell(number, seed: seed)
    return LevelCell(number: number, level: level, state: 0, surroundings: surroundings)
  }

  /// The cells of a program; cell and level belong together in the same way in each with as many levels.
  private func cells(of program: LevelProgram) -> [LevelCell] {
    (0..<program.count * cellsPerLevel).map { cell($0, level: $0 % program.count) }
  }

  /// Writes cells, reads each once more, and then at the study's times.
  private func rows(
    _ cells: [LevelCell], _ program: LevelProgram, by programmer: LevelProgrammer
  ) async throws -> [LevelRow] {
    let outcomes = try await programmer.program(cells)
    let known = outcomes.indices.filter { outcomes[$0].status != .numericalFailure }
    let again = try await programmer.read(known.map { (cells[$0], outcomes[$0]) })
    let rested = try await programmer.read(zip(known, again).map { (cells[$0], $1.outcome) }, after: restTimes)
    var (readAgain, later) = ([Int: Resistance](), [Int: [Resistance?]]())
    for (place, index) in known.enumerated() { (readAgain[index], later[index]) = (again[place].resistance, rested[place]) }
    return cells.indices.map { index in
      let (cell, outcome) = (cells[index], outcomes[index])
      return LevelRow(
        count: program.count, step: program.step, level: cell.level, cell: cell.number,
        status: outcome.status ?? .numericalFailure, voltage: outcome.voltage, setCurrent: outcome.setCurrent,
        pulses: outcome.pulses, resets: outcome.resets, reads: outcome.reads, energy: outcome.energy, time: outcome.time,
        verified: outcome.verified, readAgain: readAgain[index],
        rested: LevelRow.rested(later[index] ?? restTimes.map { _ in nil }, at: restTimes), state: outcome.state,
        stateBefore: outcome.stateBefore, cycle: outcome.count.cycle, lastPulse: outcome.count.pulse, stuck: outcome.isStuck,
        drawn: RecordValue(drawn: programmer.memristor(cell, outcome)),
        transistor: RecordValue(deviationOf: cell.surroundings.transistor), numericalFailure: outcome.numericalFailure)
    }
  }

  /// A cell's last pulse and a read, as the check against ngspice repeats them.
  private func checkedWrite(_ row: LevelRow) -> CheckedWrite {
    let cell = cell(row.cell, level: row.level)
    var memristor = device.draw(seed: seed, at: WriteCount(cell: row.cell, cycle: row.cycle, pulse: row.lastPulse))
    if row.stuck { memristor = memristor.stuckOn ?? memristor }
    let wasSet = row.status != .stuckInLRS && row.voltage != nil
    let operation = wasSet ? settings.set(at: row.voltage ?? .zero) : settings.reset
    return CheckedWrite(
      name: "\(row.count) levels, level \(row.level), cell \(row.cell)",
      write: CellPulse(operation, on: memristor, state: row.stateBefore, in: cell.surroundings),
      read: settings.readOperation, bit: (row.verified ?? .ohms(.infinity)) < settings.read.threshold)
  }

  /// A SET of the first cell at a voltage of the stepped line, as a deck that runs on its own.
  public func deck(at voltage: Voltage) throws -> Deck {
    let memristor = device.draw(seed: seed, at: WriteCount(cell: 0, cycle: 1))
    return try CellTrial(memristor, in: cell(0, level: 0).surroundings).deck(settings.set(at: voltage), state: 0)
  }
}
