import CrossbarPrimitives
import Foundation
import Reporting

/// The figures of a retention run.
public struct RetentionSummary: Encodable, Equatable, Sendable {
  public struct Point: Encodable, Equatable, Sendable {
    public var compliance: Double
    public var devices: DeviceCounts
    /// SETs that formed no filament.
    public var notSet: Int
    /// Of those that did, how many last for the required time; nil if the run is shorter than that.
    public var lasting: CountedShare?
    /// Right after the SET, and at the end.
    public var firstResistance: Quartiles<Double>?
    public var lastResistance: Quartiles<Double>?

    private enum CodingKeys: String, CodingKey {
      case devices
      case compliance = "compliance_A"
      case notSet = "not_set"
      case lasting
      case firstResistance = "first_read_ohm"
      case lastResistance = "last_read_ohm"
    }
  }

  public var seed: UInt64
  public var requiredTime: Double
  public var longestTime: Double
  public var points: [Point]

  private enum CodingKeys: String, CodingKey {
    case seed, points
    case requiredTime = "required_time_s"
    case longestTime = "longest_time_s"
  }
}

extension RetentionResult {
  public var summary: RetentionSummary {
    let check = experiment.readTimes.firstIndex(of: experiment.requiredTime)
    let points = zip(experiment.compliances, outcomes).map { compliance, outcomes in
      let curves = outcomes.compactMap(\.value)
      let set = curves.filter { $0.set.isSet }
      return RetentionSummary.Point(
        compliance: compliance.si, devices: DeviceCounts(experiment.population, outcomes),
        notSet: curves.count - set.count,
        lasting: check.map { index in CountedShare(set.count { $0.set.lasts(at: $0.readCurrents[index]) }, of: set.count) },
        firstResistance: Quartiles<Double>(set.compactMap(\.resistances.first)),
        lastResistance: Quartiles<Double>(set.compactMap(\.resistances.last)))
    }
    return RetentionSummary(
      seed: experiment.population.seed, requiredTime: experiment.requiredTime.si,
      longestTime: experiment.readTimes.last?.si ?? 0, points: points)
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let summary = summary
    let rows = summary.points.map { point in
      let lasting = point.lasting.map { share in
        share.share.map { String(format: "%.0f %% (%d of %d)", 100 * $0, share.count, share.of) } ?? "none set"
      }
      func median(_ value: Quartiles<Double>?) -> String { value.map { SIPrefix.text($0.median, unit: "ohm") } ?? "none" }
      return "    \(column(SIPrefix.text(point.compliance, unit: "A"), 10))\(column(lasting ?? "not watched", 22))"
        + "\(column("\(point.notSet)", 10))\(column(median(point.firstResistance), 16))\(median(point.lastResistance))"
    }
    return """
      \(summary.points.first?.devices.text ?? "") SET and left at 0 V for \
      \(SIPrefix.text(summary.longestTime, unit: "s")) (seed \(summary.seed))

          \(column("current", 10))\(column("lasts \(SIPrefix.text(summary.requiredTime, unit: "s"))", 22))\
      \(column("not set", 10))\(column("first median", 16))last median
      \(rows.joined(separator: "\n"))

        results in  \(folder)
      """
  }
}
