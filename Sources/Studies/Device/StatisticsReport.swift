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
    let histograms = [
      histogram("v-set", "V_SET", "V", \.setVoltage, .setVoltage),
      histogram("v-reset", "-V_RESET", "V", \.resetVoltage, .resetVoltage),
      histogram("r-lrs", "R_LRS", "Ω", \.lowResistance, .lowResistance),
      histogram("r-hrs", "R_HRS", "Ω", \.highResistance, .highResistance),
    ]
    let points = result.loops.compactMap { loop -> SIMD2<Double>? in
      guard let low = loop.extracted.lowResistance, let high = loop.extracted.highResistance else { return nil }
      return SIMD2(low, high)
    }
    let resistances = ResistanceChart.chart(
      title: "Resistance states of \(points.count) simulated devices", points: points)
    return (histograms + [resistances.map { NamedChart("resistances", $0) }]).compactMap { $0 }
  }

  private func histogram(
    _ name: String, _ label: String, _ unit: String, _ path: KeyPath<SweepParameters, Double?>,
    _ role: DeviceRole
  ) -> NamedChart? {
    let values = result.loops.compactMap { $0.extracted[keyPath: path] }
    if values.isEmpty { return nil }
    return NamedChart(
      "histogram-\(name)",
      HistogramChart(
        title: "\(label) of \(values.count) simulated devices", xAxis: ChartAxis(label, unit: unit, scale: .logarithmic),
        sample: ChartSample("extracted from sweeps", values),
        curve: result.experiment.kind.distribution(of: role).map { distribution in
          HistogramChart.FittedCurve("statistics of \(result.experiment.kind.name)") { distribution.cumulative($0) }
        }))
  }
}
