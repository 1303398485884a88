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
  /// Some of the loops with the model's over them; nil where the equations cannot be compiled.
  let loops: ModelLoops?

  /// The findings of a fit that is done; its figures are taken at once, and nothing is written.
  init(_ fit: SweepFit, loops: ModelLoops? = nil) {
    self.fit = fit
    self.loops = loops
    var figures = SweepFitFigures(fit)
    figures.modelMisfit = loops?.misfit
    self.figures = figures
  }

  /// Writes `device.yaml`; the study has already written the table of readings.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(fit.deviceDescription, to: MemristorDevice.fittedName)
  }

  public var headline: String? {
    if fit.readings.isEmpty {
      return "The fitted device switches as fast as \(fit.pulses?.measured.count ?? 0) measured pulses say; all else is that of "
        + "\(fit.settings.base.name)."
    }
    func median(_ role: DeviceRole) -> Double? { fitted.first { $0.figure.role == role }?.fit.distribution.median }
    let medians = SwitchingSentence(
      set: median(.setVoltage).map { .volts($0) }, reset: median(.resetVoltage).map { .volts($0) },
      low: median(.lowResistance).map { .ohms($0) }, high: median(.highResistance).map { .ohms($0) },
      isLowBound: fitted.contains { $0.figure.role == .lowResistance && $0.figure.isBound })
    return medians.text(of: "The measured device", basis: "medians fitted to \(figures.sweeps) sweeps")
  }

  /// One line per parameter: distribution, median, mean and standard deviation with their errors; then what they have to
  /// do with each other, what was not told, and the incomplete sweeps.
  public var text: String { textLines.joined(separator: "\n") }

  private var textLines: [String] {
    (fit.readings.isEmpty ? ["\(fit.pulses?.measured.count ?? 0) pulses"] : sweepLines) + modelLines + pulseLines + untoldLines
      + failureLines + ["  \(MemristorDevice.fittedName) is what --device takes"]
  }

  /// The figures read off the sweeps and their distributions.
  private var sweepLines: [String] {
    var lines = [
      "\(figures.sweeps) sweep\(figures.sweeps == 1 ? "" : "s") of \(figures.devices) device\(figures.devices == 1 ? "" : "s")",
      "",
    ]
    if fitted.isEmpty { return lines }
    lines.append("            distribution   median        mean            sd              n     fits")
    lines += fitted.map { figure, unit, fit in
      let fits = fit.goodnessOfFit.map { String(format: "p = %.2g%@", $0.pValue, $0.pValue < 0.05 ? "  (poorly)" : "") }
      return "  " + column(figure.role.symbol, 10) + column(fit.kind.rawValue, 15)
        + column((figure.isBound ? "below " : "") + String(format: "%.4g \(unit)", fit.distribution.median), 14)
        + column(String(format: "%.4g ± %.2g", fit.mean, fit.meanError), 16)
        + column(String(format: "%.4g ± %.2g", fit.standardDeviation, fit.standardDeviationError), 16)
        + column("\(fit.count)", 6) + (fits ?? "not told")
    }
    lines += ["", "  mean and sd of the natural logarithm where log-normal; ± standard error; p after Anderson and Darling"]
    if let share = fit.cycleShare { lines.append(String(format: "  share of the variance from cycle to cycle  %.2f", share)) }
    lines += correlationLines
    if let forming = figures.forming {
      let voltage = fit.forming?.voltage.map { String(format: ": V_FORM %.3g V", $0.distribution.median) } ?? ""
      lines.append("  \(forming.sweeps) forming sweeps, apart from the others\(voltage)")
    }
    if let remark = figures.formingRemark { lines.append("  \(remark)") }
    return lines
  }

  private static func shown(_ value: Double, _ role: DeviceRole) -> String {
    String(format: role == .setVoltage || role == .resetVoltage ? "%.4g V" : "%.4g ohm", value)
  }

  /// Of the four figures, those that are not told or only partly.
  private var untoldLines: [String] {
    guard fit.model == nil, !fit.readings.isEmpty else { return [] }
    return fit.statistics.figures.compactMap { figure in
      figure.remark.map {
        "  \(figure.role.symbol)"
          + (figure.value.map { value in " \(Self.shown(value, figure.role))" }
            ?? (figure.fit == nil ? " is not told and stays that of \(fit.settings.base.name)" : "")) + ": \($0)"
      }
    }
  }

  /// The parameters of a model fitted to the loops, and how far its loops are from those measured.
  private var modelLines: [String] {
    var lines: [String] = []
    if let model = fit.model {
      lines += ["", "  \(fit.settings.base.name), fitted to \(model.loops.count) loops:"] + Self.lines(model.parameters)
      if model.failedCount > 0 { lines.append("    \(model.failedCount) more loops are not described by it and are left out") }
      lines.append("")
    }
    if let misfit = loops?.misfit {
      lines.append(
        "  half of the model's currents are within "
          + (misfit < 0.3 ? String(format: "%.2g %%", 100 * misfit) : String(format: "a factor of %.2g", exp(misfit)))
          + " of those measured (loops.png, residuals.png)")
    }
    return lines
  }

  /// The speed fitted to pulses.
  private var pulseLines: [String] {
    guard let (_, pulses) = fit.pulses else { return [] }
    return ["", "  speed, fitted to \(pulses.setCount) SET and \(pulses.resetCount) RESET pulses:"]
      + Self.lines(pulses.parameters)
      + [String(format: "    switching times scatter by a factor of %.2g (one deviation)", exp(pulses.spread)), ""]
  }

  private static func lines(_ parameters: [ModelFit.Parameter]) -> [String] {
    let told = parameters.filter(\.isTold).map { parameter in
      let spread = parameter.distribution.map { String(format: "   %@, sd %.3g", $0.kind.rawValue, $0.standardDeviation) } ?? ""
      return "    " + column(parameter.name, 12)
        + column(
          String(format: "%.5g ± %.2g", parameter.value, parameter.standardError ?? 0)
            + (parameter.unit.isEmpty ? "" : " " + parameter.unit), 28)
        + String(format: "was %.5g", parameter.initial) + spread
    }
    let untold = parameters.filter { !$0.isTold }.map(\.name)
    return told + (untold.isEmpty ? [] : ["    not told, and as before: \(untold.joined(separator: ", "))"])
  }

  /// Correlations that the description has, with the largest of those that it does not have.
  private var correlationLines: [String] {
    let all = fit.statistics.correlations
    guard !all.isEmpty else { return [] }
    let drawn = all.filter(\.isSignificant).map {
      String(format: "%@ with %@ %.2f ± %.2f", $0.first.symbol, $0.second.symbol, $0.value, $0.standardError)
    }
    return [
      "  correlations: "
        + (drawn.isEmpty ? "none of \(all.count) differs from 0 by more than 2.6 standard errors" : drawn.joined(separator: ", "))
    ]
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
    let bounds = [DeviceRole.setVoltage, .resetVoltage].reduce(0) { $0 + (fit.statistics[$1]?.fit?.censoredCount ?? 0) }
    if bounds > 0 {
      lines.append(
        "  \(bounds) voltages are in the fit with what is known of them: that they lie above what the device withstood.")
    }
    return lines
  }

  /// The fits that there are, with their units.
  var fitted: [(figure: SwitchingStatistics.Figure, unit: String, fit: DistributionFit)] {
    fit.statistics.figures.compactMap { figure in
      let isVoltage = figure.role == .setVoltage || figure.role == .resetVoltage
      return figure.fit.map { (figure, isVoltage ? "V" : "ohm", $0) }
    }
  }
}

/// One measured sweep, with the reasons why a parameter could not be read: a row of `parameters.csv`.
struct MeasuredReading: Codable, Sendable {
  var file, device, cycle: String
  var use: SweepFit.Reading.Use
  var vSET, vRESET: Voltage?
  var rLRS, rHRS: Resistance?
  /// At which the source limited the SET.
  var compliance: Current?
  var remarks: String
}

extension SweepFit {
  /// One row per sweep, in their order.
  static func rows(_ readings: [Reading]) -> [MeasuredReading] {
    readings.map { reading in
      let found = reading.parameters
      return MeasuredReading(
        file: reading.source, device: reading.device, cycle: reading.cycle, use: reading.use,
        vSET: found.setVoltage.map { .volts($0) },
        vRESET: found.resetVoltage.map { .volts($0) }, rLRS: found.lowResistance.map { .ohms($0) },
        rHRS: found.highResistance.map { .ohms($0) }, compliance: found.compliance.map { .amperes($0) },
        remarks: found.remarks.joined(separator: "; "))
    }
  }
}
