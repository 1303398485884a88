import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NeuralMapping
import Records

extension StorageFindings {
  public var text: String { StorageText(findings: self).text }
}

/// The text summary of a stored network.
private struct StorageText {
  let findings: StorageFindings

  private var summary: StorageFigures { findings.figures }

  var text: String {
    let layers = summary.layers.map(String.init).joined(separator: "-")
    let write = summary.write
    var lines = [
      "\(layers) at \(summary.bits) bit\(summary.bits == 1 ? "" : "s") in \(summary.cells) cells on \(summary.tiles) "
        + "tile\(summary.tiles == 1 ? "" : "s")\(levels) (\(summary.quantizer.rawValue) quantizer, "
        + "\(summary.coding.rawValue) coding, seed \(findings.study.seed))",
      "",
      "  accuracy            float \(percent(summary.accuracy.float))   quantized \(percent(summary.accuracy.quantized))   "
        + "read back \(percent(summary.accuracy.readBack))" + (summary.accuracy.analog.map { "   analog \(percent($0))" } ?? "")
        + "   (\(summary.images) images)"
        + (summary.flipAccuracy.map {
          "\n  one pixel flipped                  quantized \(percent($0.quantized))   read back \(percent($0.readBack))"
        } ?? ""),
      "",
      "  \(findings.verdict.words)",
      "",
    ]
    if let levels = findings.plannedLevels {
      let algorithm = levels.settings.algorithm
      lines.append(
        "  written by          \(algorithm.kind.rawValue)"
          + (algorithm.kind == .single ? "" : " in steps of \(algorithm.step.prefixed)") + ", levels of "
          + levels.levels.map(\.target.prefixed).joined(separator: ", ") + "; \(write.pulses) pulses in all")
    } else if findings.study.settings.programming == nil {
      lines.append(
        "  written at          \(voltages), at most \(write.attempts) pulse\(write.attempts == 1 ? "" : "s") a cell, "
          + "\(write.pulses) in all")
    } else {
      lines.append(
        "  cells               drawn from the programming table, as read \(findings.study.settings.retentionTime) after the write"
      )
    }
    if let levels = summary.levels {
      lines += levelLines(levels)
    } else {
      lines += [
        "  bit errors          \(errors(summary.ber))",
        "    cells to be 1     \(errors(write.set.errors))",
        "    cells to be 0     \(errors(write.reset.errors))",
      ]
    }
    lines.append("  weights changed     \(summary.weightsChanged)")
    let read = summary.read
    if read.readDisturb > 0 {
      lines.append("  read disturb        \(read.readDisturb) of \(summary.cells) cells flipped by a read")
    }
    if read.failedReads > 0 {
      lines.append("  reads failed        \(read.failedReads) of \(summary.cells) cells: \(ReadFailure.backwards.words)")
    }
    if read.largeGateCurrent > 0 {
      lines.append(
        "  gate current        no small part of the read current in \(read.largeGateCurrent) of \(summary.cells) cells")
    }
    if summary.numericalFailures > 0 {
      lines.append(
        "  numerical failures  \(summary.numericalFailures) of \(summary.cells) cells: in no share, and taken as written where "
          + "weights are decoded")
    }
    if let steps = summary.steps { lines.insert("  steps               \(steps.joined(separator: "; "))", at: 2) }
    if case .loaded(let loaded, _) = findings.study.source {
      lines.insert("  layers              \(loaded.layerNames.joined(separator: ", ")) (\(loaded.orderReason))", at: 2)
    }
    if findings.study.settings.faults != CellFaults() { lines.append("  faulty cells        \(faults)") }
    if let analog = summary.analog { lines.append("  analog products     \(products(analog))") }
    if let stress = summary.stress { lines.append("  stress              \(stress.text)") }
    guard findings.study.settings.programming == nil else {
      lines.append(
        "  one read            of all cells \(energy(summary.cost.readEnergy)) in \(time(summary.cost.readTime)); the table does "
          + "not tell what writing costs")
      return lines.joined(separator: "\n")
    }
    lines.append(
      "  writing             \(energy(summary.cost.writeEnergy)) in \(time(summary.cost.writeTime)); "
        + "one read of all cells \(energy(summary.cost.readEnergy)) in \(time(summary.cost.readTime))")
    return lines.joined(separator: "\n")
  }

