import CrossbarPrimitives
import Foundation
import MemristorDevices

extension SweepFit {
  /// The device's description as YAML, as `--device` takes it, with the origin of each figure as a comment. Everything
  /// that sweeps do not show is taken from the base device.
  public var deviceDescription: String {
    let sweeps = readings.count { $0.use != .skipped }
    var lines = [
      "# Fitted by 'mxbar device fit' to \(sweeps) sweeps of \(devices.count) device\(devices.count == 1 ? "" : "s"), "
        + "\(failed.count) of them incomplete" + (pulses.map { ", and \($0.measured.count) pulses." } ?? "."),
      "# Maximum likelihood; the standard error stands after ±. Voltages in V, resistances in ohm; log is the natural one.",
      "name: \(Self.quoted(settings.name))",
      "# What sweeps do not tell, equations and wear among it, is that device's.",
      "like: \(Self.quoted(settings.likeName))",
      "parameters:",
    ]
    let source = "fitted to \(sweeps) sweep\(sweeps == 1 ? "" : "s")"
    for figure in model == nil && !readings.isEmpty ? statistics.figures : [] {
      let name = settings.base.parameter(figure.role)?.name ?? figure.role.rawValue
      if let value = figure.value {
        let unit = settings.base.parameter(figure.role)?.unit ?? ""
        lines.append("  # \(figure.role.symbol) without a spread: \(figure.remark ?? "").")
        lines.append("  \(name): {value: \(Self.number(value))\(unit.isEmpty ? "" : ", unit: \(unit)"), source: fitted}")
        continue
      }
      guard let fit = figure.fit else {
        lines.append("  # \(figure.role.symbol), '\(name)', stays as it is: \(figure.remark ?? "").")
        continue
      }
      let notes = [Self.notes[figure.role] ?? "", figure.role == .highResistance ? "At \(settings.readVoltage). " : ""].joined()
      lines.append("  # \(notes)\(Self.comment(fit))\(figure.remark.map { " \($0.capitalizedFirst)." } ?? "")")
      let prefix = fit.kind == .logNormal ? "log_" : ""
      let share = fit.shareWithinGroups.map { ", cycle_share: \(Self.number($0))" } ?? ""
      lines.append(
        "  \(name): {\(prefix)mean: \(Self.number(fit.mean)), \(prefix)sd: \(Self.number(fit.standardDeviation))\(share), source: \(Self.quoted(source))}"
      )
    }
    if let hold = holdParameter {
      lines.append("  # Voltage that a filament keeps while the compliance stops its growth; \(Self.percent(hold.error)).")
      lines.append(
        "  \(hold.name): {value: \(Self.number(hold.value)), unit: V, source: fitted, meaning: voltage that a limited filament keeps}"
      )
    }
    lines += model.map { Self.lines($0.parameters, "over \($0.loops.count) loops") } ?? []
    lines += pulses.map { Self.lines($0.fit.parameters, "by \($0.measured.count) pulses") } ?? []
    if lines.last == "parameters:" { lines.removeLast() }
    lines += model.map(Self.lines) ?? correlationLines
    if model != nil || readings.isEmpty {
    } else if let cycleShare {
      lines.append("# Share of the variance that changes from cycle to cycle: one-way analysis of variance, mean of the four.")
      lines.append("cycle_share: \(Self.number(cycleShare))")
    } else {
      lines.append("# cycle_share is left at its default: no device was swept several times.")
    }
    lines += formingLines
    if pulses == nil {
      lines.append("# Sweeps tell little of speed; pulses do (mxbar device fit --pulses).")
      lines.append("speed_of: \(Self.quoted(settings.base.description.speedOf ?? settings.base.name))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Parameters of equations that were fitted.
  /// - Parameter what: they were fitted to, for the comments.
  private static func lines(_ parameters: [ModelFit.Parameter], _ what: String) -> [String] {
    let untold = parameters.filter { !$0.isTold }.map { "\($0.name) \(number($0.value))" }
    return parameters.filter(\.isTold).flatMap { parameter -> [String] in
      let error = parameter.standardError.map { String(format: "%@ ± %.2g %@", number(parameter.value), $0, what) } ?? ""
      let unit = parameter.unit.isEmpty ? "" : ", unit: \(parameter.unit)"
      guard let fit = parameter.distribution else {
        return ["  # \(error).", "  \(parameter.name): {value: \(number(parameter.value))\(unit), source: fitted}"]
      }
      let prefix = fit.kind == .logNormal ? "log_" : ""
      let share = fit.shareWithinGroups.map { ", cycle_share: \(number($0))" } ?? ""
      return [
        "  # \(error). \(comment(fit))",
        "  \(parameter.name): {\(prefix)mean: \(number(fit.mean)), \(prefix)sd: \(number(fit.standardDeviation))\(share)\(unit), "
          + "source: fitted}",
      ]
    } + (untold.isEmpty ? [] : ["  # Not told \(what), and as before: \(untold.joined(separator: ", "))."])
  }

  /// Those of a model that was fitted to the loops themselves.
  private static func lines(_ model: ModelFit) -> [String] {
    model.correlations.isEmpty
      ? []
      : ["# Of the standard scores, over the loops.", "correlations:"]
        + model.correlations.map {
          String(format: "  %@ %@: %@ # ± %.2g", $0.first, $0.second, number($0.value), $0.standardError)
        }
  }

  private static let notes: [DeviceRole: String] = [.resetVoltage: "Magnitude. "]

  /// Those that differ from zero; the others are told as a comment.
  private var correlationLines: [String] {
    let names = Dictionary(
      DeviceRole.allCases.map { ($0, settings.base.parameter($0)?.name ?? $0.rawValue) }, uniquingKeysWith: { first, _ in first })
    func text(_ correlation: SwitchingStatistics.Correlation) -> String {
      "\(names[correlation.first] ?? "") \(names[correlation.second] ?? ""): \(Self.number(correlation.value))"
    }
    let significant = statistics.correlations.filter(\.isSignificant)
    let others = statistics.correlations.filter { !$0.isSignificant }
    var lines: [String] = []
    if !others.isEmpty {
      lines.append(
        "# Not told from 0 by these sweeps, and left out: "
          + others.map { String(format: "%@ ± %.2g", text($0), $0.standardError) }.joined(separator: ", ") + ".")
    }
    if !significant.isEmpty {
      lines.append("# Of the standard scores; more than 2.6 standard errors from 0.")
      lines.append("correlations:")
      lines += significant.map { String(format: "  %@ # ± %.2g", text($0), $0.standardError) }
    }
    return lines
  }

  /// Forming happens once, before anything that is simulated: it is told and not used.
  private var formingLines: [String] {
    guard let forming else { return [] }
    let voltage = forming.voltage.map { String(format: "V_FORM %.3g V (%@)", $0.distribution.median, Self.comment($0)) }
    let pristine = forming.pristineResistance.map { String(format: "%.3g ohm before it", $0.distribution.median) }
    return [
      "# \(forming.count) forming sweep\(forming.count == 1 ? " is" : "s are") in none of V_SET and R_HRS: "
        + [voltage, pristine].compactMap { $0 }.joined(separator: ", ")
    ]
  }

  /// The distribution with its standard errors, sample size and goodness of fit.
  private static func comment(_ fit: DistributionFit) -> String {
    let test = fit.goodnessOfFit.map { String(format: ", Anderson-Darling p = %.2g", $0.pValue) } ?? ""
    return String(
      format: "%@: mean ± %.2g, sd ± %.2g, n = %d%@.", fit.kind.rawValue.capitalizedFirst, fit.meanError,
      fit.standardDeviationError, fit.count, test)
  }

  private static func percent(_ logError: Double) -> String { String(format: "± %.2g %%", 100 * logError) }

  /// Seven significant digits: more than any measurement has.
  static func number(_ value: Double) -> String { String(format: "%.7g", value) }

  /// A YAML scalar in double quotes.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
