import CrossbarPrimitives
import Foundation
import Records
import Reporting
import Studies

/// The figures of a report on a campaign.
package struct CampaignFigures: Figures {
  /// The points of one combination of the values of the options that are shown.
  package struct Group: Figures {
    @Figure("Options") package var settings = RecordValue.record([])
    @Figure("Points", .plain, "Those that failed among them.") package var points = 0
    @Figure("Figures over these points") package var metrics: [Distribution] = []
    @Figure("Points that keep all limits") package var yield: CountedShare? = nil
    package init() {}
  }

  /// A figure over many points.
  package struct Distribution: Figures {
    @Figure package var figure = ""
    @Figure("Points that have it") package var count = 0
    @Figure package var mean: Double? = nil
    @Figure package var median: Double? = nil
    @Figure("5 % of the points are below") package var lower: Double? = nil
    @Figure("5 % of the points are above") package var upper: Double? = nil
    package init() {}

    init(_ figure: String, _ values: [Double]) {
      self.figure = figure
      count = values.count
      guard let summary = Summary(values) else { return }
      (mean, median) = (summary.mean, summary.median)
      (lower, upper) = (summary.quantile(0.05), summary.quantile(0.95))
    }
  }

  @Figure("Points", .plain, "Those that failed among them.") package var points = 0
  @Figure("Points of the plan") package var plannedPoints = 0
  @Figure("Points that failed") package var failed = 0
  @Figure("Limits") package var limits: [String] = []
  @Figure("Points that keep all limits") package var yield: CountedShare? = nil
  @Figure("Figures over all points") package var metrics: [Distribution] = []
  package var groups: [Group] = []
  package init() {}
}

