import CrossbarPrimitives
import Foundation

/// Counts of values in bins, with the distribution that was fitted to them, outlines of other samples, and a marker.
public struct HistogramChart: Chart {
  /// A distribution, drawn as the counts expected from it.
  public struct FittedCurve: Sendable {
    /// For the legend.
    public var name: String
    /// P(X <= x) for x in the SI unit of the axis.
    public var cumulative: @Sendable (Double) -> Double

    /// `cumulative` must rise from 0 to 1, and is called with values in the SI unit of the axis.
    public init(_ name: String, cumulative: @escaping @Sendable (Double) -> Double) {
      self.name = name
      self.cumulative = cumulative
    }
  }

  public var title: String
  /// Bins are equally wide on this axis: on a logarithmic one each spans the same ratio.
  public var xAxis: ChartAxis
  /// Drawn as bars; sky blue unless it has a colour of its own.
  public var sample: ChartSample
  /// Other samples, drawn as steps over the bars, in the same bins.
  public var outlines: [ChartSample] = []
  /// Scale of the y axis: logarithmic where a few bins hold nearly all values.
  public var countScale = ChartAxis.Scale.linear
  /// Nil for a number that suits the values.
  public var binCount: Int?
  /// Scaled to the number of values in `sample`; nil for none.
  public var curve: FittedCurve?
  /// Such as a decision threshold; nil for none.
  public var marker: ChartMarker?

  /// A `binCount` below 1 traps; outlines and the scale of counts are set afterwards.
  public init(
    title: String, xAxis: ChartAxis, sample: ChartSample, binCount: Int? = nil, curve: FittedCurve? = nil,
    marker: ChartMarker? = nil
  ) {
    precondition(binCount.map { $0 > 0 } ?? true, "a histogram needs a bin")
    self.title = title
    self.xAxis = xAxis
    self.sample = sample
    self.binCount = binCount
    self.curve = curve
    self.marker = marker
  }

  public var drawing: ChartDrawing {
    get throws {
      let isLogarithmic = xAxis.scale == .logarithmic
      let shown = sample.values.filter(xAxis.shows)
      let others = outlines.map { ChartSample($0.name, $0.values.filter(xAxis.shows), colour: $0.colour) }
      let position = { (value: Double) in isLogarithmic ? log10(value) : value }
      guard var bins = HistogramBins((shown + others.flatMap(\.values)).map(position), count: binCount) else {
        throw ReportingError.nothingToDraw(chart: title, reason: "no value that its axis can show")
      }
      bins.counts = bins.counts(of: shown.map(position))
      let edge = { (position: Double) in isLogarithmic ? pow(10, position) : position }
      let x = xAxis.layout(for: shown + others.flatMap(\.values))
      let names =
        ([sample] + outlines).map { one in
          "\(one.name) (n = \(one.values.count(where: xAxis.shows)))"
        } + (curve.map { [$0.name] } ?? [])
      let colour = (sample.colour ?? .skyBlue).rawValue
      var plots = [
        "data index 0 using \(x.column(1)):3:\(x.column(1)):\(x.column(2)):(\(foot)):3 with boxxyerror "
          + "fillcolor rgb '\(colour)' fillstyle solid 0.7 border rgb '#ffffff' title \(ChartText.drawn(names[0]))"
      ]
      var data = [
        ChartData(
          heading: "\(sample.name): lower edge, upper edge, count",
          rows: bins.counts.enumerated().map { [edge(bins.edge($0)), edge(bins.edge($0 + 1)), Double($1)] })
      ]
      for (index, one) in others.enumerated() {
        let counts = bins.counts(of: one.values.map(position))
        let steps = [[edge(bins.edge(0)), 0]] + counts.enumerated().map { [edge(bins.edge($0)), Double($1)] }
        data.append(
          ChartData(
            heading: "\(one.name): lower edge, count", rows: steps + [[edge(bins.edge(counts.count)), 0]]))
        plots.append(
          "data index \(index + 1) using \(x.column(1)):($2 > 0 ? $2 : \(foot)) with steps linewidth 2 "
            + "linecolor rgb '\((one.colour ?? .automatic(index)).rawValue)' title \(ChartText.drawn(names[index + 1]))")
      }
      if let curve {
        plots.append(
          "data index \(data.count) using \(x.column(1)):2 with lines linewidth 2 linecolor rgb '\(ChartColour.vermilion.rawValue)' "
            + "title \(ChartText.drawn(curve.name))")
        // The count of a bin of the usual width centred here; this holds on a log axis without a factor.
        let expected = stride(from: 0.0, through: Double(bins.counts.count), by: 0.1).map { step in
          let middle = bins.start + step * bins.width
          let share = curve.cumulative(edge(middle + bins.width / 2)) - curve.cumulative(edge(middle - bins.width / 2))
          return [edge(middle), share * Double(shown.count)]
        }
        data.append(ChartData(heading: "\(curve.name): value, expected count in a bin around it", rows: expected))
      }
      let middle = isLogarithmic ? "sqrt($1*$2)" : "0.5*($1+$2)"
      let edges = xAxis.words("$1") + " . ' to ' . " + xAxis.number("$2")
      plots.append(
        PointedValues.plot(
          block: 0, at: ("(\(middle)*1e\(-x.prefix.exponent))", "3"),
          words: PointedValues.joined([edges, "number($3, ' values')"])))
      return ChartDrawing(
        settings: ChartMarker.titleSettings(title, marker, x) + ChartStyle.legend(names) + x.settings("x")
          + ["set ylabel 'Count in bin'", "set yrange [\(foot):*]"]
          + (countScale == .linear ? ["set autoscale yfixmax", "set offsets 0, 0, graph 0.05, 0"] : ["set logscale y"]),
        plots: plots, data: data)
    }
  }

  /// Where bars begin. A logarithmic axis has no zero; half a value stands for none there.
  private var foot: String { countScale == .linear ? "0" : "0.5" }
}
