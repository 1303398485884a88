import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// The figures of a sweep, as `mxbar sweep --json` prints them.
public struct OptionSweepSummary: Encodable, Sendable {
  public struct Point: Encodable, Sendable {
    /// The varied options' values by their keys.
    public var settings: [String: RecordValue]
    public var status: String
    /// Of the point's own run, below that of the sweep.
    public var folder: String
    /// The metrics it has; all its figures are in `sweep.csv`.
    public var metrics: [String: Double]
    public var remark: String?
  }

  public var points: [Point]
  public var failed: Int
  public var metrics: [String]
}

extension OptionSweepResult {
  public var summary: OptionSweepSummary {
    OptionSweepSummary(
      points: outcomes.map { outcome in
        OptionSweepSummary.Point(
          settings: outcome.point.settings, status: outcome.status.rawValue, folder: outcome.point.folder,
          metrics: outcome.figures.filter { metrics.contains($0.key) }, remark: outcome.remark)
      }, failed: failed.count, metrics: metrics)
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let header = sweep.varied.map(\.name) + metrics
    let rows = outcomes.map { outcome in
      outcome.point.values + metrics.map { outcome.status == .failed ? "failed" : Self.text(outcome.figures[$0]) }
    }
    let widths = header.indices.map { index in 2 + (([header] + rows).map { $0[index].count }.max() ?? 0) }
    let lines = ([header] + rows).map { row in
      "    " + zip(row.dropLast(), widths).map { column($0, $1) }.joined() + (row.last ?? "")
    }
    let kept = outcomes.count { $0.status == .kept }
    return """
      \(title): \(outcomes.count) points\(failed.isEmpty ? "" : ", \(failed.count) failed")\(kept == 0 ? "" : ", \(kept) kept")

      \(lines.joined(separator: "\n"))

        results in  \(folder)
      """
  }

  /// As in `digits over bits and scope`.
  var title: String {
    let words = sweep.command.prefix { !$0.hasPrefix("-") }.joined(separator: " ")
    return "\(words) over \(sweep.varied.map(\.name).joined(separator: " and "))"
  }

  static func text(_ figure: Double?) -> String { figure.map { String(format: "%.6g", $0) } ?? "none" }
}