/// A report on a merged campaign: figures over the options that vary, their distributions, the share of points that keep
/// limits, and the points that failed.
package struct CampaignFindings: StudyFindings {
  let sample: CampaignSample
  let limits: [CampaignQuestion.Limit]
  /// Combinations of the values of the options that are shown, and the points of each.
  let groups: [Group]

  struct Group: Sendable {
    /// One for each option that is shown.
    var values: [CampaignDatabase.Value]
    var points: [CampaignSample.Point]
  }

  /// The campaign's folder as the page sees it.
  private let decks: String

  /// - Parameter decks: the campaign's folder as the page sees it.
  /// - Throws: `CampaignError.unknownColumn`, `.noNumber`.
  package init(_ database: CampaignDatabase, _ question: CampaignQuestion, decks: String = "..") throws {
    self.decks = decks
    let sample = try CampaignSample(database, question)
    self.sample = sample
    limits = question.limits
    let members = Dictionary(grouping: sample.points) { point in sample.shown.map { point.settings[$0] } }
    var combinations: [[CampaignDatabase.Value]] = [[]]
    for axis in sample.shown {
      combinations = combinations.flatMap { values in sample.axes[axis].values.map { values + [$0] } }
    }
    groups = combinations.compactMap { values in members[values].map { Group(values: values, points: $0) } }
  }

  /// The share of points that keep all limits; nil without limits. A point that failed, or lacks a figure, keeps none.
  func yield(_ points: [CampaignSample.Point]) -> CountedShare? {
    guard !limits.isEmpty else { return nil }
    let places = limits.map { limit in sample.metrics.firstIndex { $0.column == limit.column } }
    let count = points.count { point in
      zip(limits, places).allSatisfy { limit, place in place.flatMap { point.values[$0] }.map(limit.isKept) ?? false }
    }
    return CountedShare(count, of: points.count)
  }

  package var figures: CampaignFigures {
    var figures = CampaignFigures()
    (figures.points, figures.failed, figures.limits) = (sample.points.count, sample.failed, limits.map(\.text))
    figures.plannedPoints = sample.planned
    figures.yield = yield(sample.points)
    figures.metrics = distributions(sample.points)
    figures.groups = groups.map { group in
      var figures = CampaignFigures.Group()
      figures.settings = .record(
        zip(sample.shown, group.values).map {
          RecordField(sample.axes[$0].column, $1.double.map { .number($0) } ?? .text($1.text))
        })
      figures.points = group.points.count
      figures.metrics = distributions(group.points)
      figures.yield = yield(group.points)
      return figures
    }
    return figures
  }

  private func distributions(_ points: [CampaignSample.Point]) -> [CampaignFigures.Distribution] {
    sample.metrics.indices.map { index in
      CampaignFigures.Distribution(sample.metrics[index].column, points.compactMap { $0.values[index] }.filter(\.isFinite))
    }
  }

  // MARK: Words

  /// As in `0.31 V`.
  func text(_ value: Double?, _ metric: CampaignSample.Metric) -> String {
    (metric.isShare ? FigureFormat.percent : .plain).text(value.map { .number($0) } ?? .null, unit: metric.unit)
  }

  /// Options, points, median and range of each figure, and the share that keeps the limits.
  private var header: [String] {
    sample.shown.map { sample.axes[$0].column } + ["points"]
      + sample.metrics.flatMap { ["\($0.title), median", "5 to 95 %"] } + (limits.isEmpty ? [] : ["keep limits"])
  }

  private func row(_ group: Group) -> [String] {
    let metrics = zip(sample.metrics, distributions(group.points)).flatMap { metric, found in
      [text(found.median, metric), found.count == 0 ? "" : "\(text(found.lower, metric)) to \(text(found.upper, metric))"]
    }
    return group.values.map(\.text) + ["\(group.points.count)"] + metrics + [yield(group.points)?.text].compactMap { $0 }
  }

  package var text: String {
    let rows = [header] + groups.prefix(40).map(row)
    let widths = header.indices.map { index -> Int in 2 + (rows.map { $0[index].count }.max() ?? 0) }
    let lines = rows.map { row -> String in
      let columns = zip(row.dropLast(), widths).map { column($0, $1) }.joined()
      return "    \(columns)\(row.last ?? "")"
    }
    let more = groups.count > 40 ? "\n    and \(groups.count - 40) more, in the JSON and on the page" : ""
    return """
      \(sample.name): \(counted) of '\(sample.command)'

      \(lines.joined(separator: "\n"))\(more)
      """
  }

  /// As in `40 points (1 failed)` or `16 of 40 planned points`.
  private var counted: String {
    let count = sample.points.count
    return (count < sample.planned ? "\(count) of \(sample.planned) planned points" : "\(count) points")
      + (sample.failed > 0 ? " (\(sample.failed) failed)" : "")
  }

  package var headline: String? {
    guard let share = yield(sample.points) else { return nil }
    return "\(share.text) of \(counted) keep \(limits.map(\.text).joined(separator: " and "))."
  }

  package var keyFigures: [KeyFigure] {
    [KeyFigure("points", "\(sample.points.count)", detail: "of \(sample.planned) planned; \(sample.failed) failed")]
      + (yield(sample.points).map { [KeyFigure("keep the limits", $0.text, detail: limits.map(\.text).joined(separator: ", "))] }
        ?? [])
      + zip(sample.metrics, distributions(sample.points)).map { metric, found in
        KeyFigure(metric.title, text(found.median, metric), detail: "median of \(found.count) points")
      }
  }

  package var tables: [ReportTable] {
    let failures = sample.failures.map { failure -> [ReportTable.Cell] in
      let deck = failure.decks.first { $0.hasSuffix(".cir") } ?? failure.decks.first
      return [.number("\(failure.point)")] + failure.settings.map { .text($0) }
        + [.text(failure.remark), deck.map { .link("deck", to: "\(decks)/\($0)") } ?? .text("")]
    }
    let title =
      sample.failed > failures.count
      ? "Points that failed (the first \(failures.count) of \(sample.failed))" : "Points that failed"
    return [ReportTable(title: "Options", header: header, rows: groups.prefix(500).map { row($0).map { .number($0) } })]
      + (failures.isEmpty
        ? []
        : [ReportTable(title: title, header: ["point"] + sample.axes.map(\.column) + ["remark", "deck"], rows: failures)])
  }

  package func writeData(to folder: ResultFolder) throws {
    let rows = groups.map { group in
      RecordValue.record(
        zip(sample.shown, group.values).map { RecordField(sample.axes[$0].column, .text($1.text)) }
          + [RecordField("points", .whole(UInt64(group.points.count)))]
          + distributions(group.points).flatMap { found in
            [("mean", found.mean), ("median", found.median), ("lower", found.lower), ("upper", found.upper)].map { name, value in
              RecordField("\(found.figure)_\(name)", value.map { .number($0) } ?? .null)
            }
          } + (yield(group.points).map { [RecordField("keep_limits", .number($0.share ?? .nan))] } ?? []))
    }
    try folder.write(RecordTable(records: rows), to: "groups.csv")
  }

  package var charts: [NamedChart] { CampaignCharts(self).charts }
}
