import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records
import Reporting

/// The results of a statistics study: a histogram for each parameter, and R_HRS over R_LRS.
public struct StatisticsFindings: StudyFindings {
  /// As it was run; the charts draw the distributions of its kind of device.
  public let study: StatisticsStudy
  /// One per device.
  public let readings: [SweepReading]
  public let figures: StatisticsFigures

  init(study: StatisticsStudy, readings: [SweepReading]) {
    self.study = study
    self.readings = readings
    figures = StatisticsFigures(study.sweeps, readings)
  }

  public func writeData(to folder: ResultFolder) throws { try folder.write(RecordTable(readings), to: DeviceSweeps.table) }

  /// The median difference between drawn and extracted values of each parameter.
  public var headline: String? {
    let known = figures.comparisons.compactMap { name, comparison in
      comparison?.medianRelativeDifference.map { String(format: "\(name) within %.2f %%", 100 * $0) }
    }
    return known.isEmpty || !study.sweeps.kind.hasSpread
      ? nil : "Read off simulated sweeps, devices come back as drawn: \(known.joined(separator: ", ")) (medians)."
  }

  /// Set if no sweep shows any parameter.
  public var failure: String? {
    figures.comparisons.contains { $0.comparison != nil }
      ? nil
      : "no parameter shows in any of the sweeps: widen them with --max-voltage; \(DeviceSweeps.table) says what each lacks"
  }

  /// One line per parameter: logarithmic moments as drawn and as extracted, and their differences.
  public var text: String {
    let rows = figures.comparisons.compactMap { name, comparison -> String? in
      guard let comparison else { return nil }
      let (drawn, extracted) = (comparison.drawn, comparison.extracted)
      func number(_ value: Double?, _ format: String, _ width: Int) -> String {
        value.map { String(format: format, $0) } ?? column("-", width)
      }
      return "  " + column(name, 9) + number(drawn?.logMean, "%8.3f", 8) + " " + number(drawn?.logSD, "%7.3f", 7)
        + String(format: " %9.3f %7.3f ± %.3f ", extracted.logMean, extracted.logSD, extracted.standardError)
        + number(comparison.medianRelativeDifference.map { 100 * $0 }, "%8.2f %%", 10) + " "
        + number(comparison.worstRelativeDifference.map { 100 * $0 }, "%8.1f %%", 10) + String(format: " %6d", extracted.count)
    }
    let incomplete =
      figures.incomplete.isEmpty
      ? "" : "\n  \(figures.incomplete.count) sweeps do not show every parameter; \(DeviceSweeps.table) says why\n"
    return """
      \(figures.devices) devices swept at \(figures.sweepRate) (seed \(study.seed)); natural logarithms of V and ohm

                    drawn: mean, sd    extracted: mean, sd    median diff.  worst      n
      \(rows.joined(separator: "\n"))
      \(incomplete)\(readings.failureText)
      """
  }

  public var charts: [NamedChart] {
    let histograms = [
      histogram("v-set", "V_SET", "V", .setVoltage) { $0.vSET?.si },
      histogram("v-reset", "-V_RESET", "V", .resetVoltage) { $0.vRESET?.si },
      histogram("r-lrs", "R_LRS", "Ω", .lowResistance) { $0.rLRS?.si },
      histogram("r-hrs", "R_HRS", "Ω", .highResistance) { $0.rHRS?.si },
    ]
    let points = readings.compactMap { reading -> SIMD2<Double>? in
      guard let low = reading.rLRS, let high = reading.rHRS else { return nil }
      return SIMD2(low.si, high.si)
    }
    let resistances = ResistanceChart.chart(title: "Resistance states of \(points.count) simulated devices", points: points)
    return (histograms + [resistances.map { NamedChart("resistances", $0) }]).compactMap { $0 }
  }

  /// The extracted values with the device's distribution of that parameter; nil where no sweep shows it.
  private func histogram(
    _ name: String, _ label: String, _ unit: String, _ role: DeviceRole, _ value: (SweepReading) -> Double?
  ) -> NamedChart? {
    let values = readings.compactMap(value)
    if values.isEmpty { return nil }
    return NamedChart(
      "histogram-\(name)",
      HistogramChart(
        title: "\(label) of \(values.count) simulated devices", xAxis: ChartAxis(label, unit: unit, scale: .logarithmic),
        sample: ChartSample("extracted from sweeps", values),
        curve: study.sweeps.kind.distribution(of: role).map { distribution in
          HistogramChart.FittedCurve("statistics of \(study.sweeps.kind.name)") { distribution.cumulative($0) }
        }))
  }
}

/// The two resistances of each sweep, with lines of constant ratio, as in Fig. 3d of the paper.
enum ResistanceChart {
  /// - Parameter points: R_LRS as x and R_HRS as y, in ohm.
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
