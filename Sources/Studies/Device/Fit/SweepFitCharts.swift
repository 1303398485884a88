import CrossbarPrimitives
import Foundation
import MemristorDevices
import Reporting

extension SweepFitFindings {
  /// Loops of measurement and model, each figure on probability paper with its fit, and R_HRS over R_LRS.
  public var charts: [NamedChart] {
    let papers = fitted.map { figure, unit, fit in
      NamedChart(
        figure.role.symbol.lowercased().replacing("_", with: "-"), probabilityPaper(figure, fit, unit: unit == "ohm" ? "Ω" : unit)
      )
    }
    let points = fit.readings.compactMap { reading -> SIMD2<Double>? in
      guard let low = reading.counted?.lowResistance, let high = reading.counted?.highResistance else { return nil }
      return SIMD2(low, high)
    }
    let resistances = ResistanceChart.chart(title: "Resistances (\(fit.settings.name))", points: points)
    let models = loops?.charts(fit.settings.name, model: fit.settings.base.name) ?? []
    return models + pulseCharts + papers + (resistances.map { [NamedChart("resistances", $0)] } ?? [])
  }

  /// Switching times over the amplitude, as seen and as the fitted equations have them.
  private var pulseCharts: [NamedChart] {
    guard let (measured, pulses) = fit.pulses else { return [] }
    func points(_ keep: (PulseMeasurement) -> Double?) -> [SIMD2<Double>] {
      measured.compactMap { pulse in keep(pulse).map { SIMD2(pulse.amplitude, $0) } }
    }
    let seen = points { if case .switchedAfter(let time) = $0.outcome { time } else { nil } }
    let switched = points { $0.outcome == .switched(true) ? $0.width : nil }
    let not = points { $0.outcome == .switched(false) ? $0.width : nil }
    let series = [
      ChartSeries("switching time", points: seen, mark: .points, colour: .blue),
      ChartSeries("width that switched", points: switched, mark: .points, colour: .green),
      ChartSeries("width that did not", points: not, mark: .points, colour: .vermilion),
      ChartSeries("median device", points: pulses.curve, mark: .line, colour: .black),
    ].filter { !$0.points.isEmpty }
    return [
      NamedChart(
        "speed",
        LineChart(
          title: "Speed (\(fit.settings.name))", xAxis: ChartAxis("Amplitude", unit: "V"),
          yAxis: ChartAxis("Time", unit: "s", scale: .logarithmic), series: series))
    ]
  }

  /// The sample, the fitted distribution and the band in which its quantiles lie with 95 %. The paper makes a distribution
  /// of the fitted kind a straight line.
  private func probabilityPaper(
    _ figure: SwitchingStatistics.Figure, _ fit: DistributionFit, unit: String
  ) -> CumulativeDistributionChart {
    let counted = self.fit.readings.compactMap(\.counted)
    let values = counted.compactMap { $0.value(of: figure.role) }
    let bounds = counted.compactMap { $0.lowerBound(of: figure.role) }
    var sample = ChartSample("sweeps", values, colour: .blue)
    sample.probabilities = PlottingPositions.probabilities(values, lowerBounds: bounds)
    let quantity = figure.role == .resetVoltage ? "|V_RESET|" : figure.role.symbol
    let axis = ChartAxis(quantity, unit: unit, scale: fit.kind == .logNormal ? .logarithmic : .linear)
    var chart = CumulativeDistributionChart(
      title: "\(quantity) (\(self.fit.settings.name))", xAxis: axis, samples: [sample])
    guard fit.standardDeviation > 0 else { return chart }
    let reach = 2.5 + 0.25 * log(Double(max(values.count, 10)) / 10)
    let scores = stride(from: -reach, through: reach, by: reach / 40)
    func line(_ name: String, _ sign: Double) -> ChartSeries {
      let points = scores.map { score -> SIMD2<Double> in
        let error = (fit.meanError * fit.meanError + score * score * fit.standardDeviationError * fit.standardDeviationError)
          .squareRoot()
        let place = fit.mean + score * fit.standardDeviation + sign * 1.96 * error
        return SIMD2(fit.kind == .logNormal ? exp(place) : place, erfc(-score / 2.0.squareRoot()) / 2)
      }
      return ChartSeries(
        name, points: points.filter { axis.scale == .linear || $0.x > 0 }, isDashed: sign != 0, colour: sign == 0 ? .black : .grey
      )
    }
    chart.curves = [line("\(fit.kind.rawValue) fit", 0), line("95 % band", -1), line("", 1)]
    return chart
  }
}
