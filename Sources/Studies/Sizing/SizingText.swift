import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Reporting

extension SizingFindings {
  public var text: String {
    let failed = figures.numericalFailures
    let lost =
      failed > 0
      ? "\n  \(failed) simulation\(failed == 1 ? "" : "s") gave no result (numerical failures): those cells are in no share" : ""
    return """
      \(figures.cells) cells SET and RESET at the far end of \(figures.rows) rows, once for each transistor (seed \(study.seed))

      \(figures.points.grouped(by: \.setting).map(table).joined(separator: "\n\n"))

      \(figures.answers.map { "  " + sentence($0) }.joined(separator: "\n"))
        Stress: \(figures.stress.text).
      \(deviceSentences)\(gateCurrent)\(lost)
      """
  }

  private func table(_ points: [SizingFigures.Point]) -> String {
    guard let first = points.first else { return "" }
    let rows = points.map { point in
      "    " + column(Self.width(point.width), 9) + column(point.set.success.text, 24)
        + column(point.reset.success.text, 24) + column(median(point.set.current, "A"), 12)
        + column(median(point.set.resistance, "ohm"), 12)
        + column(point.transistorShareOfRead.map { percent($0.median) } ?? "-", 8)
        + column(point.set.energy.map { SIPrefix.text($0.si, unit: "J") } ?? "-", 10)
        + (point.cellArea.map { String(format: "%.0f um2", $0.squareMicrometers) } ?? "-")
    }
    let head =
      column("width", 9) + column("SET", 24) + column("RESET", 24) + column("compliance", 12) + column("R_LRS", 12)
      + column("read", 8) + column("per SET", 10) + "cell"
    return "  \(Self.heading(first))\n    \(head)\n\(rows.joined(separator: "\n"))"
  }

  /// What a group of points has in common, as a heading.
  static func heading(_ point: SizingFigures.Point) -> String {
    let number = SpiceNumber.shortest
    let transistor =
      point.width == .zero ? "ideal switch" : "\(point.corner) transistor, length \(number(point.length.micrometers)) um"
    return "\(transistor), gate \(number(point.gateVoltage.si)) V, written at \(number(point.writeVoltage.si)) V"
  }

  static func width(_ width: Length) -> String { width == .zero ? "-" : "\(SpiceNumber.shortest(width.micrometers)) um" }

  /// The answer for one combination of settings.
  func sentence(_ answer: SizingAnswer) -> String {
    let number = SpiceNumber.shortest
    let target = percent(study.target)
    var place = "At \(number(answer.writeVoltage.si)) V with the gate at \(number(answer.gateVoltage.si)) V"
    if answer.bestWidth > .zero { place += " (\(answer.corner), \(number(answer.length.micrometers)) um long)" }
    for (name, success) in [("SET", answer.setSuccess), ("RESET", answer.resetSuccess)] where success.of == 0 {
      return "\(place) nothing is known of \(Self.width(answer.bestWidth)): no \(name) gave a result (numerical failures)."
    }
    let found = "SET \(answer.setSuccess.text), RESET \(answer.resetSuccess.text)"
    if answer.exceedsRatings == true { return place + forbidden(answer, found) }
    if let width = answer.smallestWidth {
      let means =
        answer.bestWidth > .zero
        ? "the smallest width with \(target) in both is \(Self.width(width))" : "an ideal switch reaches \(target)"
      return "\(place) \(means): \(found)" + maybe(answer) + "."
    }
    if let width = answer.candidateWidth {
      let means = answer.bestWidth > .zero ? Self.width(width) : "an ideal switch"
      return "\(place) \(means) reaches \(target) in these cells: \(found); whether it does in all is not known. "
        + "\(target) takes at least \(Self.leastCells(study.target)) cells without a failure\(atThisShare(answer)); "
        + "this run has \(study.count) (--count)."
    }
    let who =
      answer.bestWidth > .zero
      ? "no width reaches \(target) in both; \(Self.width(answer.bestWidth)) comes nearest"
      : "even an ideal switch does not reach \(target)"
    guard let limit = answer.limit else { return "\(place) \(who): \(found)." }
    let alone = limit.deviceAlone ? ", and the device alone forbids it" : ""
    return "\(place) \(who): \(found). Most \(limit.operation.uppercased())s that fail, \(limit.count), do so for: "
      + "\(limit.cause.words)\(alone)."
  }

  /// The rest of the sentence where the ratings forbid every width.
  private func forbidden(_ answer: SizingAnswer, _ found: String) -> String {
    let stress = stress(of: answer)
    let what = answer.bestWidth > .zero ? "no width is" : "the switch is not"
    let who = answer.bestWidth > .zero ? Self.width(answer.bestWidth) : "it"
    let without =
      answer.widthWithoutRatings == nil
      ? "even without ratings \(percent(study.target)) is not reached" : "without ratings \(who) would do"
    return " \(what) within the transistor's ratings: \(stress.excess ?? stress.text). \(without.prefix(1).uppercased())"
      + "\(without.dropFirst()) (\(found))."
  }

  /// A smaller width that may suffice, too, as the end of a sentence; empty for none.
  private func maybe(_ answer: SizingAnswer) -> String {
    guard let candidate = answer.candidateWidth, candidate != answer.smallestWidth else { return "" }
    return "; \(Self.width(candidate)) may be enough, too, which \(answer.cellsNeeded.map { "some \($0)" } ?? "only more") cells "
      + "would tell (--count)"
  }

  private func atThisShare(_ answer: SizingAnswer) -> String {
    guard let needed = answer.cellsNeeded else { return ", and at these shares no number of cells shows it" }
    return needed > Self.leastCells(study.target) ? ", and some \(needed) at these shares" : ""
  }

  /// The fewest cells that show a share if none of them fails.
  static func leastCells(_ share: Double) -> Int { Proportion(1, of: 1).trialsToShow(atLeast: share) ?? 0 }

  /// What the device's statistics say of the amplitudes tried, and from which amplitude on they allow the target.
  private var deviceSentences: String {
    let tried = study.writeVoltages.compactMap { amplitude -> String? in
      let shares = [true, false].compactMap { bit in
        study.device.failureProbability(writing: bit, amplitude: amplitude, threshold: study.read.threshold)
          .map { percent($0) }
      }
      return shares.count == 2 ? "at \(amplitude) \(shares[0]) of SETs and \(shares[1]) of RESETs fail" : nil
    }
    if tried.isEmpty { return "  The device's statistics alone do not tell at what voltages it switches." }
    func needed(_ amplitude: Voltage?) -> String {
      amplitude.map { String(format: "%.1f V", ($0.si * 10).rounded(.up) / 10) } ?? "no amplitude"
    }
    return """
        By the device's statistics alone \(tried.joined(separator: ", ")); it allows \(percent(figures.target)) \
      from \(needed(figures.deviceAlone.setAmplitude)) (SET) and \(needed(figures.deviceAlone.resetAmplitude)) (RESET) on.
      """
  }

  /// How many reads show the gate's current as well as the cell's, or instead of it; empty for none.
  private var gateCurrent: String {
    guard figures.largeGateCurrent > 0 else { return "" }
    return "\n  Gate current is no small part of the read current in \(figures.largeGateCurrent) of \(figures.reads) reads "
      + "(gate at \(study.read.gateVoltage)); in \(figures.failedReads) \(ReadFailure.backwards.words), and the read says "
      + "nothing of its cell."
  }

  private func median(_ quartiles: Quartiles<some SampledNumber>?, _ unit: String) -> String {
    quartiles.map { SIPrefix.text($0.median.si, unit: unit) } ?? "-"
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}
