import CrossbarArrays
import CrossbarPrimitives
import Foundation

extension WindowFindings {
  /// What the best point is called in texts.
  var bestWords: String {
    window.candidate == nil ? "nearest" : isConfirmed ? "recommended" : "candidate"
  }

  /// The result in one or two sentences.
  var conclusion: String {
    let checks = window.limits.checks(judged)
    guard let best = window.candidate else {
      let words = checks.filter { !$0.isMet }.map { check in
        let found = check.share.map(Self.percent) ?? "not known"
        return
          "\(check.limit.words) \(found), allowed is \(Self.percent(check.allowed)) or \(check.limit.isLeast ? "more" : "less")"
      }
      // The nearest point misses none only where all points are beyond the ratings, which are no share of cells.
      if words.isEmpty, let ratingsWords { return "No setting of the grid is within \(ratingsWords).\(withoutRatings)" }
      let whole = ratingsWords.map { "No setting of the grid within \($0) meets the limits" }
      return "\(whole ?? "No setting of the grid meets the limits"); nearest comes \(judged.setting.text): "
        + "\(words.joined(separator: "; ")).\(withoutRatings)"
    }
    let cells = confirmation == nil ? "the \(judged.setSuccess.of) cells" : "\(judged.setSuccess.of) further cells"
    let found =
      "of \(cells) \(Self.interval(judged.setSuccess)) SET, \(Self.interval(judged.resetSuccess)) RESET, "
      + "\(Self.interval(judged.volatile)) lose their filament, \(Self.interval(judged.overprogrammed)) are over-programmed"
    guard isConfirmed else {
      let doubts = checks.filter { !$0.holds }.map(Self.doubt)
      return "No setting is known to be safe. \(judged.setting.text) meets the limits in the \(study.count) cells written "
        + "at each setting; \(found). But \(doubts.joined(separator: "; ")) (--confirm, --count).\(withoutRatings)"
    }
    return
      "Write with \(judged.setting.text): \(found) (95 % intervals); one at a time, \(window.room(around: best).text) meet the "
      + "limits in the cells written there.\(withoutRatings)"
  }

  /// As in "the transistor's ratings of 5.5 V"; nil where none of the grid's settings is beyond them.
  private var ratingsWords: String? {
    window.points.contains { $0.stress.isForbidden }
      ? "the transistor's ratings of \(study.surroundings.transistor.ratings.words)" : nil
  }

  /// What the ratings forbid, as a further sentence; empty where they forbid nothing better.
  private var withoutRatings: String {
    guard let index = window.candidateWithoutRatings else { return "" }
    let setting = window.points[index].setting
    let beyond = StressFigures(study.stress(of: setting, among: []), study.surroundings.transistor.ratings).excess ?? ""
    return " Without ratings \(setting.text) would be best; there is \(beyond)."
  }

  /// Why a limit is not known to hold, and how many cells would show it.
  private static func doubt(_ check: LimitCheck) -> String {
    let allowed = "\(check.limit.isLeast ? "at least" : "at most") \(percent(check.allowed)) \(check.limit.words)"
    guard let share = check.share else { return "\(allowed): none could be counted" }
    guard check.isMet else { return "\(allowed) is missed by \(percent(share))" }
    guard let needed = check.cellsNeeded, let least = check.leastCells else {
      return "no number of cells shows \(allowed) at a share of \(percent(share))"
    }
    let more = needed > least ? ", and \(needed) at this share" : ""
    return "\(allowed) takes at least \(least) cells without a miss\(more); there are \(check.cells)"
  }

  /// As in `97.3 % (96.1 to 98.2)`.
  private static func interval(_ share: CountedShare) -> String {
    guard let value = share.share else { return "none" }
    func number(_ share: Double) -> String { SpiceNumber.shortest((1000 * share).rounded() / 10) }
    return "\(percent(value)) (\(number(share.wilsonLow)) to \(number(share.wilsonHigh)))"
  }

