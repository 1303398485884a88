import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Reporting

/// The figures of a window run.
public struct WindowSummary: Encodable, Sendable {
  /// A setting that meets every limit in the cells written there, as far from any that does not as may be.
  public struct Candidate: Encodable, Sendable {
    /// By the cells that it was chosen by.
    public var point: WindowPoint
    /// By further cells; nil where none were written.
    public var confirmation: WindowPoint?
    /// Of the further cells, or else of those that it was chosen by.
    public var checks: [LimitCheck]
    public var margin: WindowMargin
    public var room: WindowRoom

    private enum CodingKeys: String, CodingKey {
      case point, confirmation, checks, room
      case margin = "margin_steps"
    }
  }

  /// The point that misses its limits by least, where none meets them all.
  public struct Nearest: Encodable, Sendable {
    public var setting: PulseSetting
    public var missed: [LimitCheck]
  }

  public var seed: UInt64
  /// Cells at each point.
  public var cells: Int
  public var limits: WindowLimits
  /// Settings that meet every limit in the cells written there.
  public var metPoints: Int
  /// A candidate whose limits all hold over their 95 % intervals; nil if there is none.
  public var recommended: Candidate?
  /// A candidate of which that is not known; nil if there is none, or if it is recommended.
  public var candidate: Candidate?
  /// Nil if there is a candidate.
  public var nearest: Nearest?
  public var numericalFailures: Int
  /// In one sentence.
  public var conclusion: String
  public var points: [WindowPoint]
  public var cellEngine: CellEngineFigures

  private enum CodingKeys: String, CodingKey {
    case seed, cells, limits, recommended, candidate, nearest, conclusion, points
    case metPoints = "met_points"
    case cellEngine = "cell_engine"
    case numericalFailures = "numerical_failures"
  }
}

extension WindowResult {
  public var summary: WindowSummary {
    let window = window
    let nearest = WindowSummary.Nearest(
      setting: points[window.nearest].setting,
      missed: window.limits.checks(points[window.nearest]).filter { !$0.isMet })
    let candidate = window.candidate.map { index in
      WindowSummary.Candidate(
        point: points[index], confirmation: confirmation,
        checks: experiment.limits.checks(confirmation ?? points[index]), margin: window.margins[index],
        room: window.room(around: index))
    }
    return WindowSummary(
      seed: experiment.seed, cells: experiment.count, limits: experiment.limits, metPoints: window.isSafe.count { $0 },
      recommended: isConfirmed ? candidate : nil, candidate: isConfirmed ? nil : candidate,
      nearest: candidate == nil ? nearest : nil,
      numericalFailures: (points + [confirmation].compactMap { $0 }).reduce(0) { $0 + $1.numericalFailures },
      conclusion: conclusion, points: points, cellEngine: cellEngine)
  }

  /// What the best point is called.
  var bestWords: String {
    window.candidate == nil ? "nearest" : isConfirmed ? "recommended" : "candidate"
  }

  /// What comes out, in one sentence or two.
  var conclusion: String {
    let window = window
    guard let best = window.candidate, let judged else {
      let missed = window.limits.checks(points[window.nearest]).filter { !$0.isMet }
      let words = missed.map { check in
        let found = check.share.map(Self.percent) ?? "not known"
        return
          "\(check.limit.words) \(found), allowed is \(Self.percent(check.allowed)) or \(check.limit.isLeast ? "more" : "less")"
      }
      return
        "No setting of the grid meets the limits; nearest comes \(points[window.nearest].setting.text): "
        + "\(words.joined(separator: "; "))."
    }
    let cells = confirmation == nil ? "the \(judged.set.of) cells" : "\(judged.set.of) further cells"
    let found =
      "of \(cells) \(Self.interval(judged.set)) SET, \(Self.interval(judged.reset)) RESET, "
      + "\(Self.interval(judged.volatile)) lose their filament, \(Self.interval(judged.overprogrammed)) are over-programmed"
    guard isConfirmed else {
      let doubts = window.limits.checks(judged).filter { !$0.holds }.map(Self.doubt)
      return "No setting is known to be safe. \(judged.setting.text) meets the limits in the \(experiment.count) cells written "
        + "at each setting; \(found). But \(doubts.joined(separator: "; ")) (--confirm, --count)."
    }
    return
      "Write with \(judged.setting.text): \(found) (95 % intervals); one at a time, \(window.room(around: best).text) meet the "
      + "limits in the cells written there."
  }

  /// Why a limit is not known to hold, and what would show it.
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

  /// Such as `97.3 % (96.1 to 98.2)`.
  private static func interval(_ share: CountedShare) -> String {
    guard let value = share.share else { return "none" }
    func number(_ share: Double) -> String { SpiceNumber.shortest((1000 * share).rounded() / 10) }
    return "\(percent(value)) (\(number(share.wilsonLow)) to \(number(share.wilsonHigh)))"
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let window = window
    let point = judged ?? points[window.best]
    let limits = experiment.limits
    let disturb = Neighbour.allCases.compactMap { neighbour in
      point.disturbVoltages[neighbour.rawValue].map {
        "\(neighbour.rawValue.replacing("_", with: " ")) \(String(format: "%.1e V", $0))"
      }
    }
    func median(_ quartiles: Quartiles<Double>?, _ unit: String) -> String {
      quartiles.map { SIPrefix.text($0.median, unit: unit) } ?? "none"
    }
    let failed = summary.numericalFailures
    return """
      \(experiment.count) cells written at each of \(points.count) settings (seed \(experiment.seed))

          limits met        \(window.isSafe.count { $0 }) of \(points.count) settings: at least \(Self.percent(limits.target)) SET and RESET, at most \
      \(Self.percent(limits.volatile)) volatile, \(Self.percent(limits.overprogrammed)) over-programmed, \
      \(Self.percent(limits.disturbed)) disturbed
          \(column(bestWords, 18))\(point.setting.text)\(confirmation.map { ", with \($0.set.of) further cells" } ?? "")
          SET               \(Self.counted(point.set))
          RESET             \(Self.counted(point.reset))
          volatile          \(Self.counted(point.volatile))
          over-programmed   \(Self.counted(point.overprogrammed))
          disturbed         \(Self.counted(point.disturbed)); most across a neighbour: \(disturb.joined(separator: ", "))
          median current    \(median(point.compliance, "A"))
          median energy     SET \(median(point.setEnergy, "J")), RESET \(median(point.resetEnergy, "J"))
      \(window.candidate.map { "    margins           \(window.room(around: $0).text); \(window.margins[$0].text)\n" } ?? "")\
      \(point.failedReads > 0 ? "    reads failed      \(point.failedReads): \(ReadFailure.backwards.words); they count as not written\n" : "")\
      \(failed > 0 ? "    numerical failures  \(failed) of the cells and corners, in no share; \(WindowReport.tableName) says why\n" : "")
          \(conclusion)

        \(cellEngine.text.isEmpty ? "" : "    \(cellEngine.text)\n")      results in        \(folder)
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
