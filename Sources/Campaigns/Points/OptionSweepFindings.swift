import CrossbarPrimitives
import Foundation
import Records
import Reporting
import Studies

/// The figures of a sweep of options.
package struct OptionSweepFigures: Figures {
  /// One point.
  package struct Point: Figures {
    @Figure("Varied options") package var settings = RecordValue.record([])
    @Figure package var status = ""
    @Figure("Folder of the point's own run", .plain, "Below that of the sweep.") package var folder = ""
    @Figure("Figures that are drawn", .plain, "All of the point's figures are in sweep.csv.")
    package var metrics = RecordValue.record([])
    @Figure("What went wrong") package var remark: String? = nil
    package init() {}
  }

  package var points: [Point] = []
  @Figure("Points that failed") package var failed = 0
  @Figure("Figures that are drawn") package var metrics: [String] = []
  package init() {}
}

/// The results of a sweep of options: the figures of all its runs, as a table and as charts over the options.
package struct OptionSweepFindings: StudyFindings {
  package let sweep: OptionSweep
  /// One per point, in the order of the sweep's points.
  package let outcomes: [PointOutcome]
  /// Paths of the figures that are drawn.
  package let metrics: [String]
  /// What the command declares of its figures; nil where that is not known.
  private let schema: FigureSchema?

  /// - Parameters:
  ///   - metrics: paths of the figures that were asked for; if empty, the first of `preferred` that exists is drawn, or
  ///     else the first figure that differs between points.
  ///   - schema: titles, units and formats of the command's figures.
  package init(
    _ sweep: OptionSweep, _ outcomes: [PointOutcome], metrics: [String], preferred: [String], schema: FigureSchema? = nil
  ) {
    self.sweep = sweep
    self.outcomes = outcomes
    self.schema = schema
    let known = Self.figureNames(outcomes)
    let chosen = preferred.first(where: known.contains) ?? Self.firstThatVaries(known, outcomes, sweep)
    self.metrics = metrics.isEmpty ? [chosen].compactMap { $0 } : metrics
  }

  /// Paths of all figures that any point has, sorted.
  package var figureNames: [String] { Self.figureNames(outcomes) }

  /// In the order of the points.
  package var failed: [PointOutcome] { outcomes.filter { $0.status == .failed } }

  /// Metrics that no point has; empty if no point has any figure at all.
  package var missingMetrics: [String] {
    let known = Set(figureNames)
    return known.isEmpty ? [] : metrics.filter { !known.contains($0) }
  }

  private static func figureNames(_ outcomes: [PointOutcome]) -> [String] {
    Set(outcomes.flatMap(\.figures.keys)).sorted()
  }

  /// Settings, the seed and running times are not considered.
  private static func firstThatVaries(
    _ names: [String], _ outcomes: [PointOutcome], _ sweep: OptionSweep
  ) -> String? {
    let ignored = Set(sweep.varied.map(\.key) + ["seed"])
    let candidates = names.filter { !ignored.contains($0) && !$0.hasSuffix("seconds") && !$0.hasSuffix("_s") }
    return candidates.first { name in Set(outcomes.compactMap { $0.figures[name] }).count > 1 } ?? candidates.first
  }

  package var figures: OptionSweepFigures {
    var figures = OptionSweepFigures()
    figures.points = outcomes.map { outcome in
      var point = OptionSweepFigures.Point()
      (point.settings, point.status, point.folder) = (outcome.point.settings, outcome.status.rawValue, outcome.point.folder)
      point.metrics = .record(metrics.compactMap { name in outcome.figures[name].map { RecordField(name, .number($0)) } })
      point.remark = outcome.remark
      return point
    }
    (figures.failed, figures.metrics) = (failed.count, metrics)
    return figures
  }

  // MARK: Words

  /// A figure's title as its command declares it, or its path.
  func title(_ metric: String) -> String { schema?[metric]?.title ?? metric }

  /// A value of a figure with its unit, as its command shows it; nil is `none`.
  func text(_ metric: String, _ value: Double?) -> String {
    let known = schema?[metric]
    return (known?.format ?? .plain).text(value.map { .number($0) } ?? .null, unit: known?.unit)
  }

  package var text: String {
    let header = sweep.varied.map(\.name) + metrics.map(title)
    let rows = outcomes.map { outcome in
      outcome.point.values + metrics.map { outcome.status == .failed ? "failed" : text($0, outcome.figures[$0]) }
    }
    let widths = header.indices.map { index -> Int in 2 + (([header] + rows).map { $0[index].count }.max() ?? 0) }
    let lines = ([header] + rows).map { row -> String in
      let columns = zip(row.dropLast(), widths).map { column($0, $1) }.joined()
      return "    \(columns)\(row.last ?? "")"
    }
    let kept = outcomes.count { $0.status == .kept }
    return """
      \(heading): \(outcomes.count) points\(failed.isEmpty ? "" : ", \(failed.count) failed")\(kept == 0 ? "" : ", \(kept) kept")

      \(lines.joined(separator: "\n"))
      """
  }

  /// The command without its options, and what varies: `digits over bits and scope`.
  var heading: String {
    let words = sweep.command.prefix { !$0.hasPrefix("-") }.joined(separator: " ")
    return "\(words) over \(sweep.varied.map(\.name).joined(separator: " and "))"
  }

  /// Writes `sweep.csv` with one row per point and a column for each figure.
  package func writeData(to folder: ResultFolder) throws { try folder.write(RecordTable(records: pointRows), to: "sweep.csv") }

  package var charts: [NamedChart] { OptionSweepCharts(self).charts }

  /// The smallest and the largest value of the first metric, with their points.
  package var headline: String? {
    guard let metric = metrics.first else { return nil }
    let found = outcomes.compactMap { outcome in
      outcome.figures[metric].flatMap { $0.isFinite ? (value: $0, point: outcome.point) : nil }
    }
    guard let least = found.min(by: { $0.value < $1.value }), let most = found.max(by: { $0.value < $1.value }) else {
      return "No point has the figure \(metric)."
    }
    guard text(metric, least.value) != text(metric, most.value) else {
      return "\(title(metric)) is \(text(metric, most.value)) in every point."
    }
    return "\(title(metric)) goes from \(text(metric, least.value)) (\(least.point.label)) to \(text(metric, most.value)) "
      + "(\(most.point.label))."
  }

  /// The number of points, and the range of each metric.
  package var keyFigures: [KeyFigure] {
    let count = outcomes.count
    let failed = failed.count
    return [
      KeyFigure("points", "\(count)", detail: "\(count - failed) done, \(failed) failed")
    ]
      + metrics.compactMap { metric in
        let values = outcomes.compactMap { $0.figures[metric] }.filter(\.isFinite)
        guard let least = values.min(), let most = values.max() else { return nil }
        let (low, high) = (text(metric, least), text(metric, most))
        return low == high
          ? KeyFigure(title(metric), low, detail: "in every point")
          : KeyFigure(title(metric), "\(low) to \(high)", detail: "least and most")
      }
  }

  /// One row per point: its options, of which the first leads to the page of its run, and the metrics.
  package var tables: [ReportTable] {
    let rows = outcomes.map { outcome -> [ReportTable.Cell] in
      let page = outcome.status == .failed ? nil : "\(outcome.point.folder)/\(ResultFolder.pageName)"
      let settings = zip(outcome.point.options, outcome.point.values).enumerated().map { index, setting -> ReportTable.Cell in
        if let page, index == 0 { return .link(setting.1, to: page) }
        return setting.0.numbers == nil ? .text(setting.1) : .number(setting.1)
      }
      return settings
        + metrics.map { name in outcome.figures[name].map { .number(text(name, $0)) } ?? .text("") }
        + [.text(outcome.status.rawValue), .text(outcome.remark ?? "")]
    }
    return [
      ReportTable(
        title: "Points", header: sweep.varied.map(\.key) + metrics.map(title) + ["status", "remark"], rows: rows)
    ]
  }

  /// One row per point: the options' values, and every figure of its run.
  var pointRows: [RecordValue] {
    // Some runs report their settings among their figures: no two columns may have the same name.
    let taken = Set(sweep.varied.map(\.key) + ["status", "remark"])
    let names = figureNames
    return outcomes.map { outcome in
      .record(
        zip(outcome.point.options, outcome.point.values).map { RecordField($0.key, .text($1)) }
          + [RecordField("status", .text(outcome.status.rawValue))]
          + names.map { name in
            RecordField(
              taken.contains(name) ? "results.\(name)" : name, outcome.figures[name].map { .number($0) } ?? .null)
          } + [RecordField("remark", outcome.remark.map { .text($0) } ?? .null)])
    }
  }
}