  public var text: String {
    let (point, limits) = (judged, window.limits)
    let voltages = point.disturbVoltage
    let disturb = [("same column", voltages.sameColumn), ("same row", voltages.sameRow), ("unselected", voltages.unselected)]
      .compactMap { name, voltage in voltage.map { "\(name) \(String(format: "%.1e V", $0.si))" } }
    func median(_ quartiles: Quartiles<some SampledNumber>?, _ unit: String) -> String {
      quartiles.map { SIPrefix.text($0.median.si, unit: unit) } ?? "none"
    }
    let failed = figures.numericalFailures
    return """
      \(study.count) cells written at each of \(window.points.count) settings (seed \(study.seed))

          limits met        \(figures.metPoints) of \(window.points.count) settings: at least \(Self.percent(limits.target)) SET and RESET, at most \
      \(Self.percent(limits.maxVolatile)) volatile, \(Self.percent(limits.maxOverprogrammed)) over-programmed, \
      \(Self.percent(limits.maxDisturbed)) disturbed
          \(column(bestWords, 18))\(point.setting.text)\(confirmation.map { ", with \($0.setSuccess.of) further cells" } ?? "")
          SET               \(Self.counted(point.setSuccess))
          RESET             \(Self.counted(point.resetSuccess))
          volatile          \(Self.counted(point.volatile))
          over-programmed   \(Self.counted(point.overprogrammed))
          disturbed         \(Self.counted(point.disturbed)); most across a neighbour: \(disturb.joined(separator: ", "))
          stress            \(stress.text)
          median current    \(median(point.compliance, "A"))
          median read       \(median(point.setReadCurrent, "A")) after a SET, \(median(point.resetReadCurrent, "A")) after a RESET
          median energy     SET \(median(point.setEnergy, "J")), RESET \(median(point.resetEnergy, "J"))
      \(window.candidate.map { "    margins           \(window.room(around: $0).text); \(window.margins[$0].text)\n" } ?? "")\
      \(schemeLines.map { "    RESET             \($0)\n" }.joined())\
      \(point.failedReads > 0 ? "    reads failed      \(point.failedReads): \(ReadFailure.backwards.words); they count as not written\n" : "")\
      \(failed > 0 ? "    numerical failures  \(failed) of the cells, in no share; \(WindowStudy.cellTable) says why\n" : "")
          \(figures.conclusion)
      """
  }

  static func percent(_ share: Double) -> String { SpiceNumber.shortest((1000 * share).rounded() / 10) + " %" }

  private static func counted(_ share: CountedShare) -> String {
    guard let value = share.share else { return "none counted" }
    return
      "\(percent(value)), \(share.count) of \(share.of) (95 % interval \(percent(share.wilsonLow)) to \(percent(share.wilsonHigh)))"
  }
}

extension PulseSetting {
  /// Such as `7 V for 20 ms at a gate voltage of 1.12 V`.
  var text: String { "\(amplitude) for \(SIPrefix.text(width.si, unit: "s")) at a gate voltage of \(gateVoltage)" }
}

extension WindowMargin {
  /// Such as `grid steps to what does not meet the limits: 2 in amplitude, 1 in width`.
  var text: String {
    let steps = [("amplitude", amplitude), ("width", width), ("gate voltage", gateVoltage)].compactMap { name, steps in
      steps.map { "\($0) in \(name)" }
    }
    return steps.isEmpty
      ? "the only setting tried" : "grid steps to what does not meet the limits: " + steps.joined(separator: ", ")
  }
}

extension WindowRoom {
  /// Such as `6 to 8 V, 5 ms to 100 ms and gate voltages of 1 to 1.12 V`.
  var text: String {
    func range(_ range: ClosedRange<Voltage>) -> String {
      range.lowerBound == range.upperBound
        ? "\(range.lowerBound)" : "\(SpiceNumber.shortest(range.lowerBound.si)) to \(range.upperBound)"
    }
    let ends = [width.lowerBound, width.upperBound].map { SIPrefix.text($0.si, unit: "s") }
    return "amplitudes of \(range(amplitude)), widths of \(ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])") "
      + "and gate voltages of \(range(gateVoltage))"
  }
}
