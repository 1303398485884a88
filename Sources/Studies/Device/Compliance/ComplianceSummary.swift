import CrossbarPrimitives
import Foundation
import Reporting

/// The figures of a compliance run.
public struct ComplianceSummary: Encodable, Equatable, Sendable {
  public struct Point: Encodable, Equatable, Sendable {
    public var compliance: Double
    /// SETs that formed no filament: not enough voltage was left, or the device's V_SET is beyond the pulse.
    public var notSet: Int
    /// Of those that did form one.
    public var nonVolatile: CountedShare
    /// As the SET left it, before the rest.
    public var lowResistance: Quartiles<Double>?

    private enum CodingKeys: String, CodingKey {
      case compliance = "compliance_A"
      case notSet = "not_set"
      case nonVolatile = "non_volatile"
      case lowResistance = "r_lrs_ohm"
    }
  }

  public var seed: UInt64
  public var devices: DeviceCounts
  public var points: [Point]
}

extension ComplianceResult {
  public var summary: ComplianceSummary {
    let points = experiment.compliances.enumerated().map { index, compliance in
      let set = steps(at: index).filter { $0.set.isSet }
      return ComplianceSummary.Point(
        compliance: compliance.si, notSet: steps(at: index).count - set.count,
        nonVolatile: CountedShare(set.count { $0.outcome == .nonVolatile }, of: set.count),
        lowResistance: Quartiles<Double>(set.map(\.set.resistance.si)))
    }
    return ComplianceSummary(
      seed: experiment.population.seed, devices: DeviceCounts(experiment.population, outcomes), points: points)
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let summary = summary
    let rows = summary.points.map { point in
      let share = point.nonVolatile
      let percent = share.share.map { String(format: "%3.0f %% (%.0f to %.0f)", $0 * 100, share.wilsonLow * 100, share.wilsonHigh * 100) }
      let resistance = point.lowResistance.map { SIPrefix.text($0.median, unit: "ohm") } ?? "none"
      return "    \(column(SIPrefix.text(point.compliance, unit: "A"), 10))\(column(percent ?? "none set", 22))"
        + "\(column("\(point.notSet)", 10))\(resistance)"
    }
    return """
      \(summary.devices.text) SET at rising compliance and read after \(SIPrefix.text(experiment.rest.si, unit: "s")) \
      (seed \(summary.seed))

          \(column("current", 10))\(column("non-volatile", 22))\(column("not set", 10))median R_LRS
      \(rows.joined(separator: "\n"))

        results in  \(folder)
      """
  }
}

/// Text at the left of a column of so many characters.
func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(1, width - text.count))
}
