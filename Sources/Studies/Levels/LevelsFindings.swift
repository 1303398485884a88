import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import NeuralMapping
import Records
import Reporting

/// The results of a levels study: what became of every cell, and what the levels are worth.
public struct LevelsFindings: StudyFindings {
  /// As it was run.
  public let study: LevelsStudy
  /// One per program, in the order of the programs.
  public let plans: [LevelPlan]
  /// The lowest resistance of the median cell.
  let floor: Resistance
  /// By program, then by cell.
  public let rows: [LevelRow]
  public let check: EngineCheck?
  public private(set) var figures = LevelsFigures()
  /// One per level of each program, and one per level and time.
  public private(set) var levels: [LevelsFigures.Level] = []
  public private(set) var readings: [LevelsFigures.LevelReading] = []

  init(study: LevelsStudy, plans: [LevelPlan], floor: Resistance, rows: [LevelRow], check: EngineCheck?) {
    (self.study, self.plans, self.floor, self.rows, self.check) = (study, plans, floor, rows, check)
    for (program, plan) in zip(study.programs, plans) {
      let own = cells(of: program)
      figures.programs.append(figures(program, plan, own))
      for level in plan.levels.indices {
        let cells = own.filter { $0.level == level }
        levels.append(figures(program, plan, level, cells))
        readings += times.indices.map { reading(program, plan, level, at: $0, cells) }
      }
    }
    (figures.targetError, figures.floor) = (study.targetError, floor)
    figures.erased = plans.first?.curve.erased ?? .zero
    figures.mostLevels = figures.programs.filter(\.holds).map(\.count).max()
    figures.stress = study.stress
    figures.remarks = LevelRemarks(self).all
  }

  public var lines: ArrayLines? {
    ArrayLines(wires: study.planning.surroundings.wires, rows: study.planning.surroundings.rows, columns: 1)
  }

  public var failure: String? {
    rows.contains { $0.status != .numericalFailure }
      ? nil : "no cell could be simulated; the table \(LevelsStudy.cellTable) says why"
  }

  /// The cells of a program.
  func cells(of program: LevelProgram) -> [LevelRow] {
    rows.filter { $0.count == program.count && $0.step == program.step }
  }

  /// Right after the write, then the study's times.
  var times: [Time] { [.zero] + study.restTimes }

  /// What a cell that was written reads at one of the times; nil for other cells.
  func resistance(_ row: LevelRow, at time: Int) -> Resistance? {
    guard row.isReached else { return nil }
    return time == 0 ? row.readAgain : row.resistances[time - 1]
  }

  /// How often cells of each level read as each level, at one of the times.
  func confusion(_ program: LevelProgram, _ plan: LevelPlan, at time: Int) -> Grid<Int> {
    var counts = Grid(rows: plan.levels.count, columns: plan.levels.count, repeating: 0)
    for row in cells(of: program) {
      guard let resistance = resistance(row, at: time) else { continue }
      counts[row.level, plan.level(of: .siemens(1 / resistance.si))] += 1
    }
    return counts
  }

  /// The number that a level stands for.
  func code(_ level: Int) -> Int { study.usesGrayCode ? CellLevels.gray(level) : level }

  /// Cells of the numbers, in bits.
  func bits(_ count: Int) -> Int { Int.bitWidth - (count - 1).leadingZeroBitCount }

  private func step(_ program: LevelProgram) -> Voltage? { study.settings.algorithm.kind == .single ? nil : program.step }

  private func figures(_ program: LevelProgram, _ plan: LevelPlan, _ cells: [LevelRow]) -> LevelsFigures.Program {
    var figures = LevelsFigures.Program()
    (figures.count, figures.step) = (program.count, step(program))
    let steepest = plan.levels.filter { !$0.isReset }.compactMap { plan.curve.voltage(for: $0.target) }
      .map { abs(plan.curve.slope(at: $0)) }.max()
    figures.stepShare = step(program).flatMap { step in steepest.map { 1 - exp(-$0 * step.si) } }
    let reached = cells.filter(\.isReached)
    figures.reached = CountedShare(reached.count, of: cells.count - cells.count { $0.status == .numericalFailure })
    figures.outcomes = .init(cells)
    figures.insideAgain = CountedShare(
      reached.count { row in row.readAgain.map(plan.levels[row.level].window.contains) ?? false }, of: reached.count)
    figures.pulses = TailFigures(reached.map { Double($0.pulses) })
    figures.resets = TailFigures(reached.map { Double($0.resets) })
    (figures.energy, figures.time) = (TailFigures(reached.map(\.energy)), TailFigures(reached.map(\.time)))
    figures.readings = times.indices.map { reading(program, plan, at: $0) }
    figures.holds = (figures.readings.last?.levelErrors.share).map { $0 <= study.targetError } ?? false
    return figures
  }