  /// How many levels cells have, after a comma; empty for two.
  private var levels: String {
    summary.levels.map { ", \($0.count) levels a cell\($0.gray ? " in Gray's order" : "")" } ?? ""
  }

  /// Errors by level and by bit.
  private func levelLines(_ levels: LevelFigures) -> [String] {
    func target(_ level: LevelFigures.Level) -> String {
      level.target.map { String(format: ", target %.4g S", $0.si) } ?? ""
    }
    let neighbours = levels.neighbourShare.map { "; \(percent($0)) of them one level off" } ?? ""
    let missed = levels.unreached > 0 ? "; \(levels.unreached) cells did not reach theirs" : ""
    let bits = levels.bits.map { "\($0.counts): \(percent($0.value, digits: 2))" }.joined(separator: ", ")
    return ["  level errors        \(errors(levels.errors))\(neighbours)\(missed)"]
      + levels.byLevel.map { level in
        "    level \(level.level)".padding(toLength: 22, withPad: " ", startingAt: 0)
          + "\(level.errors) of \(level.cells), \(percent(level.value, digits: 2))\(target(level))"
      } + (bits.isEmpty ? [] : ["  bit errors          by what a bit counts: \(bits)"])
  }

  /// The amplitude, and the highest one if later attempts raise it.
  private var voltages: String {
    let write = summary.write
    let from = SpiceNumber.shortest(write.voltage.si)
    return write.maxVoltage > write.voltage ? "\(from) V, up to \(SpiceNumber.shortest(write.maxVoltage.si)) V" : "\(from) V"
  }

  /// Count, share in percent and, where known, the share by the device's distributions alone.
  private func errors(_ errors: BitErrors) -> String {
    let interval = Proportion(errors.errors, of: errors.cells).wilsonInterval()
    let text =
      "\(errors.errors) of \(errors.cells), \(percent(errors.value, digits: 2)) "
      + "(95 % interval \(percent(interval.lowerBound)) to \(percent(interval.upperBound)))"
    return text + (errors.statisticsAlone.map { "; by the device's distributions alone \(percent($0, digits: 2))" } ?? "")
  }

  private func products(_ analog: StorageFigures.Analog) -> String {
    let settings = analog.settings
    let found = analog.checks.compactMap(\.largestDeviation)
    let failed = analog.checks.count - found.count
    let inputs = settings.inputs == .levels ? "inputs of \(1 << settings.inputBits) levels" : "\(settings.inputBits)-bit inputs"
    let cost = analog.cost
    return "\(settings.seriesResistance) in series, \(inputs), \(settings.adcBits)-bit converters"
      + (found.max().map { "; \(found.count) held against circuits, off by \(percent($0, digits: 2)) at most" } ?? "")
      + (failed > 0 ? "; \(failed) could not be simulated" : "")
      + (analog.checks.compactMap(\.tileDeviation).max().map {
        "; whole tiles with nonlinear cells differ by \(percent($0, digits: 2)) at most"
      } ?? "")
      + (analog.nonlinearity.map { "; conductances change by up to \(percent($0, digits: 2)) over the levels" } ?? "")
      + "\n    clipped           \(analog.clipped) of \(analog.conversions) conversions"
      + "\n    an image          \(energy(cost.energy)), of it arrays \(energy(cost.arrayEnergy)), converters of columns "
      + "\(energy(cost.adcEnergy)), of rows \(energy(cost.dacEnergy)) (assumed \(energy(settings.adcStepEnergy)) and "
      + "\(energy(settings.dacStepEnergy)) a step); rows driven for \(time(cost.time))"
  }

  private var faults: String {
    let faults = summary.faults
    return "\(faults.stuckOn) stuck on, \(faults.stuckOff) stuck off, \(faults.notWorking) not working; "
      + "\(faults.movedCodes) codes moved, \(faults.wrongBits) cells hold a wrong bit for good"
  }

  private func percent(_ share: Double, digits: Int = 1) -> String { String(format: "%.\(digits)f %%", 100 * share) }

  private func energy(_ energy: Energy) -> String { String(format: "%.3g J", energy.si) }

  private func time(_ time: Time) -> String { String(format: "%.3g s", time.si) }
}
