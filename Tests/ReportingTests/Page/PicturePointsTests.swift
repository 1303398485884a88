import CrossbarPrimitives
import Foundation
import Testing

@testable import Reporting

@Suite struct PicturePointsTests {
  private func points(of chart: some Chart) async throws -> PicturePoints {
    try await withTemporaryFolder { base in
      try await ResultFolder(opening: base).draw(chart, as: "chart")
      return PicturePoints(svg: try String(contentsOfFile: base + "/chart.svg", encoding: .utf8))
    }
  }

  @Test func curvesSayTheirValues() async throws {
    let chart = LineChart(
      title: "loop", xAxis: ChartAxis("Voltage", unit: "V"), yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic),
      series: [ChartSeries("it's <a> & {b}_c", x: [-0.2, 0, 1.5], y: [5.19e-5, 0, 1e-3]), ChartSeries("", x: [1], y: [2e-9])])
    let found = try await points(of: chart)
    #expect(
      found.points.map(\.text) == [
        "it's <a> & {b}_c, Voltage −200 mV, |Current| 51.9 µA", "it's <a> & {b}_c, Voltage 1.5 V, |Current| 1 mA",
        "Voltage 1 V, |Current| 2 nA",
      ])
    #expect(found.picture.hasSuffix("</svg>\n\n") && !found.picture.contains("class=\"value\""))
    // Two points of one voltage axis: the larger voltage stands further right, in proportion.
    let (left, right, other) = (found.points[0].x, found.points[1].x, found.points[2].x)
    #expect(abs((other - left) / (right - left) - 1.2 / 1.7) < 0.01)
  }

  @Test func mapsSayTheirCells() async throws {
    let map = HeatMap(
      title: "map", values: Grid<Double?>(rows: 2, columns: 2) { $0 + $1 == 0 ? nil : 1e-6 * Double($0 + 1) },
      colourAxis: ChartAxis("Read current", unit: "A"))
    #expect(
      try await points(of: map).points.map(\.text) == [
        "Word line 0, Bit line 0, Read current none", "Word line 0, Bit line 1, Read current 1 µA",
        "Word line 1, Bit line 0, Read current 2 µA", "Word line 1, Bit line 1, Read current 2 µA",
      ])
    let maps = try await points(of: ExampleCharts.parameterMaps)
    #expect(maps.points.count == 3 * 8 * 5)
    #expect(maps.points.last?.text == "20 ms, Amplitude 8 V, Gate voltage 1.3 V, Success 98 %")
  }

  /// gnuplot's own formats say 1000 µA for 1e-6 A.
  @Test func prefixesSuitTheirNumbers() async throws {
    let values = [1e-12, 1e-9, 1e-6, 1e-3, 1, 999.9, 1e3, 1e6, 2.5e7]
    let chart = LineChart(
      title: "powers", xAxis: ChartAxis("x"), yAxis: ChartAxis("Current", unit: "A", scale: .logarithmic),
      series: [ChartSeries("", x: values.indices.map(Double.init), y: values)])
    let said = try await points(of: chart).points.compactMap { $0.text.components(separatedBy: "Current ").last }
    #expect(said == ["1 pA", "1 nA", "1 µA", "1 mA", "1 A", "999.9 A", "1 kA", "1 MA", "25 MA"])
  }

  @Test func distributionsSayTheirShares() async throws {
    let chart = CumulativeDistributionChart(
      title: "cdf", xAxis: ChartAxis("Read resistance", unit: "Ω", scale: .logarithmic),
      samples: [ChartSample("LRS", [500, 1500])])
    #expect(
      try await points(of: chart).points.map(\.text) == [
        "LRS, Read resistance 500 Ω, 25 % lie below", "LRS, Read resistance 1.5 kΩ, 75 % lie below",
      ])
  }

  @Test func largePicturesSayWhatTheyCan() async throws {
    #expect(try await points(of: ExampleCharts.conductances).points.isEmpty, "4096 cells")
    #expect(try await points(of: ExampleCharts.cumulativeDistribution(count: 78_000)).points.count < 400)
  }
}
