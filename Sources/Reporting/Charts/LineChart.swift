/// Named points of a line chart, in SI units.
///
///     ChartSeries("median", points: medians, mark: .lineAndPoints, colour: .blue)
public struct ChartSeries: Hashable, Sendable {
  /// How the points are drawn: joined, as symbols, or both.
  public enum Mark: Hashable, Sendable {
    /// A line between successive points, a symbol at each point, or both.
    case line, points, lineAndPoints
  }

  /// For the legend; an empty name leaves the series out of it.
  public var name: String
  /// x and y; a point that is not finite interrupts the line.
  public var points: [SIMD2<Double>]
  /// Line, symbols or both; a line joins the points in their order.
  public var mark: Mark
  /// Dashes the line, as for intervals and thresholds.
  public var isDashed: Bool
  /// Nil for the next automatic colour.
  public var colour: ChartColour?
  /// Whether y refers to the chart's right axis.
  public var isOnRightAxis = false

  /// - Parameter points: x and y; a point that is not finite interrupts the line.
  public init(
    _ name: String, points: [SIMD2<Double>], mark: Mark = .line, isDashed: Bool = false, colour: ChartColour? = nil
  ) {
    self.name = name
    self.points = points
    self.mark = mark
    self.isDashed = isDashed
    self.colour = colour
  }

  /// From separate coordinates.
  /// - Precondition: as many y as x.
  public init(
    _ name: String, x: [Double], y: [Double], mark: Mark = .line, isDashed: Bool = false, colour: ChartColour? = nil
  ) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y make no points")
    self.init(name, points: zip(x, y).map { SIMD2($0, $1) }, mark: mark, isDashed: isDashed, colour: colour)
  }
}

/// Series over a common pair of axes: waveforms, current-voltage loops, sweeps over a parameter.
public struct LineChart: Chart, Hashable {
  public var title: String
  /// Shared by all series, those on the right axis included.
  public var xAxis: ChartAxis
  /// At the left, for all series without `isOnRightAxis`.
  public var yAxis: ChartAxis
  /// For the series with `isOnRightAxis`; nil where there are none.
  public var rightAxis: ChartAxis?
  /// In the order of the legend; later ones are drawn over earlier ones.
  public var series: [ChartSeries]
  /// A vertical line at a value of x; nil for none.
  public var marker: ChartMarker?

  /// Traps if a series is on the right axis and there is none.
  public init(
    title: String, xAxis: ChartAxis, yAxis: ChartAxis, rightAxis: ChartAxis? = nil, series: [ChartSeries],
    marker: ChartMarker? = nil
  ) {
    precondition(rightAxis != nil || !series.contains(where: \.isOnRightAxis), "a series on a right axis that is not there")
    self.title = title
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.rightAxis = rightAxis
    self.series = series
    self.marker = marker
  }

  public var drawing: ChartDrawing {
    get throws {
      let visible = series.contains { one in one.points.contains { xAxis.shows($0.x) && axis(of: one).shows($0.y) } }
      guard visible else {
        throw ReportingError.nothingToDraw(
          chart: title, reason: "no point that its axes can show (a log axis wants positive values)")
      }
      let (x, y) = layouts
      let right = rightAxis.map { layout($0, isRight: true) }
      return ChartDrawing(
        settings: ChartMarker.titleSettings(title, marker, x) + ChartStyle.legend(series.map(\.name)) + x.settings("x")
          + y.settings("y") + headroom + (right.map { $0.settings("y2") + ["set y2tics"] } ?? []),
        plots: plots(firstBlock: 0) + pointedValues(firstBlock: 0), data: data)
    }
  }

  /// The axes with the prefixes that suit the points.
  var layouts: (x: ChartAxisLayout, y: ChartAxisLayout) {
    (xAxis.layout(for: series.lazy.flatMap { $0.points.lazy.map(\.x) }), layout(yAxis, isRight: false))
  }

