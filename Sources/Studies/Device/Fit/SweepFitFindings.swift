import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records
import Reporting

/// The results of a fit to measured sweeps: the device's description as a file, and charts of sample and fit.
public struct SweepFitFindings: StudyFindings {
  /// With the readings, which are the samples in the charts.
  public let fit: SweepFit
  public let figures: SweepFitFigures

  /// The findings of a fit that is done; its figures are taken at once, and nothing is written.
  public init(_ fit: SweepFit) {
    self.fit = fit
    figures = SweepFitFigures(fit)
  }

  /// Writes `device.yaml`; the study has already written the table of readings.
  public func writeData(to folder: ResultFolder) throws { try folder.write(fit.deviceDescription, to: SweepFit.descriptionName) }

  public var headline: String? {
    let medians = parameters.map { String(format: "\($0.name) %.4g \($0.unit)", $0.fit.distribution.median) }
    return "Medians of the fitted distributions: \(medians.joined(separator: ", "))."
  }

  /// One line per parameter: distribution, median, mean and standard deviation with their errors; then the incomplete
  /// sweeps.
  public var text: String {
    var lines = [
      "\(figures.sweeps) sweep\(figures.sweeps == 1 ? "" : "s") of \(figures.devices) device\(figures.devices == 1 ? "" : "s")",
      "",
      "            distribution   median        mean            sd              n     fits",
    ]
    lines += parameters.map { name, unit, fit in
      let fits = fit.goodnessOfFit.map { String(format: "p = %.2g%@", $0.pValue, $0.pValue < 0.05 ? "  (poorly)" : "") }
      return "  " + column(name, 10) + column(fit.kind.rawValue, 15)
        + column(String(format: "%.4g \(unit)", fit.distribution.median), 14)
        + column(String(format: "%.4g ± %.2g", fit.mean, fit.meanError), 16)
        + column(String(format: "%.4g ± %.2g", fit.standardDeviation, fit.standardDeviationError), 16)
        + column("\(fit.count)", 6) + (fits ?? "not told")
    }
    lines += ["", "  mean and sd of the natural logarithm where log-normal; ± standard error; p after Anderson and Darling"]
    if let share = fit.cycleShare { lines.append(String(format: "  share of the variance from cycle to cycle  %.2f", share)) }
    return (lines + failureLines + ["  \(SweepFit.descriptionName) is what --device takes"]).joined(separator: "\n")
  }

  /// The sweeps that do not show every parameter, by reason; empty if all do.
  private var failureLines: [String] {
    let failed = fit.failed
    guard !failed.isEmpty else { return [] }
    let remarks = SweepFit.remarks(failed)
    var lines = [
      "", "  \(failed.count) of them do\(failed.count == 1 ? "es" : "") not show all four (\(SweepFit.table) says which):",
    ]
    lines += remarks.prefix(6).map { "  \($0.count) x  \($0.remark)" }
    if remarks.count > 6 { lines.append("  and \(remarks.count - 6) more reasons") }
    let bounds = fit.setVoltage.censoredCount + fit.resetVoltage.censoredCount
    if bounds > 0 {
      lines.append("  \(bounds) voltages beyond the end of their sweep are in the fit with what is known of them: the end.")
    }
    return lines
  }

  /// The four fits with their names and units.
  private var parameters: [(name: String, unit: String, fit: DistributionFit)] {
    [
      ("V_SET", "V", fit.setVoltage), ("V_RESET", "V", fit.resetVoltage), ("R_LRS", "ohm", fit.lowResistance),
      ("R_HRS", "ohm", fit.highResistance),
    ]
  }

  /// A histogram with its fit for each parameter, and R_HRS over R_LRS.
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

  /// One parameter's sample with its fitted distribution, on a logarithmic axis where that is log-normal.
  private func histogram(
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

/// One measured sweep, with the reasons why a parameter could not be read: a row of `parameters.csv`.
struct MeasuredReading: Codable, Sendable {
  var file, device, cycle: String
  var vSET, vRESET: Voltage?
  var rLRS, rHRS: Resistance?
  var remarks: String
}

extension SweepFit {
  /// One row per sweep, in their order.
  static func rows(_ readings: [Reading]) -> [MeasuredReading] {
    readings.map { reading in
      let found = reading.parameters
      return MeasuredReading(
        file: reading.source, device: reading.device, cycle: reading.cycle, vSET: found.setVoltage.map { .volts($0) },
        vRESET: found.resetVoltage.map { .volts($0) }, rLRS: found.lowResistance.map { .ohms($0) },
        rHRS: found.highResistance.map { .ohms($0) }, remarks: found.remarks.joined(separator: "; "))
    }
  }
}
