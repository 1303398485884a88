import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Netlisting
import Records
import Reporting

extension LevelsFindings {
  public var headline: String? {
    let times = study.restTimes.last.map { "\($0.prefixed) after the write" } ?? "right after the write"
    let target = FigureFormat.percent(study.targetError)
    guard let most = figures.mostLevels else {
      let least = figures.programs.filter { $0.reached.count > 0 }
        .min { ($0.readings.last?.levelErrors.share ?? 1) < ($1.readings.last?.levelErrors.share ?? 1) }
      guard let least else { return "No cell reaches its level." }
      return "None of the numbers of levels holds: \(times), \(errors(least)) at the least; allowed is \(target)."
    }
    let best = figures.programs.filter { $0.holds && $0.count == most }.min { ($0.pulses?.mean ?? 0) < ($1.pulses?.mean ?? 0) }
    return "\(most) levels hold: \(times), \(best.map(errors) ?? "nothing") (allowed is \(target)). "
      + (best.map { "\(FigureFormat.percent($0.reached.share ?? 0)) of the cells reach their level, with \(cost($0))." } ?? "")
  }

  private func errors(_ program: LevelsFigures.Program) -> String {
    "\(FigureFormat.percent(program.readings.last?.levelErrors.share ?? 1)) of the cells written to one of \(program.count) "
      + "levels read as another"
  }

  private func cost(_ program: LevelsFigures.Program) -> String {
    guard let pulses = program.pulses, let resets = program.resets else { return "no cost known" }
    return String(format: "%.3g pulses and %.2g RESETs in the mean", pulses.mean, resets.mean)
  }

  public var keyFigures: [KeyFigure] {
    let shown = figures.programs.filter { $0.count == (figures.mostLevels ?? study.counts.first ?? 0) }
    guard let program = shown.min(by: { ($0.pulses?.mean ?? .infinity) < ($1.pulses?.mean ?? .infinity) }) else { return [] }
    return [
      KeyFigure("levels that hold", figures.mostLevels.map(String.init) ?? "none"),
      KeyFigure(
        "cells that reach their level", FigureFormat.percent(program.reached.share ?? 0), detail: "\(program.count) levels"),
      program.pulses.map {
        KeyFigure(
          "pulses of a write", String(format: "%.3g", $0.mean),
          detail: String(format: "median %.3g, 99 %% within %.4g", $0.median, $0.percentile99))
      },
      program.energy.map { KeyFigure("energy of a write", $0.mean.prefixed, detail: "99 % within \($0.percentile99.prefixed)") },
    ].compactMap { $0 }
  }

  public var text: String {
    let algorithm = study.settings.algorithm
    let head =
      "\(study.cellsPerLevel) cells a level, \(algorithm.kind.rawValue), levels of \(study.planning.design.range.upperBound.prefixed) to "
      + "\(study.planning.design.range.lowerBound.prefixed) (seed \(study.seed))"
    let parts = [head] + zip(study.programs, zip(plans, figures.programs)).map { text($0, $1.0, $1.1) }
    return parts.joined(separator: "\n\n") + "\n\n  \(headline ?? "")"
      + figures.remarks.map { "\n  Note: \($0)." }.joined() + (study.stress.map { "\n  Stress: \($0.text)." } ?? "")
  }

