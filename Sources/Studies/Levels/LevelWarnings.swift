import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records

/// What is doubtful about levels before any cell is written.
struct LevelWarnings {
  private let planning: LevelPlanning
  private let last: Time

  /// - Parameter last: of all reads, after the write.
  init(_ planning: LevelPlanning, until last: Time) { (self.planning, self.last) = (planning, last) }

  var all: [String] { [tidy, windowAndNoise, twoRelaxations].compactMap { $0 } }

  /// Without fluctuations a retry repeats the same failure, and levels look far better than they are.
  private var tidy: String? {
    guard planning.device.fluctuations.stops.isEmpty else { return nil }
    return planning.device.description.fluctuations.stops.isEmpty
      ? "of the device '\(planning.device.name)' it is not known how one SET differs from the next ('fluctuations.stop'): levels "
        + "look better than they are, and a retry repeats the same failure"
      : "without fluctuations every SET of a cell stops at the same place: levels look better than they are, and a retry "
        + "repeats the same failure"
  }

  /// With eight deviations of the read noise across the window, nearly all cells read inside again; with four, two thirds.
  private var windowAndNoise: String? {
    let noise = planning.device.fluctuations.readNoise?.deviation ?? 0
    guard planning.settings.algorithm.kind != .single, planning.design.window < 8 * noise else { return nil }
    return
      "the window of \(FigureFormat.percent(planning.design.window)) is narrower than eight deviations of the read noise "
      + "(\(FigureFormat.percent(noise)) each): a good part of the cells reads outside of it again"
  }

  private var twoRelaxations: String? {
    guard planning.device.fluctuations.relaxation != nil, last > .zero,
      !planning.device.median().isStill(at: .zero, state: 0.5, for: last)
    else { return nil }
    return "the device '\(planning.device.name)' relaxes by its equations and by the table of its description: that is one thing "
      + "modelled twice"
  }
}

/// What the levels of a study were found to suffer from.
struct LevelRemarks {
  private let findings: LevelsFindings

  init(_ findings: LevelsFindings) { self.findings = findings }

  var all: [String] {
    var remarks: [String] = []
    for (program, plan) in zip(findings.study.programs, findings.plans) {
      let places = plan.levels.indices.filter { !plan.levels[$0].isReset }
      let name = "\(program.count) levels" + (findings.study.steps.count > 1 ? " in steps of \(program.step.prefixed)" : "")
      if let clamped = places.first(where: { plan.levels[$0].target < findings.floor * 1.1 }) {
        remarks.append(
          "\(name): the level of \(plan.levels[clamped].target.prefixed) lies within a tenth of the lowest resistance that the "
            + "median cell comes to (\(findings.floor.prefixed)), where cells pile up")
      }
      if findings.study.settings.algorithm.kind != .single {
        let coarse = places.filter { place in
          guard let voltage = plan.curve.voltage(for: plan.levels[place].target) else { return false }
          return abs(plan.curve.slope(at: voltage)) * program.step.si > plan.spacing(place) / 2
        }
        if let first = coarse.first {
          remarks.append(
            "\(name): a step is more than half of the spacing at \(coarse.count) of them, first at "
              + "\(plan.levels[first].target.prefixed)")
        }
      }
      // What becomes of a level afterwards does not depend on the step.
      if program.step == findings.study.steps.first { remarks += fading("\(program.count) levels", program, plan) }
    }
    return remarks
  }

  /// Levels of which many cells have changed by more than a tenth at the last time, whatever they are read as: outer levels
  /// are open, and a cell that has lost its filament still reads as the one of the highest resistance.
  private func fading(_ name: String, _ program: LevelProgram, _ plan: LevelPlan) -> [String] {
    guard let last = findings.study.restTimes.last else { return [] }
    let faded = plan.levels.indices.compactMap { level -> (target: Resistance, share: Double)? in
      let changes = findings.cells(of: program).filter { $0.level == level && $0.isReached }.compactMap { row in
        row.readAgain.flatMap { before in
          findings.resistance(row, at: findings.times.count - 1).map { abs($0 / before - 1) }
        }
      }
      guard !plan.levels[level].isReset, !changes.isEmpty else { return nil }
      let share = Double(changes.count { $0 > 0.1 }) / Double(changes.count)
      return share > max(findings.study.targetError, 0.05) ? (plan.levels[level].target, share) : nil
    }
    guard let worst = faded.max(by: { $0.share < $1.share }) else { return [] }
    return [
      "\(name): \(faded.count) do not last \(last.prefixed): of the cells of \(worst.target.prefixed), "
        + "\(FigureFormat.percent(worst.share)) change by more than a tenth"
        + (worst.target == plan.levels.first?.target ? ", though they may still read as that level, the outermost one" : "")
    ]
  }
}
