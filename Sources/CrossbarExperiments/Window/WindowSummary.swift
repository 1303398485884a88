import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Reporting

/// The figures of a window run.
public struct WindowSummary: Encodable, Sendable {
  public struct Recommendation: Encodable, Sendable {
    public var point: WindowPoint
    public var margin: WindowMargin
    public var room: WindowRoom

    private enum CodingKeys: String, CodingKey {
      case point, room
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
  public var safePoints: Int
  /// Nil if no point is safe.
  public var recommended: Recommendation?
  /// Nil if one is.
  public var nearest: Nearest?
  public var failedSimulations: Int
  /// In one sentence.
  public var conclusion: String
  public var points: [WindowPoint]

  private enum CodingKeys: String, CodingKey {
    case seed, cells, limits, recommended, nearest, conclusion, points
    case safePoints = "safe_points"
    case failedSimulations = "failed_simulations"
  }
}

extension WindowResult {
  public var summary: WindowSummary {
    let window = window
    let nearest = WindowSummary.Nearest(
      setting: points[window.nearest].setting,
      missed: window.limits.checks(points[window.nearest]).filter { !$0.isMet })
    return WindowSummary(
      seed: experiment.seed, cells: experiment.count, limits: experiment.limits, safePoints: window.isSafe.count { $0 },
      recommended: window.recommended.map {
        .init(point: points[$0], margin: window.margins[$0], room: window.room(around: $0))
      }, nearest: window.recommended == nil ? nearest : nil,
      failedSimulations: points.reduce(0) { $0 + $1.failedSimulations }, conclusion: conclusion, points: points)
  }

  /// What comes out, in one sentence.
  var conclusion: String {
    let window = window
    guard let best = window.recommended else {
      let missed = window.limits.checks(points[window.nearest]).filter { !$0.isMet }
      let words = missed.map { check in
        let found = check.share.map(Self.percent) ?? "not known"
        return
          "\(check.limit.words) \(found), allowed is \(Self.percent(check.allowed)) or \(check.limit.isLeast ? "more" : "less")"
      }
      return
        "No setting of the grid is safe; nearest comes \(points[window.nearest].setting.text): \(words.joined(separator: "; "))."
    }
    let point = points[best]
    return "Write with \(point.setting.text): \(Self.percent(point.set.share ?? 0)) of the cells SET, "
      + "\(Self.percent(point.reset.share ?? 0)) RESET, \(Self.percent(point.volatile.share ?? 0)) lose their filament, "
      + "\(Self.percent(point.overprogrammed.share ?? 0)) are over-programmed; one at a time, \(window.room(around: best).text) are safe."
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let window = window
    let point = points[window.best]
    let limits = experiment.limits
    let disturb = Neighbour.allCases.compactMap { neighbour in
      point.disturbVoltages[neighbour.rawValue].map {
        "\(neighbour.rawValue.replacing("_", with: " ")) \(String(format: "%.1e V", $0))"
      }
    }
    func median(_ quartiles: Quartiles?, _ unit: String) -> String {
      quartiles.map { SIPrefix.text($0.median, unit: unit) } ?? "none"
    }
    let failed = summary.failedSimulations
    return """
      \(experiment.count) cells written at each of \(points.count) settings (seed \(experiment.seed))

          safe              \(window.isSafe.count { $0 }) of \(points.count) settings: at least \(Self.percent(limits.target)) SET and RESET, at most \
      \(Self.percent(limits.volatile)) volatile, \(Self.percent(limits.overprogrammed)) over-programmed, \
      \(Self.percent(limits.disturbed)) disturbed
          \(window.recommended == nil ? "nearest           " : "recommended       ")\(point.setting.text)
          SET               \(Self.counted(point.set))
          RESET             \(Self.counted(point.reset))
          volatile          \(Self.counted(point.volatile))
          over-programmed   \(Self.counted(point.overprogrammed))
          disturbed         \(Self.counted(point.disturbed)); most across a neighbour: \(disturb.joined(separator: ", "))
          median current    \(median(point.compliance, "A"))
          median energy     SET \(median(point.setEnergy, "J")), RESET \(median(point.resetEnergy, "J"))
      \(window.recommended.map { "    margins           \(window.room(around: $0).text); \(window.margins[$0].text)\n" } ?? "")\
      \(failed > 0 ? "    not simulated     \(failed) of the cells and corners; \(WindowReport.tableName) says why\n" : "")
          \(conclusion)

          results in        \(folder)
      """
  }

  static func percent(_ share: Double) -> String { SpiceNumber.shortest((1000 * share).rounded() / 10) + " %" }

  private static func counted(_ share: CountedShare) -> String {
    guard let value = share.share else { return "none counted" }
    return
      "\(percent(value)), \(share.count) of \(share.total) (95 % interval \(percent(share.lower)) to \(percent(share.upper)))"
  }
}

extension PulseSetting {
  /// Such as `7 V for 20 ms at a gate voltage of 1.12 V`.
  var text: String { "\(amplitude) for \(SIPrefix.text(width.si, unit: "s")) at a gate voltage of \(gateVoltage)" }
}

extension WindowMargin {
  /// Such as `grid steps to what is not known to be safe: 2 in amplitude, 1 in width`.
  var text: String {
    let steps = [("amplitude", amplitude), ("width", width), ("gate voltage", gateVoltage)].compactMap { name, steps in
      steps.map { "\($0) in \(name)" }
    }
    return steps.isEmpty
      ? "the only setting tried" : "grid steps to what is not known to be safe: " + steps.joined(separator: ", ")
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
