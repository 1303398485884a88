import CrossbarPrimitives
import Foundation
import Reporting

/// The files of a sweep.
public struct OptionSweepReport: RunReport {
  public let result: OptionSweepResult

  public init(_ result: OptionSweepResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws { try folder.write(pointTable, to: "sweep.csv") }

  public var charts: [NamedChart] { OptionSweepCharts(result).charts }

  public var headline: String? {
    guard let metric = result.metrics.first else { return nil }
    let found = result.outcomes.compactMap { outcome in
      outcome.figures[metric].flatMap { $0.isFinite ? (value: $0, point: outcome.point) : nil }
    }
    guard let least = found.min(by: { $0.value < $1.value }), let most = found.max(by: { $0.value < $1.value }) else {
      return "No point has the figure \(metric)."
    }
    func text(_ value: Double) -> String { OptionSweepResult.text(value) }
    guard least.value < most.value else { return "\(metric) is \(text(most.value)) in every point." }
    return "\(metric) goes from \(text(least.value)) (\(least.point.label)) to \(text(most.value)) (\(most.point.label))."
  }

  public var keyFigures: [KeyFigure] {
    let count = result.outcomes.count
    let failed = result.failed.count
    return [
      KeyFigure("points", "\(count)", detail: "\(count - failed) done, \(failed) failed")
    ]
      + result.metrics.compactMap { metric in
        let values = result.outcomes.compactMap { $0.figures[metric] }.filter(\.isFinite)
        guard let least = values.min(), let most = values.max() else { return nil }
        let range =
          least < most ? "\(OptionSweepResult.text(least)) to \(OptionSweepResult.text(most))" : OptionSweepResult.text(least)
        return KeyFigure(metric, range, detail: least < most ? "least and most" : "in every point")
      }
  }

  public var tables: [ReportTable] {
    let rows = result.outcomes.map { outcome -> [ReportTable.Cell] in
      let page: ReportTable.Cell =
        outcome.status == .failed ? .text("") : .link("report", to: "\(outcome.point.folder)/\(ResultFolder.pageName)")
      let settings = zip(outcome.point.options, outcome.point.values).map { option, value -> ReportTable.Cell in
        option.numbers == nil ? .text(value) : .number(value)
      }
      return settings
        + result.metrics.map { outcome.figures[$0].map { .number(OptionSweepResult.text($0)) } ?? .text("") }
        + [.text(outcome.status.rawValue), page, .text(outcome.remark ?? "")]
    }
    return [
      ReportTable(
        title: "Points", header: result.sweep.varied.map(\.key) + result.metrics + ["status", "page", "remark"], rows: rows)
    ]
  }

  /// A line a point: the options' values, and every figure of its run.
  var pointTable: CSVTable {
    let keys = result.sweep.varied.map(\.key)
    // Some runs tell their settings among their figures: two columns must not have one name.
    let taken = Set(keys + ["status", "remark"])
    let names = result.figureNames
    var table = CSVTable(header: keys + ["status"] + names.map { taken.contains($0) ? "results.\($0)" : $0 } + ["remark"])
    for outcome in result.outcomes {
      table.append(
        outcome.point.values as [any CSVField] + [outcome.status.rawValue] + names.map { outcome.figures[$0] }
          + [outcome.remark ?? ""])
    }
    return table
  }
}
