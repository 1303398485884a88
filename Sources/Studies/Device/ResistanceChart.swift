import Reporting

/// The two resistances of each sweep, with the lines of constant ratio: as in Fig. 3d of the paper.
enum ResistanceChart {
  /// - Parameter points: low resistance as x and high resistance as y, ohm.
  /// - Returns: nil without points.
  static func chart(title: String, points: [SIMD2<Double>]) -> LineChart? {
    guard let lowest = points.map(\.x).min(), let highest = points.map(\.x).max() else { return nil }
    let ends = [lowest / 1.5, highest * 1.5]
    let colours: [ChartColour] = [.grey, .orange, .vermilion]
    let lines = zip([(100.0, "10²"), (1000, "10³"), (10_000, "10⁴")], colours).map { ratio, colour in
      ChartSeries("ratio \(ratio.1)", x: ends, y: ends.map { $0 * ratio.0 }, isDashed: true, colour: colour)
    }
    return LineChart(
      title: title, xAxis: ChartAxis("R_LRS", unit: "Ω", scale: .logarithmic),
      yAxis: ChartAxis("R_HRS", unit: "Ω", scale: .logarithmic),
      series: [ChartSeries("sweeps", points: points, mark: .points, colour: .blue)] + lines)
  }
}