  /// The parts of the `plot` command, one for each series.
  /// - Parameter firstBlock: the index in the data file of the first series' block.
  func plots(firstBlock: Int) -> [String] {
    let (x, y) = layouts
    let right = rightAxis.map { layout($0, isRight: true) }
    return series.enumerated().map { index, one in
      let (column, axes) = one.isOnRightAxis ? ((right ?? y).column(2), "axes x1y2 ") : (y.column(2), "")
      return "data index \(firstBlock + index) using \(x.column(1)):\(column) \(axes)\(look(one, index)) \(legend(one))"
    }
  }

  /// What the series say under the pointer, as parts of the `plot` command.
  /// - Parameter firstBlock: as for `plots`.
  func pointedValues(firstBlock: Int) -> [String] {
    let (x, y) = layouts
    let right = rightAxis.map { layout($0, isRight: true) }
    return series.enumerated().map { index, one in
      let vertical = one.isOnRightAxis ? right ?? y : y
      let name = one.name.isEmpty ? "" : ChartText.quoted(one.name)
      return PointedValues.plot(
        block: firstBlock + index, every: PointedValues.step(points: one.points.count, curves: series.count),
        at: (x.column(1), vertical.column(2)),
        words: PointedValues.joined([name, xAxis.words("$1"), vertical.axis.words("$2")]),
        axes: one.isOnRightAxis ? "axes x1y2 " : "")
    }
  }

  /// One block of the data file for each series.
  var data: [ChartData] {
    series.map { one in
      ChartData(
        heading: "\(one.name): \(columnName(xAxis)), \(columnName(axis(of: one)))", rows: one.points.map { [$0.x, $0.y] })
    }
  }

  /// The y axis that a series refers to.
  private func axis(of series: ChartSeries) -> ChartAxis { series.isOnRightAxis ? rightAxis ?? yAxis : yAxis }

  private func layout(_ axis: ChartAxis, isRight: Bool) -> ChartAxisLayout {
    axis.layout(for: series.lazy.filter { $0.isOnRightAxis == isRight }.flatMap { $0.points.lazy.map(\.y) })
  }

  /// Keeps lines away from the upper and lower edge of the frame, where they would be mistaken for it.
  var headroom: [String] {
    guard yAxis.scale == .linear, yAxis.range == nil else { return [] }
    let values = series.lazy.filter { !$0.isOnRightAxis }.flatMap { $0.points.lazy.map(\.y) }.filter(\.isFinite)
    if let least = values.min(), let most = values.max(), most - least < 1e-4 * max(abs(least), abs(most)) {
      // Nearly the same everywhere: ticks between such values would all read the same.
      let room = 0.01 * max(abs(least), abs(most))
      return ["set yrange [\(layouts.y.position(least - room)):\(layouts.y.position(most + room))]"]
    }
    return ["set autoscale yfix", "set offsets 0, 0, graph 0.05, graph 0.05"]
  }

  /// Line and symbol of the n-th series.
  private func look(_ series: ChartSeries, _ index: Int) -> String {
    let colour = "linecolor rgb '\((series.colour ?? .automatic(index)).rawValue)'"
    let line = "linewidth 1.8 dashtype \(series.isDashed ? 2 : 1)"
    // Filled circle, square, triangle, diamond...: shapes tell the series apart where colours do not print.
    let point = "pointtype \([7, 5, 9, 13, 11][index % 5]) pointsize 0.7"
    return switch series.mark {
    case .line: "with lines \(line) \(colour)"
    case .points: "with points \(point) \(colour)"
    case .lineAndPoints: "with linespoints \(line) \(point) \(colour)"
    }
  }

  private func legend(_ series: ChartSeries) -> String {
    series.name.isEmpty ? "notitle" : "title \(ChartText.drawn(series.name))"
  }

  /// The heading of a column, with its unit.
  private func columnName(_ axis: ChartAxis) -> String { axis.unit.map { "\(axis.quantity) in \($0)" } ?? axis.quantity }
}
