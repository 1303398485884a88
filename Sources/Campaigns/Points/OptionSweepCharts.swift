import Foundation
import Reporting

/// Each metric over the first varied option, with one line per value of the second. If more options vary, there is a
/// chart for each combination of the others.
struct OptionSweepCharts {
  private let result: OptionSweepFindings
  /// The values of the first option; nil if they are not all numbers, and are then drawn at equal distances.
  private let numbers: [Double]?

  /// The most charts that are drawn; `sweep.csv` has all values.
  static let mostPictures = 24

  init(_ result: OptionSweepFindings) {
    self.result = result
    numbers = result.sweep.varied.first?.numbers
  }

  var charts: [NamedChart] {
    let groups = Dictionary(grouping: result.outcomes) { Array($0.point.values.dropFirst(2)) }
    var others: [[String]] = []
    for outcome in result.outcomes where !others.contains(Array(outcome.point.values.dropFirst(2))) {
      others.append(Array(outcome.point.values.dropFirst(2)))
    }
    let all = result.metrics.flatMap { metric in
      others.enumerated().compactMap { index, values -> NamedChart? in
        guard let chart = chart(of: metric, for: values, groups[values] ?? []) else { return nil }
        let name = fileName(metric) + (others.count > 1 ? "-\(index + 1)" : "")
        return NamedChart(name, chart)
      }
    }
    return Array(all.prefix(Self.mostPictures))
  }

  /// The metric's path, with `-` for all characters but letters and digits.
  private func fileName(_ metric: String) -> String {
    String(metric.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  /// Nil where no point has the metric.
  /// - Parameter others: the values of the third and further options.
  private func chart(of metric: String, for others: [String], _ outcomes: [PointOutcome]) -> LineChart? {
    let varied = result.sweep.varied
    guard let first = varied.first else { return nil }
    let lines = varied.count > 1 ? varied[1].values : [""]
    let series = lines.map { line in
      let own = outcomes.filter { varied.count < 2 || $0.point.values[1] == line }
      let points = own.map { SIMD2(position(of: $0.point.values[0]), $0.figures[metric] ?? .nan) }
      return ChartSeries(
        varied.count > 1 ? name(of: line, varied[1]) : "",
        points: numbers == nil ? points : points.sorted { $0.x < $1.x }, mark: numbers == nil ? .points : .lineAndPoints)
    }
    let values = series.flatMap { $0.points.map(\.y) }.filter(\.isFinite)
    guard let least = values.min(), let most = values.max() else { return nil }
    let rest = zip(varied.dropFirst(2), others).map { "\($0.name) \($1)" }.joined(separator: ", ")
    return LineChart(
      title: "\(result.title(metric)) over \(first.name)\(rest.isEmpty ? "" : ": \(rest)")", xAxis: xAxis(first),
      yAxis: ChartAxis(result.title(metric), scale: least > 0 && most / least >= 1000 ? .logarithmic : .linear), series: series)
  }

  /// A line's name in the legend. Settings files are called by their file names.
  private func name(of value: String, _ option: VariedOption) -> String {
    guard option.name == "config" else { return "\(option.name) \(value)" }
    let file = value.split(separator: "/").last ?? ""
    return String(file.prefix { $0 != "." })
  }

  /// Where a value stands on the x axis.
  private func position(of value: String) -> Double {
    numbers == nil ? Double(result.sweep.varied.first?.values.firstIndex(of: value) ?? 0) : Double(value) ?? .nan
  }

  /// Logarithmic where the values span a factor of 50 or more.
  private func xAxis(_ option: VariedOption) -> ChartAxis {
    guard let numbers, let least = numbers.min(), let most = numbers.max() else {
      let ticks = option.values.enumerated().map { ChartTick($1, at: Double($0)) }
      return ChartAxis(option.key, range: -0.5...Double(option.values.count) - 0.5, ticks: ticks)
    }
    // With room on both sides, so that no point lies on the frame.
    if least > 0, most / least >= 50 {
      return ChartAxis(option.key, scale: .logarithmic, range: least / 1.3...most * 1.3)
    }
    let margin = most > least ? 0.04 * (most - least) : max(abs(most), 1) / 2
    return ChartAxis(option.key, range: least - margin...most + margin, ticks: ticks(option))
  }

  /// The values themselves, if they are at most 12 and evenly spaced; otherwise nil.
  private func ticks(_ option: VariedOption) -> [ChartTick]? {
    guard let sorted = numbers?.sorted(), sorted.count <= 12 else { return nil }
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }
    guard let narrow = gaps.min(), let wide = gaps.max(), narrow > 0.99 * wide else { return nil }
    return option.values.map { ChartTick($0, at: Double($0) ?? .nan) }
  }
}