  private func text(_ program: LevelProgram, _ plan: LevelPlan, _ figures: LevelsFigures.Program) -> String {
    let last = times.count - 1
    let title =
      "  \(program.count) levels"
      + (figures.step.map { ", steps of \($0.prefixed)" } ?? "")
      + (figures.stepShare.map { " (up to \(FigureFormat.percent($0)) of R)" } ?? "")
    let header =
      "    " + column("level", 7) + column("R", 10) + column("first V", 9) + column("I_SET", 10) + column("sd ln R", 9)
      + column("reached", 9) + column("pulses", 9) + column("RESETs", 8)
      + (last > 0 ? "errors at \(times[last].prefixed)" : "errors")
    let lines = plan.levels.indices.map { place -> String in
      let level = levels.first { $0.count == program.count && $0.level == place && $0.step == figures.step }
      let reading = readings.first {
        $0.count == program.count && $0.level == place && $0.step == figures.step && $0.time == times[last]
      }
      func number(_ value: Double?, _ format: String) -> String { value.map { String(format: format, $0) } ?? "-" }
      return "    " + column(level?.code ?? "", 7) + column(plan.levels[place].target.prefixed, 10)
        + column(level?.startVoltage?.prefixed ?? "RESET", 9) + column(level?.setCurrent?.median.prefixed ?? "-", 10)
        + column(number(level?.logDeviation, "%.3f"), 9)
        + column(level?.reached.share.map { FigureFormat.percent($0) } ?? "-", 9)
        + column(number(level?.pulses?.mean, "%.3g"), 9) + column(number(level?.resets?.mean, "%.2g"), 8)
        + (reading?.errors.share.map { FigureFormat.percent($0) } ?? "-")
    }
    let errors = figures.readings.map { reading in
      "\(reading.time == .zero ? "right after the write" : "at \(reading.time.prefixed)") "
        + (reading.levelErrors.share.map { FigureFormat.percent($0) } ?? "-")
    }
    return ([title, header] + lines).joined(separator: "\n")
      + "\n    reached \(figures.reached.text); read as another level " + errors.joined(separator: ", ")
      + (figures.outcomes.failureWords.map { "; " + $0 } ?? "")
      + "\n    inside the window when read again \(figures.insideAgain.text)"
      + (figures.pulses.map {
        String(format: "; pulses %.3g in the mean, %.3g in the median, 99 %% within %.4g", $0.mean, $0.median, $0.percentile99)
      } ?? "")
  }

  public var tables: [ReportTable] {
    [levelTable, figures.stress?.table].compactMap { $0 }
  }

  private var levelTable: ReportTable {
    let header = ["levels", "step", "level", "R", "first voltage", "current", "reached", "sd ln R", "pulses", "99 %", "energy"]
    func number(_ value: Double?, _ format: String) -> ReportTable.Cell {
      .number(value.map { String(format: format, $0) } ?? "")
    }
    return ReportTable(
      title: "Levels", header: header,
      rows: levels.map { level in
        [
          .number("\(level.count)"), .number(level.step?.prefixed ?? ""), .text(level.code), .number(level.target.prefixed),
          .number(level.startVoltage?.prefixed ?? "RESET"), .number(level.setCurrent?.median.prefixed ?? ""),
          .number(level.reached.share.map { FigureFormat.percent($0) } ?? ""), number(level.logDeviation, "%.4f"),
          number(level.pulses?.mean, "%.3g"), number(level.pulses?.percentile99, "%.4g"),
          .number(level.energy?.mean.prefixed ?? ""),
        ]
      })
  }

  /// Writes `levels.csv`, `programs.csv`, `readings.csv`, `confusion.csv`, `voltages.csv` for a tester, `curve.csv` with what
  /// one SET leaves, a programming table for each program, and a circuit of a SET.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(levels), to: "levels.csv")
    try folder.write(RecordTable(figures.programs.map(ProgramLine.init)), to: "programs.csv")
    try folder.write(RecordTable(readings), to: "readings.csv")
    try folder.write(RecordTable(confusions), to: "confusion.csv")
    try folder.write(RecordTable(testerLines), to: "voltages.csv")
    try folder.write(RecordTable(plans.first?.curve.points.map(CurveLine.init) ?? []), to: "curve.csv")
    for (program, plan) in zip(study.programs, plans) {
      // One a program: the number of levels, and the step where several were tried.
      let step = study.steps.count > 1 ? "-\(SpiceNumber.shortest(program.step.si))V" : ""
      guard let table = programmingTable(program, plan) else { continue }
      try folder.write(table.csv, to: "programming-\(program.count)\(step).csv")
      let name = "\(study.device.name)-\(program.count)\(step)"
      for (file, text) in study.exported?.files(of: table, device: name, seed: study.seed) ?? [] {
        try folder.write(text, to: file)
      }
    }
    if let level = plans.first?.levels.last, let voltage = plans.first?.curve.voltage(for: level.target) {
      try folder.write(NgspiceWriter().text(study.deck(at: voltage)), to: "set.cir")
    }
  }

  private var confusions: [ConfusionLine] {
    zip(study.programs, plans).flatMap { program, plan in
      times.indices.flatMap { time -> [ConfusionLine] in
        let counts = confusion(program, plan, at: time)
        return (0..<counts.rows).flatMap { written in
          (0..<counts.columns).map { read in
            ConfusionLine(
              levels: program.count, step: program.step, time: times[time], written: written, read: read,
              cells: counts[written, read])
          }
        }
      }
    }
  }

  private var testerLines: [TesterLine] {
    zip(study.programs, plans).flatMap { program, plan in
      plan.levels.enumerated().map { index, level in TesterLine(program, level, index, plan.settings) }
    }
  }
}

