import CrossbarPrimitives
import MemristorDevices
import Reporting

/// The files of a statistics run: tables, a histogram for each parameter, and R_HRS against R_LRS.
public struct StatisticsReport: RunReport {
  public let result: SweepResult

  public init(_ result: SweepResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(SweepReport(result).parameterTable, to: "parameters.csv")
  }

  public var charts: [NamedChart] {
    let statistics = result.experiment.statistics
    let histograms = [
      histogram("v-set", "V_SET", "V", \.setVoltage, statistics.setVoltage),
      histogram("v-reset", "-V_RESET", "V", \.resetVoltage, statistics.resetVoltage),
      histogram("r-lrs", "R_LRS", "Ω", \.lowResistance, statistics.lowResistance),
      histogram("r-hrs", "R_HRS", "Ω", \.highResistance, statistics.highResistance),
    ]
    return (histograms + [resistanceChart.map { NamedChart("resistances", $0) }]).compactMap { $0 }
  }

  private func histogram(
    _ name: String, _ label: String, _ unit: String, _ path: KeyPath<SweepParameters, Double?>,
    _ distribution: ParameterDistribution
  ) -> NamedChart? {
    let values = result.loops.compactMap { $0.extracted[keyPath: path] }
    if values.isEmpty { return nil }
    return NamedChart(
      "histogram-\(name)",
      HistogramChart(
        title: "\(label) of \(values.count) simulated devices", xAxis: ChartAxis(label, unit: unit, scale: .logarithmic),
        sample: ChartSample("extracted from sweeps", values),
        curve: HistogramChart.FittedCurve("statistics of \(result.experiment.statistics.name)") {
          distribution.cumulative($0)
        }))
  }

  /// Fig. 3d of the paper: each device's two resistances, and the lines of equal ratio.
  var resistanceChart: LineChart? {
    let points = result.loops.compactMap { loop -> SIMD2<Double>? in
      guard let low = loop.extracted.lowResistance, let high = loop.extracted.highResistance else { return nil }
      return SIMD2(low, high)
    }
    guard let lowest = points.map(\.x).min(), let highest = points.map(\.x).max() else { return nil }
    let lines = [(1e2, "10²"), (1e3, "10³"), (1e4, "10⁴")].map { ratio, name in
      ChartSeries(
        "ratio \(name)", points: [SIMD2(lowest, lowest * ratio), SIMD2(highest, highest * ratio)], isDashed: true)
    }
    return LineChart(
      title: "Resistance states of \(points.count) simulated devices",
      xAxis: ChartAxis("R_LRS", unit: "Ω", scale: .logarithmic), yAxis: ChartAxis("R_HRS", unit: "Ω", scale: .logarithmic),
      series: [ChartSeries("devices", points: points, mark: .points, colour: .black)] + lines)
  }
}
