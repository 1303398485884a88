import CrossbarPrimitives
import Foundation
import Testing

@testable import Reporting

@Suite struct ChartContentTests {
  @Test func refusesChartsWithNothingToSee() {
    let axis = ChartAxis("Resistance", scale: .logarithmic)
    let charts: [any Chart] = [
      HeatMap(title: "empty", values: Grid<Double?>(rows: 2, columns: 2, repeating: nil), colourAxis: axis),
      HeatMap(title: "empty", values: Grid<Double>(rows: 0, columns: 0, repeating: 1), colourAxis: axis),
      LineChart(title: "empty", xAxis: axis, yAxis: axis, series: [ChartSeries("s", x: [1, -1], y: [-1, 1])]),
      CumulativeDistributionChart(title: "empty", xAxis: axis, samples: [ChartSample("s", [0, -1, .nan, .infinity])]),
      HistogramChart(title: "empty", xAxis: axis, sample: ChartSample("s", [])),
      StackedLineChart(
        title: "empty", xAxis: axis, panels: [.init(yAxis: axis, series: [ChartSeries("s", x: [1], y: [-1])])]),
      ParameterMaps(
        title: "empty",
        panels: [
          .init("p", values: Grid(rows: 1, columns: 1, repeating: nil), outlined: Grid(rows: 1, columns: 1, repeating: true))
        ], rows: .init("r", values: ["1"]), columns: .init("c", values: ["1"]), colourAxis: axis, outlineName: "o",
        markName: "m"),
      ConfusionMatrixChart(title: "empty", counts: Grid(rows: 1, columns: 1, repeating: 0), classNames: ["a"]),
    ]
    for chart in charts {
      let error = #expect(throws: ReportingError.self) { try chart.drawing }
      #expect(error?.description.hasPrefix("the chart 'empty' has nothing to draw: ") == true)
    }
  }

  @Test func mapLeavesOutWhatItsScaleCannotShow() throws {
    let values = Grid<Double?>(rows: 2, columns: 3) { [[1e-6, nil, 0], [.nan, 2e-6, -1]][$0][$1] }
    let logarithmic = HeatMap(title: "map", values: values, colourAxis: ChartAxis("I", unit: "A", scale: .logarithmic))
    #expect(try logarithmic.drawing.dataText == "# I in A, a line for each row\n1e-06 NaN NaN\nNaN 2e-06 NaN\n")
    let linear = HeatMap(title: "map", values: values, colourAxis: ChartAxis("I", unit: "A"))
    #expect(try linear.drawing.dataText == "# I in A, a line for each row\n1e-06 NaN 0\nNaN 2e-06 -1\n")
  }

  @Test func largeSamplesKeepTheirTails() throws {
    let chart = CumulativeDistributionChart(
      title: "large", xAxis: ChartAxis("x"), samples: [ChartSample("s", (1...100_000).map(Double.init).shuffled())])
    let lines = try chart.drawing.dataText.split(separator: "\n").dropFirst()
    #expect(lines.count < 2000)
    #expect(lines.prefix(3) == ["1 5e-06", "2 1.5e-05", "3 2.5e-05"])
    #expect(lines.last == "100000 0.999995")
  }

  @Test func histogramCountsEveryValueOnce() throws {
    let bins = try #require(HistogramBins([0, 0.5, 1, 1.5, 2], count: 2))
    #expect(bins.counts == [2, 3] && bins.edge(0) == 0 && bins.edge(2) == 2)
    #expect(HistogramBins([3, 3], count: nil)?.counts.reduce(0, +) == 2)
    #expect(HistogramBins([], count: 3) == nil)
  }

  @Test func outlinesShareTheBinsOfTheBars() throws {
    var chart = HistogramChart(title: "two", xAxis: ChartAxis("x"), sample: ChartSample("bars", [0, 1, 1]), binCount: 2)
    chart.outlines = [ChartSample("steps", [3, 4])]
    let drawing = try chart.drawing
    #expect(drawing.dataText.hasPrefix("# bars: lower edge, upper edge, count\n0 2 3\n2 4 0\n"))
    #expect(drawing.dataText.hasSuffix("# steps: lower edge, count\n0 0\n0 0\n2 2\n4 0\n"))
  }

  @Test func seriesOfTheRightAxisAreDrawnOnIt() throws {
    let plots = try ExampleCharts.twoAxes.drawing.panels.flatMap(\.plots)
    #expect(plots.map { $0.contains("axes x1y2") } == [false, true, false, true], "curves, and what they say")
  }

  @Test func sameChartGivesSameBytes() throws {
    for (name, chart) in ExampleCharts.all {
      let (first, second) = (try chart.drawing, try chart.drawing)
      #expect(first.script(named: name) == second.script(named: name) && first.dataText == second.dataText)
    }
  }

  @Test(arguments: [
    (519, "519 Ω"), (10e3, "10 kΩ"), (1e-6, "1 µΩ"), (100e-6, "100 µΩ"), (0, "0 Ω"), (-0.0025, "-2.5 mΩ"), (1.1e6, "1.1 MΩ"),
  ])
  func prefixesSuitTheValue(value: Double, text: String) { #expect(SIPrefix.text(value, unit: "Ω") == text) }

  @Test(arguments: [
    ("it's", "'it''s'"), ("two\nlines\t\u{2028}x", "'two lines  x'"), (#"back\slash "q" `c`"#, #"'back\slash "q" `c`'"#),
  ])
  func textStaysInItsQuotes(text: String, quoted: String) { #expect(ChartText.quoted(text) == quoted) }

  /// Values that no bin or tick parts.
  @Test(arguments: [
    [0, .leastNonzeroMagnitude], [1, 1.0000000000000002], [-1e308, 1e308], [1e-300, 2e-300], [-0.0, 0], [.leastNonzeroMagnitude],
    [1e300, 1.1e300],
  ])
  func degenerateValuesAreDrawn(values: [Double]) throws {
    for scale in [ChartAxis.Scale.linear, .logarithmic] where values.contains(where: { $0 > 0 }) || scale == .linear {
      let axis = ChartAxis("x", unit: "V", scale: scale)
      for count in [nil, 1, 2000] {
        let histogram = HistogramChart(title: "h", xAxis: axis, sample: ChartSample("s", values), binCount: count)
        #expect(try !histogram.drawing.data.isEmpty)
        #expect(HistogramBins(values, count: count)?.counts.reduce(0, +) == values.count)
      }
      let map = HeatMap(title: "m", values: Grid(rows: 1, columns: values.count) { values[$1] }, colourAxis: axis)
      #expect(try !map.drawing.data.isEmpty)
    }
  }
}