extension LevelsFigures.Outcomes {
  /// Failures by name; nil without any.
  var failureWords: String? {
    let parts: [(Int, LevelStatus)] = [
      (missed, .missed), (stuckInLRS, .stuckInLRS), (lineAtLimit, .lineAtLimit), (noSet, .noSet),
      (pulsesUsedUp, .pulsesUsedUp), (numericalFailure, .numericalFailure),
    ]
    let words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1.words)" }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}

/// A row of `programs.csv`.
private struct ProgramLine: Encodable {
  var levels: Int
  var step: Voltage?
  var stepShare: Double?
  var reached: CountedShare
  var insideAgain: CountedShare
  var pulses, resets: TailFigures<Double>?
  var energy: TailFigures<Energy>?
  var time: TailFigures<Time>?
  var errorsAfterWrite, errorsAtEnd: Double?
  var holds: Bool

  init(_ program: LevelsFigures.Program) {
    (levels, step, stepShare) = (program.count, program.step, program.stepShare)
    (reached, insideAgain) = (program.reached, program.insideAgain)
    (pulses, resets, energy, time) = (program.pulses, program.resets, program.energy, program.time)
    (errorsAfterWrite, errorsAtEnd) = (
      program.readings.first?.levelErrors.share, program.readings.last?.levelErrors.share
    )
    holds = program.holds
  }
}

/// A row of `confusion.csv`.
private struct ConfusionLine: Encodable {
  var levels: Int
  var step: Voltage
  var time: Time
  var written, read, cells: Int
}

/// A row of `curve.csv`: what one SET leaves of the cells.
private struct CurveLine: Encodable {
  var voltage: Voltage
  var resistance: Resistance
  var logDeviation: Double
  var current: Current

  init(_ point: ProgrammingCurve.Point) {
    (voltage, resistance, logDeviation, current) = (point.voltage, point.resistance, point.logDeviation, point.current)
  }
}

/// A row of `voltages.csv`: what a tester applies to bring a cell to a level, and what it accepts.
private struct TesterLine: Encodable {
  var levels, level: Int
  var target, acceptFrom: Resistance
  var acceptTo: Resistance?
  var bitLineVoltage, firstGateVoltage: Voltage?
  var firstBitLineVoltage: Voltage?
  var step, limit: Voltage?
  var pulseWidth: Time
  var resetVoltage, resetGateVoltage: Voltage
  var readVoltage, readGateVoltage: Voltage

  init(_ program: LevelProgram, _ level: ResistanceLevel, _ index: Int, _ settings: LevelWriteSettings) {
    let isBitLine = settings.algorithm.kind == .bitLineStep
    let set = settings.set(at: level.start)
    (levels, self.level, target, acceptFrom) = (program.count, index, level.target, level.window.lowerBound)
    acceptTo = level.isReset ? nil : level.window.upperBound
    bitLineVoltage = level.isReset || isBitLine ? nil : set.amplitude
    firstBitLineVoltage = isBitLine && !level.isReset ? set.amplitude : nil
    firstGateVoltage = level.isReset ? nil : set.wordLineVoltage
    let steps = settings.algorithm.kind != .single && !level.isReset
    (step, limit) = (steps ? program.step : nil, steps ? settings.algorithm.limit : nil)
    pulseWidth = level.isReset ? settings.reset.pulse.width : settings.pulse.width
    (resetVoltage, resetGateVoltage) = (settings.reset.amplitude, settings.reset.wordLineVoltage)
    (readVoltage, readGateVoltage) = (settings.read.voltage, settings.read.gateVoltage)
  }
}
