import CrossbarPrimitives
import Reporting

/// The pictures of a report on a campaign: each figure over the options that are shown, its distribution, and the share of
/// points that keep the limits.
struct CampaignCharts {
  private let findings: CampaignFindings
  private let sample: CampaignSample

  /// The most lines of a chart, and the most distributions; the page's table has all.
  private static let mostLines = 8
  /// The most cells of a map on one side.
  private static let mostCells = 60

  init(_ findings: CampaignFindings) {
    self.findings = findings
    sample = findings.sample
  }

  var charts: [NamedChart] {
    let limits = findings.limits.map(\.text).joined(separator: ", ")
    let shares = share.map { [NamedChart("keep-limits", $0, caption: "Limits: \(limits).")] } ?? []
    return shares
      + sample.metrics.indices.flatMap { metric -> [NamedChart] in
        let name = fileName(sample.metrics[metric].column)
        let found = sample.metrics[metric]
        let median = map("\(found.title), median", found.axis) { Summary(values($0, metric))?.median }
        return [
          lines(metric).map { NamedChart(name, $0, caption: "The median, and dashed the middle 90 % of the points.") },
          median.map { NamedChart("\(name)-map", $0) },
          distribution(metric).map { NamedChart("\(name)-distribution", $0) },
        ].compactMap { $0 }
      }
  }

  /// The share of points that keep the limits: a map over two options, or over the values of one.
  private var share: (any Chart)? {
    guard !findings.limits.isEmpty, let first = sample.shown.first else { return nil }
    let title = "Points that keep the limits"
    if let map = map(title, ChartAxis("Yield (%)", range: 0...100), { findings.yield($0)?.share.map { 100 * $0 } }) { return map }
    let axis = sample.axes[first]
    return ProportionChart(
      title: title, categoryLabel: axis.column, categories: findings.groups.map { $0.values[0].text },
      quantity: "Share of points",
      series: [
        ProportionChart.Series(
          "points",
          findings.groups.map { group in
            let share = findings.yield(group.points)
            return Proportion(share?.count ?? 0, of: share?.of ?? 0)
          })
      ])
  }

  /// A figure's finite values, in the unit of its axis.
  private func values(_ points: [CampaignSample.Point], _ metric: Int) -> [Double] {
    let factor = sample.metrics[metric].factor
    return points.compactMap { $0.values[metric].map { $0 * factor } }.filter(\.isFinite)
  }

  private func fileName(_ column: String) -> String {
    String(column.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  private func parameter(_ axis: CampaignSample.Axis) -> ParameterMaps.Parameter {
    ParameterMaps.Parameter(axis.column, values: axis.values.map(\.text))
  }

  /// Over two options; nil where fewer are shown, or their values are too many or have no result.
  private func map(
    _ title: String, _ colourAxis: ChartAxis, _ value: ([CampaignSample.Point]) -> Double?
  ) -> ParameterMaps? {
    guard sample.shown.count == 2 else { return nil }
    let (columns, rows) = (sample.axes[sample.shown[0]], sample.axes[sample.shown[1]])
    guard max(columns.values.count, rows.values.count) <= Self.mostCells else { return nil }
    let found = Dictionary(
      findings.groups.map { ($0.values, value($0.points)) }, uniquingKeysWith: { first, _ in first })
    let values: Grid<Double?> = Grid(rows: rows.values.count, columns: columns.values.count) { row, column in
      found[[columns.values[column], rows.values[row]]] ?? nil
    }
    guard values.elements.contains(where: { $0?.isFinite == true }) else { return nil }
    let none = values.map { _ in false }
    return ParameterMaps(
      title: title, panels: [ParameterMaps.Panel("", values: values, outlined: none)], rows: parameter(rows),
      columns: parameter(columns), colourAxis: colourAxis, outlineName: "", markName: "")
  }

  /// Over the first option if its values are numbers, a line for each value of the second.
  private func lines(_ metric: Int) -> LineChart? {
    guard let first = sample.shown.first, sample.axes[first].values.allSatisfy({ $0.double != nil }) else { return nil }
    let second = sample.shown.dropFirst().first
    let names = second.map { sample.axes[$0].values } ?? [.null]
    var series: [ChartSeries] = []
    for (place, name) in names.prefix(Self.mostLines).enumerated() {
      let groups = findings.groups.filter { second == nil || $0.values[1] == name }
      let found = groups.compactMap { group -> (x: Double, summary: Summary)? in
        guard let x = group.values[0].double, let summary = Summary(values(group.points, metric)) else {
          return nil
        }
        return (x, summary)
      }
      guard !found.isEmpty else { continue }
      let colour = ChartColour.allCases[place % ChartColour.allCases.count]
      let label = second.map { "\(sample.axes[$0].column) \(name.text)" } ?? "median"
      series.append(
        ChartSeries(label, x: found.map(\.x), y: found.map(\.summary.median), mark: .lineAndPoints, colour: colour))
      guard found.contains(where: { $0.summary.count > 4 }) else { continue }
      for share in [0.05, 0.95] {
        series.append(
          ChartSeries("", x: found.map(\.x), y: found.map { $0.summary.quantile(share) }, isDashed: true, colour: colour))
      }
    }
    guard !series.isEmpty else { return nil }
    let axis = sample.metrics[metric]
    return LineChart(
      title: "\(axis.title) over \(sample.axes[first].column)", xAxis: ChartAxis(sample.axes[first].column),
      yAxis: axis.axis, series: series)
  }

  /// Over all points, by the values of the first option where these are few.
  private func distribution(_ metric: Int) -> CumulativeDistributionChart? {
    let all = values(sample.points, metric)
    guard all.count >= 10, Set(all).count > 2 else { return nil }
    let axis = sample.metrics[metric]
    var samples = [ChartSample("all", all)]
    if let first = sample.shown.first, sample.axes[first].values.count <= Self.mostLines {
      samples = sample.axes[first].values.compactMap { value in
        let own = values(sample.points.filter { $0.settings[first] == value }, metric)
        return own.isEmpty ? nil : ChartSample("\(sample.axes[first].column) \(value.text)", own)
      }
    }
    return CumulativeDistributionChart(
      title: "\(axis.title) over all points", xAxis: axis.axis, samples: samples)
  }
}
