import CrossbarPrimitives
import MemristorDevices
import Reporting

/// The files of a fit to measured sweeps.
public struct SweepFitReport: Sendable {
  public let fit: SweepFit

  public init(_ fit: SweepFit) { self.fit = fit }

  public func write(to folder: ResultFolder) async throws {
    try folder.write(fit.statisticsFile, to: "statistics.yaml")
    try await folder.draw(histogram(\.setVoltage, of: fit.setVoltage, ChartAxis("V_SET", unit: "V")), as: "v-set")
    try await folder.draw(histogram(\.resetVoltage, of: fit.resetVoltage, ChartAxis("|V_RESET|", unit: "V")), as: "v-reset")
    try await folder.draw(histogram(\.lowResistance, of: fit.lowResistance, ChartAxis("R_LRS", unit: "Ω")), as: "r-lrs")
    try await folder.draw(histogram(\.highResistance, of: fit.highResistance, ChartAxis("R_HRS", unit: "Ω")), as: "r-hrs")
    if let scatter = resistanceChart { try await folder.draw(scatter, as: "resistances") }
  }

  /// A line a sweep, with what kept it from showing a parameter.
  public static func parameterTable(_ readings: [SweepFit.Reading]) -> CSVTable {
    var table = CSVTable(header: [
      "file", "device", "cycle", "v_set_V", "v_reset_V", "r_lrs_ohm", "r_hrs_ohm", "remarks",
    ])
    for reading in readings {
      let found = reading.parameters
      table.append(
        reading.source, reading.device, reading.cycle, found.setVoltage, found.resetVoltage, found.lowResistance,
        found.highResistance, found.remarks.joined(separator: "; "))
    }
    return table
  }

  func histogram(
    _ path: KeyPath<SweepParameters, Double?>, of fit: DistributionFit, _ axis: ChartAxis
  ) -> HistogramChart {
    var axis = axis
    axis.scale = fit.kind == .logNormal ? .logarithmic : .linear
    let distribution = fit.distribution
    return HistogramChart(
      title: "\(axis.quantity) (\(self.fit.settings.name))", xAxis: axis,
      sample: ChartSample("sweeps", self.fit.readings.compactMap { $0.parameters[keyPath: path] }),
      curve: fit.standardDeviation > 0
        ? .init("\(fit.kind.rawValue) fit", cumulative: { distribution.cumulative($0) }) : nil)
  }

  /// R_HRS over R_LRS, with the lines of constant ratio: as in Fig. 3d of the paper. Nil where no sweep shows both.
  var resistanceChart: LineChart? {
    let points = fit.readings.compactMap { reading -> SIMD2<Double>? in
      guard let low = reading.parameters.lowResistance, let high = reading.parameters.highResistance else { return nil }
      return SIMD2(low, high)
    }
    guard let lowest = points.map(\.x).min(), let highest = points.map(\.x).max() else { return nil }
    let ends = [lowest / 1.5, highest * 1.5]
    let colours: [ChartColour] = [.grey, .orange, .vermilion]
    let lines = zip([100.0, 1000, 10_000], colours).map { ratio, colour in
      ChartSeries("ratio \(Int(ratio))", x: ends, y: ends.map { $0 * ratio }, isDashed: true, colour: colour)
    }
    return LineChart(
      title: "Resistances (\(fit.settings.name))", xAxis: ChartAxis("R_LRS", unit: "Ω", scale: .logarithmic),
      yAxis: ChartAxis("R_HRS", unit: "Ω", scale: .logarithmic),
      series: [ChartSeries("sweeps", points: points, mark: .points, colour: .blue)] + lines)
  }
}
