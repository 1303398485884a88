import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Reporting

extension SizingResult {
  /// The figures as a table, and the answers, for a person.
  public func text(folder: String) -> String {
    let summary = summary
    let failed =
      summary.numericalFailures > 0
      ? "\n  \(summary.numericalFailures) simulation\(summary.numericalFailures == 1 ? "" : "s") gave no result (numerical "
        + "failures): those cells are in no share" : ""
    return """
      \(summary.cells) cells SET and RESET at the far end of \(summary.rows) rows, once for each transistor (seed \(summary.seed))

      \(summary.points.grouped(by: Self.settings).map(table).joined(separator: "\n\n"))

      \(summary.answers.map { "  " + sentence($0) }.joined(separator: "\n"))
      \(deviceSentences(summary))\(gateCurrent(summary))\(failed)\(cellEngine.text.isEmpty ? "" : "\n  \(cellEngine.text)")
        results in  \(folder)
      """
  }

  static func settings(_ point: SizingSummary.Point) -> [SizingKey] {
    [.text(point.corner), .number(point.length), .number(point.writeVoltage), .number(point.gateVoltage)]
  }

  private func table(_ points: [SizingSummary.Point]) -> String {
    guard let first = points.first else { return "" }
    let rows = points.map { point in
      "    " + column(Self.width(point.width), 9) + column(share(point.set.success), 24)
        + column(share(point.reset.success), 24) + column(current(point.set.current), 12)
        + column(resistance(point.set.resistance), 12) + column(point.readShare.map { percent($0.median) } ?? "-", 8)
        + column(point.set.energy.map { SIPrefix.text($0, unit: "J") } ?? "-", 10)
        + (point.cellArea.map { String(format: "%.0f um2", $0) } ?? "-")
    }
    let head =
      column("width", 9) + column("SET", 24) + column("RESET", 24) + column("compliance", 12) + column("R_LRS", 12)
      + column("read", 8) + column("per SET", 10) + "cell"
    return "  \(Self.heading(first))\n    \(head)\n\(rows.joined(separator: "\n"))"
  }

  /// What a group of points has in common.
  static func heading(_ point: SizingSummary.Point) -> String {
    let number = SpiceNumber.shortest
    let transistor = point.width == 0 ? "ideal switch" : "\(point.corner) transistor, length \(number(point.length)) um"
    return "\(transistor), gate \(number(point.gateVoltage)) V, written at \(number(point.writeVoltage)) V"
  }

  static func width(_ micrometers: Double) -> String { micrometers == 0 ? "-" : "\(SpiceNumber.shortest(micrometers)) um" }

  /// The answer at one of the settings.
  func sentence(_ answer: SizingAnswer) -> String {
    let number = SpiceNumber.shortest
    let target = percent(experiment.target)
    var place = "At \(number(answer.writeVoltage)) V with the gate at \(number(answer.gateVoltage)) V"
    if answer.bestWidth > 0 { place += " (\(answer.corner), \(number(answer.length)) um long)" }
    for (name, success) in [("SET", answer.setSuccess), ("RESET", answer.resetSuccess)] where success.total == 0 {
      return "\(place) nothing is known of \(Self.width(answer.bestWidth)): no \(name) gave a result (numerical failures)."
    }
    let found = "SET \(share(answer.setSuccess)), RESET \(share(answer.resetSuccess))"
    if let width = answer.smallestWidth {
      let means =
        answer.bestWidth > 0
        ? "the smallest width with \(target) in both is \(Self.width(width))" : "an ideal switch reaches \(target)"
      return "\(place) \(means): \(found)" + maybe(answer) + "."
    }
    if let width = answer.candidateWidth {
      let means = answer.bestWidth > 0 ? Self.width(width) : "an ideal switch"
      return "\(place) \(means) reaches \(target) in these cells: \(found); whether it does in all is not known. "
        + "\(target) takes at least \(Self.leastCells(experiment.target)) cells without a failure\(atThisShare(answer)); "
        + "this run has \(experiment.count) (--count)."
    }
    let who =
      answer.bestWidth > 0
      ? "no width reaches \(target) in both; \(Self.width(answer.bestWidth)) comes nearest"
      : "even an ideal switch does not reach \(target)"
    guard let limit = answer.limit else { return "\(place) \(who): \(found)." }
    let alone = limit.isDeviceAlone ? ", and the device alone forbids it" : ""
    return "\(place) \(who): \(found). Most \(limit.operation.uppercased())s that fail, \(limit.count), do so for: "
      + "\(limit.cause.words)\(alone)."
  }

  /// A smaller width that may be enough, too.
  private func maybe(_ answer: SizingAnswer) -> String {
    guard let candidate = answer.candidateWidth, candidate != answer.smallestWidth else { return "" }
    return "; \(Self.width(candidate)) may be enough, too, which \(answer.cellsNeeded.map { "some \($0)" } ?? "only more") cells "
      + "would tell (--count)"
  }

  private func atThisShare(_ answer: SizingAnswer) -> String {
    guard let needed = answer.cellsNeeded else { return ", and at these shares no number of cells shows it" }
    return needed > Self.leastCells(experiment.target) ? ", and some \(needed) at these shares" : ""
  }

  /// Cells that show a share if not one of them fails.
  static func leastCells(_ share: Double) -> Int { Proportion(1, of: 1).trialsToShow(atLeast: share) ?? 0 }

  /// What the statistics say of the amplitudes that were tried, and from where on they would allow the target.
  private func deviceSentences(_ summary: SizingSummary) -> String {
    let tried = experiment.writeVoltages.compactMap { amplitude -> String? in
      let shares = [true, false].compactMap { bit in
        experiment.device.failureProbability(writing: bit, amplitude: amplitude, threshold: experiment.read.threshold)
          .map { percent($0) }
      }
      return shares.count == 2 ? "at \(amplitude) \(shares[0]) of SETs and \(shares[1]) of RESETs fail" : nil
    }
    if tried.isEmpty { return "  The device's statistics alone do not tell at what voltages it switches." }
    func needed(_ amplitude: Double?) -> String {
      amplitude.map { String(format: "%.1f V", ($0 * 10).rounded(.up) / 10) } ?? "no amplitude"
    }
    return """
        By the device's statistics alone \(tried.joined(separator: ", ")); it allows \(percent(summary.target)) \
      from \(needed(summary.deviceAlone.set)) (SET) and \(needed(summary.deviceAlone.reset)) (RESET) on.
      """
  }

  /// Reads that show the gate's current and not the cell's, or that at least in part.
  private func gateCurrent(_ summary: SizingSummary) -> String {
    guard summary.withGateCurrent > 0 else { return "" }
    return "\n  Gate current is no small part of the read current in \(summary.withGateCurrent) of \(summary.reads) reads "
      + "(gate at \(experiment.read.gateVoltage)); in \(summary.failedReads) \(ReadFailure.backwards.words), and the read says "
      + "nothing of its cell."
  }

  private func share(_ share: CountedShare) -> String {
    guard let value = share.share else { return "-" }
    return "\(percent(value)) (\(String(format: "%.1f to %.1f", 100 * share.lower, 100 * share.upper)))"
  }

  private func current(_ quartiles: Quartiles?) -> String { quartiles.map { SIPrefix.text($0.median, unit: "A") } ?? "-" }

  private func resistance(_ quartiles: Quartiles?) -> String {
    quartiles.map { SIPrefix.text($0.median, unit: "ohm") } ?? "-"
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
