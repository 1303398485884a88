import CrossbarPrimitives
import MemristorDevices
import Reporting

/// The files of a fit to measured sweeps.
public struct SweepFitReport: RunReport {
  public let fit: SweepFit

  public init(_ fit: SweepFit) { self.fit = fit }

  public func writeData(to folder: ResultFolder) throws { try folder.write(fit.deviceDescription, to: SweepFit.descriptionName) }

  public var charts: [NamedChart] {
    let histograms = [
      NamedChart("v-set", histogram(\.setVoltage, of: fit.setVoltage, ChartAxis("V_SET", unit: "V"))),
      NamedChart("v-reset", histogram(\.resetVoltage, of: fit.resetVoltage, ChartAxis("|V_RESET|", unit: "V"))),
      NamedChart("r-lrs", histogram(\.lowResistance, of: fit.lowResistance, ChartAxis("R_LRS", unit: "Ω"))),
      NamedChart("r-hrs", histogram(\.highResistance, of: fit.highResistance, ChartAxis("R_HRS", unit: "Ω"))),
    ]
    let points = fit.readings.compactMap { reading -> SIMD2<Double>? in
      guard let low = reading.parameters.lowResistance, let high = reading.parameters.highResistance else { return nil }
      return SIMD2(low, high)
    }
    let resistances = ResistanceChart.chart(title: "Resistances (\(fit.settings.name))", points: points)
    return histograms + (resistances.map { [NamedChart("resistances", $0)] } ?? [])
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
}
