/// Line charts one above the other over a common x axis, as an oscilloscope shows quantities of different units.
public struct StackedLineChart: Chart, Hashable {
  /// One y axis with its series; the x axis is shared.
  public struct Panel: Hashable, Sendable {
    /// At the left of the panel; its SI prefix suits this panel alone.
    public var yAxis: ChartAxis
    /// None may be on a right axis, which panels do not have: drawing it traps.
    public var series: [ChartSeries]

    /// Needs a series with a point that the axes can show, since gnuplot draws no empty panel.
    public init(yAxis: ChartAxis, series: [ChartSeries]) {
      self.yAxis = yAxis
      self.series = series
    }
  }

  public var title: String
  /// Without a range it spans the points of all panels.
  public var xAxis: ChartAxis
  /// From top to bottom.
  public var panels: [Panel]

  /// The first panel is drawn at the top; the picture's height grows with their number.
  public init(title: String, xAxis: ChartAxis, panels: [Panel]) {
    self.title = title
    self.xAxis = xAxis
    self.panels = panels
  }

  // In points, as in the other frames.
  private static let panelHeight = 190.0
  private static let gap = 30.0
  private static let topMargin = 92.0
  private static let bottomMargin = 84.0
  private static let leftMargin = 96.0
  private static let rightMargin = 34.0
  private static let width = 800.0

  /// Grows with the number of panels.
  private var height: Double {
    Self.topMargin + Self.bottomMargin + Double(panels.count) * (Self.panelHeight + Self.gap) - Self.gap
  }

  public var drawing: ChartDrawing {
    get throws {
      let points = panels.flatMap { panel in
        panel.series.flatMap { $0.points.filter { xAxis.shows($0.x) && panel.yAxis.shows($0.y) } }
      }
      guard let first = points.map(\.x).min(), let last = points.map(\.x).max() else {
        throw ReportingError.nothingToDraw(chart: title, reason: "no point that its axes can show")
      }
      var common = xAxis
      common.range = xAxis.range ?? Self.roomy(first, last, xAxis.scale)
      let charts = panels.map { LineChart(title: "", xAxis: common, yAxis: $0.yAxis, series: $0.series) }
      var blocks = 0
      let drawn = charts.enumerated().map { index, chart in
        defer { blocks += chart.series.count }
        return ChartPanel(
          settings: settings(chart, index), plots: chart.plots(firstBlock: blocks) + chart.pointedValues(firstBlock: blocks))
      }
      return ChartDrawing(
        settings: [], panels: drawn, data: charts.flatMap(\.data),
        size: ChartSize(width: Int(Self.width), height: Int(height.rounded())))
    }
  }

  /// From the first to the last point. A linear axis gets a sixtieth more at both ends, so that edges there do not fall
  /// on the frame.
  private static func roomy(_ first: Double, _ last: Double, _ scale: ChartAxis.Scale) -> ClosedRange<Double> {
    guard last > first else { return first...first + 1 }
    return scale == .linear ? first - (last - first) / 60...last + (last - first) / 60 : first...last
  }

  /// Commands for the n-th panel; the title comes with the first, the x labels with the last.
  private func settings(_ chart: LineChart, _ index: Int) -> [String] {
    let isLast = index == panels.count - 1
    let top = height - Self.topMargin - Double(index) * (Self.panelHeight + Self.gap)
    let (x, y) = chart.layouts
    var lines =
      index == 0
      ? ["set label 1 \(ChartText.drawn(title)) at screen 0.5, screen \(up(height - 24)) center font ',17'"] : ["unset label 1"]
    lines += [
      // gnuplot keeps the settings of the previous panel.
      "unset logscale", "set format '%h'", "set autoscale y", "set offsets 0, 0, 0, 0", "unset xlabel",
      "set lmargin at screen \((Self.leftMargin / Self.width).chartText)",
      "set rmargin at screen \((1 - Self.rightMargin / Self.width).chartText)",
      "set tmargin at screen \(up(top))", "set bmargin at screen \(up(top - Self.panelHeight))",
      // Names stand above their panel, where they cover no data.
      chart.series.contains { !$0.name.isEmpty }
        ? "set key at graph 0.5, graph 1.03 center bottom horizontal maxrows 1 noenhanced reverse Left samplen 3 width 1"
        : "unset key",
    ]
    lines += x.settings("x") + y.settings("y") + chart.headroom
    return lines + (isLast ? [] : ["set format x ''", "unset xlabel"])
  }

  /// Points from the lower edge as a share of the picture's height.
  private func up(_ points: Double) -> String { (points / height).chartText }
}
