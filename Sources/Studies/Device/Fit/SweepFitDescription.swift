import CrossbarPrimitives
import Foundation
import MemristorDevices

extension SweepFit {
  /// The file name of the description.
  public static let descriptionName = "device.yaml"

  /// The device's description as YAML, as `--device` takes it, with the origin of each figure as a comment. Everything
  /// that sweeps do not show is taken from the usual device.
  public var deviceDescription: String {
    var lines = [
      "# Fitted by 'mxbar device fit' to \(readings.count) sweeps of \(devices.count) device\(devices.count == 1 ? "" : "s"), "
        + "\(failed.count) of them incomplete.",
      "# Maximum likelihood; the standard error stands after ±. Voltages in V, resistances in ohm; log is the natural one.",
      "name: \(Self.quoted(settings.name))",
      "# What sweeps do not tell, equations and wear among it, is that device's.",
      "like: \(MemristorDevice.usualName)",
      "parameters:",
    ]
    let parameters = [
      ("v_set", "", setVoltage), ("v_reset", "Magnitude. ", resetVoltage), ("r_lrs", "", lowResistance),
      ("r_hrs", "At \(settings.readVoltage). ", highResistance),
    ]
    for (key, note, fit) in parameters {
      lines.append("  # \(note)\(Self.comment(fit))")
      let prefix = fit.kind == .logNormal ? "log_" : ""
      lines.append(
        "  \(key): {\(prefix)mean: \(Self.number(fit.mean)), \(prefix)sd: \(Self.number(fit.standardDeviation))}")
    }
    if let cycleShare {
      lines.append("# Share of the variance that changes from cycle to cycle: one-way analysis of variance, mean of the four.")
      lines.append("cycle_share: \(Self.number(cycleShare))")
    } else {
      lines.append("# cycle_share is left at its default: no device was swept several times.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The distribution with its standard errors, sample size and goodness of fit.
  private static func comment(_ fit: DistributionFit) -> String {
    let test = fit.goodnessOfFit.map { String(format: ", Anderson-Darling p = %.2g", $0.pValue) } ?? ""
    return String(
      format: "%@: mean ± %.2g, sd ± %.2g, n = %d%@.", fit.kind.rawValue.capitalizedFirst, fit.meanError,
      fit.standardDeviationError, fit.count, test)
  }

  /// Seven significant digits: more than any measurement has.
  private static func number(_ value: Double) -> String { String(format: "%.7g", value) }

  /// A YAML scalar in double quotes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
