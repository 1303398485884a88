import CrossbarPrimitives
import Foundation

/// A named sample of one quantity, in any order.
public struct ChartSample: Hashable, Sendable {
  /// For the legend, which adds the number of values.
  public var name: String
  /// In the SI unit of the axis; values that the axis cannot show are left out.
  public var values: [Double]
  /// Nil for the next automatic colour.
  public var colour: ChartColour?
  /// Cumulative probability of each value, 0 to 1, where some of the sample is censored; nil for (i - 1/2)/n.
  public var probabilities: [Double]?

  /// The values need not be sorted; nil takes the next automatic colour.
  public init(_ name: String, _ values: [Double], colour: ChartColour? = nil) {
    self.name = name
    self.values = values
    self.colour = colour
  }
}

/// Cumulative distributions of samples on a normal-quantile axis. A normal sample (on a logarithmic x axis, a log-normal
/// one) is a straight line there, and its tails can be read off.
public struct CumulativeDistributionChart: Chart, Hashable {
  public var title: String
  /// Of the quantity; the y axis is the cumulative probability in %.
  public var xAxis: ChartAxis
  /// Each may have a different number of values.
  public var samples: [ChartSample]
  /// A line at the value that decides between two states; nil for none.
  public var threshold: ChartMarker?
  /// Lines of value and cumulative probability, 0 to 1: a fitted distribution, and the bounds of its confidence.
  public var curves: [ChartSeries] = []

  /// - Parameter xAxis: usually logarithmic.
  public init(title: String, xAxis: ChartAxis, samples: [ChartSample], threshold: ChartMarker? = nil) {
    self.title = title
    self.xAxis = xAxis
    self.samples = samples
    self.threshold = threshold
  }

  public var drawing: ChartDrawing {
    get throws {
      let shown = samples.map { sample in
        var shown = sample
        let pairs = sample.values.indices.map { (sample.values[$0], sample.probabilities?[$0] ?? 0) }
          .filter { xAxis.shows($0.0) }.sorted { $0.0 < $1.0 }
        shown.values = pairs.map(\.0)
        if sample.probabilities != nil { shown.probabilities = pairs.map(\.1) }
        return shown
      }
      let largest = shown.map(\.values.count).max() ?? 0
      guard largest > 0 else {
        throw ReportingError.nothingToDraw(
          chart: title, reason: "no value that its axis can show (a log axis wants positive values)")
      }
      let x = xAxis.layout(for: shown.lazy.flatMap(\.values))
      return ChartDrawing(
        settings: ChartMarker.titleSettings(title, threshold, x)
          + ChartStyle.legend(shown.map(Self.legend) + curves.map(\.name).filter { !$0.isEmpty })
          + x.settings("x") + Self.probabilityAxis(sampleSize: largest),
        plots: shown.enumerated().filter { !$1.values.isEmpty }.flatMap { index, sample in
          let look =
            "with points pointtype \([7, 5, 9, 13][index % 4]) linecolor rgb '\((sample.colour ?? .automatic(index)).rawValue)'"
          // Points are small, so that they stay apart; the legend shows a larger one.
          return [
            "data index \(index) using \(x.column(1)):(invnorm($2)) \(look) pointsize 0.45 notitle",
            "keyentry \(look) pointsize 1 title \(ChartText.drawn(Self.legend(sample)))",
          ]
        }
          + curves.enumerated().map { index, curve in
            "data index \(shown.count + index) using \(x.column(1)):(invnorm($2)) with lines linewidth 2"
              + (curve.isDashed ? " dashtype 2" : "") + " linecolor rgb '\((curve.colour ?? .automatic(index)).rawValue)' "
              + (curve.name.isEmpty ? "notitle" : "title \(ChartText.drawn(curve.name))")
          }
          + pointedValues(of: shown, x),
        data: shown.map { sample in
          ChartData(heading: "\(sample.name): \(x.axis.quantity), cumulative probability", rows: Self.points(of: sample))
        }
          + curves.map { curve in
            ChartData(
              heading: "\(curve.name): \(x.axis.quantity), cumulative probability",
              rows: curve.points.filter { $0.y > 0 && $0.y < 1 }.map { [$0.x, $0.y] })
          })
    }
  }

  /// The samples' values with their cumulative probabilities, as they stand in the data file.
  private func pointedValues(of shown: [ChartSample], _ x: ChartAxisLayout) -> [String] {
    shown.enumerated().filter { !$1.values.isEmpty }.map { index, sample in
      PointedValues.plot(
        block: index, every: PointedValues.step(points: Self.points(of: sample).count, curves: shown.count),
        at: (x.column(1), "(invnorm($2))"),
        words: PointedValues.joined([ChartText.quoted(sample.name), xAxis.words("$1"), "number(100*$2, ' % lie below')"]))
    }
  }

  /// Counts only the values that are shown.
  private static func legend(_ sample: ChartSample) -> String { "\(sample.name) (n = \(sample.values.count))" }

  /// Percentages at their normal quantiles, as far out as a sample of this size reaches: half a value beyond the
  /// extremes.
  private static func probabilityAxis(sampleSize: Int) -> [String] {
    let reach = 0.5 / Double(sampleSize)
    let tails = [0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1]
    let lowest = min(0.001, reach)
    let lower = tails.filter { $0 >= lowest }
    let ticks = lower.map { ($0, 100 * $0) } + [(0.5, 50)] + lower.reversed().map { (1 - $0, 100 - 100 * $0) }
    let labels = ticks.map { "'\(String(format: "%.6g", $1))' invnorm(\($0.chartText))" }.joined(separator: ", ")
    return [
      "set ylabel 'Cumulative probability (%)'", "set ytics (\(labels))",
      "set yrange [invnorm(\(lowest.chartText))-0.15:invnorm(\((1 - lowest).chartText))+0.15]",
    ]
  }

  /// Value and cumulative probability (i - 1/2)/n (Hazen's plotting position) of a sorted sample, i counted from 1. A
  /// sample of more than 2000 values is thinned evenly along the quantile axis, which keeps all values in the tails.
  private static func points(of sample: ChartSample) -> [[Double]] {
    let sorted = sample.values
    if let probabilities = sample.probabilities { return zip(sorted, probabilities).map { [$0, $1] } }
    let count = Double(sorted.count)
    var indices = Array(sorted.indices)
    if sorted.count > 2000 {
      let normal = NormalDistribution(mean: 0, standardDeviation: 1)
      var kept: [Int] = []
      for step in -800...800 {
        let index = min(sorted.count - 1, Int(normal.cumulative(Double(step) / 125) * count))
        if kept.last != index { kept.append(index) }
      }
      indices = kept
    }
    return indices.map { [sorted[$0], (Double($0) + 0.5) / count] }
  }
}