  private func reading(_ program: LevelProgram, _ plan: LevelPlan, at time: Int) -> LevelsFigures.Reading {
    let counts = confusion(program, plan, at: time)
    let bits = bits(plan.levels.count)
    var (wrong, neighbours, all) = (0, 0, 0)
    var wrongBits = [Int](repeating: 0, count: bits)
    for written in 0..<counts.rows {
      for read in 0..<counts.columns {
        let count = counts[written, read]
        all += count
        if written != read { wrong += count }
        if abs(written - read) == 1 { neighbours += count }
        let differing = code(written) ^ code(read)
        for position in 0..<bits where (differing >> (bits - 1 - position)) & 1 == 1 { wrongBits[position] += count }
      }
    }
    var reading = LevelsFigures.Reading()
    reading.time = times[time]
    reading.levelErrors = CountedShare(wrong, of: all)
    reading.neighbourShare = wrong > 0 ? Double(neighbours) / Double(wrong) : nil
    reading.bitErrors = CountedShare(wrongBits.reduce(0, +), of: all * bits)
    reading.bitErrorsByPosition = wrongBits.map { all > 0 ? Double($0) / Double(all) : 0 }
    return reading
  }

  private func figures(
    _ program: LevelProgram, _ plan: LevelPlan, _ level: Int, _ cells: [LevelRow]
  ) -> LevelsFigures.Level {
    var figures = LevelsFigures.Level()
    let own = plan.levels[level]
    (figures.count, figures.step, figures.level) = (program.count, step(program), level)
    let digits = String(code(level), radix: 2)
    figures.code = String(repeating: "0", count: max(0, bits(program.count) - digits.count)) + digits
    (figures.target, figures.windowFrom) = (own.target, own.window.lowerBound)
    figures.windowTo = own.isReset ? nil : own.window.upperBound
    figures.startVoltage = own.isReset ? nil : own.start
    figures.nominalVoltage = own.isReset ? nil : plan.curve.voltage(for: own.target)
    let reached = cells.filter(\.isReached)
    figures.reached = CountedShare(reached.count, of: cells.count - cells.count { $0.status == .numericalFailure })
    figures.lastVoltage = Quartiles(reached.compactMap(\.voltage))
    figures.setCurrent = Quartiles(reached.compactMap(\.setCurrent))
    figures.verified = Quartiles(reached.compactMap(\.verified))
    figures.logDeviation = Self.logDeviation(reached.compactMap(\.verified))
    figures.pulses = TailFigures(reached.map { Double($0.pulses) })
    figures.resets = TailFigures(reached.map { Double($0.resets) })
    (figures.energy, figures.time) = (TailFigures(reached.map(\.energy)), TailFigures(reached.map(\.time)))
    return figures
  }

  private func reading(
    _ program: LevelProgram, _ plan: LevelPlan, _ level: Int, at time: Int, _ cells: [LevelRow]
  ) -> LevelsFigures.LevelReading {
    let resistances = cells.compactMap { resistance($0, at: time) }
    let conductances = resistances.map { 1 / $0.si }
    var figures = LevelsFigures.LevelReading()
    (figures.count, figures.step, figures.level, figures.time) = (program.count, step(program), level, times[time])
    figures.cells = resistances.count
    let moments = Moments(conductances)
    (figures.mean, figures.deviation) = (moments.map { .siemens($0.mean) }, moments.map { .siemens($0.deviation) })
    figures.resistance = Quartiles(resistances)
    figures.logDeviation = Self.logDeviation(resistances)
    figures.errors = CountedShare(
      resistances.count { plan.level(of: .siemens(1 / $0.si)) != level }, of: resistances.count)
    return figures
  }

  /// What the cells of a program read, as a table for other studies and programs; nil where fewer than two cells of a level
  /// were read at some time.
  func programmingTable(_ program: LevelProgram, _ plan: LevelPlan) -> ProgrammingTable? {
    let own = readings.filter { $0.count == program.count && $0.step == step(program) }
    var outcomes: [ProgrammingTable.Outcome] = []
    for time in times {
      for level in plan.levels.indices {
        guard let reading = own.first(where: { $0.level == level && $0.time == time }), let mean = reading.mean,
          let deviation = reading.deviation
        else { return nil }
        outcomes.append(
          .init(
            mean: mean, standardDeviation: deviation, median: reading.resistance.map { .siemens(1 / $0.median.si) },
            reachedShare: levels.first { $0.count == program.count && $0.step == step(program) && $0.level == level }?
              .reached.share))
      }
    }
    let algorithm = study.settings.algorithm
    return ProgrammingTable(
      targets: plan.levels.map(\.conductance), times: times,
      outcomes: Grid(rows: times.count, columns: plan.levels.count) { outcomes[$0 * plan.levels.count + $1] },
      notes: [
        "mxbar levels: \(study.device.name), \(algorithm.kind.rawValue)"
          + (step(program).map { " in steps of \($0)" } ?? "")
          + ", window \(SpiceNumber.shortest(plan.design.window)), seed \(study.seed), \(study.cellsPerLevel) cells a level",
        "conductances are current over voltage of a read, transistor and wires included",
      ])
  }

  private static func logDeviation(_ resistances: [Resistance]) -> Double? {
    Moments(resistances.filter { $0.si.isFinite }.map { log($0.si) })?.deviation
  }
}

/// Mean and standard deviation of a sample.
struct Moments {
  let mean, deviation: Double

  /// Nil for fewer than two values.
  init?(_ values: [Double]) {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }
}
