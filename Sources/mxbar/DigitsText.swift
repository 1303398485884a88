import Foundation
import MemristorCrossbar

/// A digits run in a few lines for a person.
struct DigitsText {
  let summary: DigitsSummary
  let settings: ArrayConfiguration
  let folder: String

  init(_ summary: DigitsSummary, settings: ArrayConfiguration, folder: String) {
    self.summary = summary
    self.settings = settings
    self.folder = folder
  }

  var text: String {
    let write = summary.write
    return """
      Digits at \(summary.bits) bit\(summary.bits == 1 ? "" : "s") in \(summary.cells) cells (seed \(summary.seed))

        accuracy            float \(percent(summary.accuracy.float))   quantized \(percent(summary.accuracy.quantized))   \
      read back \(percent(summary.accuracy.readBack))
        one pixel flipped                  quantized \(percent(summary.flipAccuracy.quantized))   \
      read back \(percent(summary.flipAccuracy.readBack))

        written at          \(voltages), at most \(write.attempts) pulse\(write.attempts == 1 ? "" : "s") a cell, \
      \(write.pulses) in all
        SET failed          \(direction(write.set))
        RESET failed        \(direction(write.reset))
        bit errors          \(summary.read.bitErrors) of \(summary.knownCells) cells, read at \(settings.read.voltage) \
      against \(SpiceNumber.shortest(summary.read.threshold)) ohm
      \(reads)  weights changed     \(summary.weightsChanged)

        \(summary.verdict.words)

        \(summary.spice.version): \(summary.spice.analyses) analyses in \
      \(String(format: "%.1f", summary.spice.seconds)) s\(failures)\
      \(summary.cellEngine.text.isEmpty ? "" : "\n  \(summary.cellEngine.text)")
        results in          \(folder)
      """
  }

  private var voltages: String {
    let write = summary.write
    let from = SpiceNumber.shortest(write.voltage)
    return write.maximumVoltage > write.voltage ? "\(from) V, up to \(SpiceNumber.shortest(write.maximumVoltage)) V" : "\(from) V"
  }

  /// What reads did besides showing bits; empty where they did nothing else.
  private var reads: String {
    let read = summary.read
    var lines: [String] = []
    if read.disturbed > 0 {
      lines.append(
        "  read disturb        \(read.disturbed) of \(summary.cells) cells flipped by a read at \(settings.read.voltage)")
    }
    if read.failed > 0 {
      lines.append(
        "  reads failed        \(read.failed) of \(summary.cells) cells: \(ReadFailure.backwards.words); "
          + "word line at \(settings.read.gateVoltage)")
    }
    if read.withGateCurrent > 0 {
      lines.append(
        "  gate current        no small part of the read current in \(read.withGateCurrent) of \(summary.cells) cells "
          + "(gate at \(settings.read.gateVoltage))")
    }
    if summary.numericalFailures > 0 {
      lines.append(
        "  numerical failures  \(summary.numericalFailures) of \(summary.cells) cells: in no share, and taken as written "
          + "where weights are decoded")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var failures: String {
    summary.spice.failures == 0 ? "" : ", \(summary.spice.failures) of them without a result"
  }

  private func direction(_ direction: DigitsSummary.Direction) -> String {
    guard direction.cells > 0 else { return "none that could be simulated and read" }
    let share = Proportion(direction.failed, of: direction.cells)
    let interval = share.wilsonInterval()
    let measured =
      "\(direction.failed) of \(direction.cells) cells, \(percent(share.value)) "
      + "(95 % interval \(percent(interval.lowerBound)) to \(percent(interval.upperBound)))"
    return measured + (direction.closedForm.map { "; by the device's distributions alone \(percent($0))" } ?? "")
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
