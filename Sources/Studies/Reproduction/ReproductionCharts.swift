import Foundation
import Reporting

/// Published curves with ours over them, and for each result all its single numbers as ours over published.
struct ReproductionCharts {
  let figures: [ReproducedFigure]

  init(_ figures: [ReproducedFigure]) { self.figures = figures }

  var charts: [NamedChart] { curves + ratios }

  private var curves: [NamedChart] {
    figures.compactMap { found in
      let place = found.result.figures.firstIndex { $0.name == found.figure.name } ?? 0
      guard let over = found.figure.over, let ours = found.ours, ours.count == over.values.count else { return nil }
      var series = [ChartSeries("ours", x: over.values, y: ours, mark: .lineAndPoints, colour: .blue)]
      if case .numbers(let published) = found.figure.published, published.count == ours.count {
        series.append(ChartSeries("published", x: over.values, y: published, mark: .points, colour: .orange))
      }
      let values = series.flatMap { $0.points.map(\.y) }.filter(\.isFinite)
      let isWide = (values.min() ?? 0) > 0 && (values.max() ?? 0) > 30 * (values.min() ?? 0)
      let spread = over.values.filter { $0 > 0 }
      let isLog = spread.count == over.values.count && (spread.max() ?? 0) >= 20 * (spread.min() ?? 1)
      return NamedChart(
        "\(found.result.name)-\(place + 1)",
        LineChart(
          title: found.figure.name, xAxis: ChartAxis(over.name, unit: over.unit, scale: isLog ? .logarithmic : .linear),
          yAxis: ChartAxis(
            found.figure.unit == "percent" ? "Share" : "Value", unit: found.figure.unit == "percent" ? nil : found.figure.unit,
            scale: isWide ? .logarithmic : .linear), series: series),
        caption: "\(found.figure.name): \(found.result.title), \(found.figure.source).")
    }
  }

  private var ratios: [NamedChart] {
    figures.byResult.compactMap { result, own in
      let points = own.filter { $0.figure.over == nil }.flatMap { found -> [Double] in
        guard let ours = found.ours, case .numbers(let published) = found.figure.published, ours.count == published.count,
          found.figure.agreement.isOfRatios
        else { return [] }
        return zip(ours, published).filter { $1 != 0 }.map { $0 / $1 }.filter(\.isFinite)
      }
      guard points.count > 1 else { return nil }
      let ends = [0.5, Double(points.count) + 0.5]
      return NamedChart(
        "\(result.name)-ratios",
        LineChart(
          title: "\(result.name): ours over published",
          xAxis: ChartAxis("Published number, in the table's order", range: ends[0]...ends[1]),
          yAxis: ChartAxis("Ours / published"),
          series: [
            ChartSeries("ours", x: points.indices.map { Double($0) + 1 }, y: points, mark: .points, colour: .blue),
            ChartSeries("published", x: ends, y: [1, 1], isDashed: true, colour: .orange),
          ]))
    }
  }
}
