import CrossbarPrimitives
import Foundation
import MemristorDevices

/// The figures of a fit to measured sweeps.
public struct SweepFitSummary: Encodable, Sendable {
  public struct Failure: Encodable, Equatable, Sendable {
    public var file: String
    public var device: String
    public var cycle: String
    public var reasons: [String]
  }

  public var sweeps: Int
  public var devices: Int
  public var setVoltage: Parameter
  public var resetVoltage: Parameter
  public var lowResistance: Parameter
  public var highResistance: Parameter
  /// Nil where no device was swept several times.
  public var cycleShare: Double?
  /// Sweeps that do not show all four parameters.
  public var failed: [Failure]

  /// A parameter's fit; its means are named as in a statistics file.
  public struct Parameter: Encodable, Sendable {
    public var fit: DistributionFit

    private enum CodingKeys: String, CodingKey {
      case distribution, mean, sd, count, devices
      case beyondSweep = "beyond_sweep"
      case logMean = "log_mean"
      case logDeviation = "log_sd"
      case standardError = "standard_error"
      case goodnessOfFit = "goodness_of_fit"
      case cycleShare = "cycle_share"
    }

    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      let keys: (mean: CodingKeys, deviation: CodingKeys) = fit.kind == .logNormal ? (.logMean, .logDeviation) : (.mean, .sd)
      try values.encode(fit.kind, forKey: .distribution)
      try values.encode(fit.mean, forKey: keys.mean)
      try values.encode(fit.standardDeviation, forKey: keys.deviation)
      try values.encode(
        [keys.mean.rawValue: fit.meanError, keys.deviation.rawValue: fit.standardDeviationError], forKey: .standardError)
      try values.encode(fit.count, forKey: .count)
      try values.encode(fit.censoredCount, forKey: .beyondSweep)
      try values.encode(fit.groupCount, forKey: .devices)
      try values.encode(fit.goodnessOfFit, forKey: .goodnessOfFit)
      try values.encodeIfPresent(fit.shareWithinGroups, forKey: .cycleShare)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case sweeps, devices, failed
    case setVoltage = "v_set"
    case resetVoltage = "v_reset"
    case lowResistance = "r_lrs"
    case highResistance = "r_hrs"
    case cycleShare = "cycle_share"
  }
}

extension SweepFit {
  public var summary: SweepFitSummary {
    SweepFitSummary(
      sweeps: readings.count, devices: devices.count, setVoltage: .init(fit: setVoltage),
      resetVoltage: .init(fit: resetVoltage), lowResistance: .init(fit: lowResistance),
      highResistance: .init(fit: highResistance), cycleShare: cycleShare,
      failed: failed.map {
        .init(file: $0.source, device: $0.device, cycle: $0.cycle, reasons: $0.parameters.remarks)
      })
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    var lines = [
      "\(readings.count) sweep\(readings.count == 1 ? "" : "s") of \(devices.count) device\(devices.count == 1 ? "" : "s")", "",
      "            distribution   median        mean            sd              n     fits",
    ]
    for (name, unit, fit) in [
      ("V_SET", "V", setVoltage), ("V_RESET", "V", resetVoltage), ("R_LRS", "ohm", lowResistance),
      ("R_HRS", "ohm", highResistance),
    ] {
      let median = String(format: "%.4g \(unit)", fit.distribution.median)
      let mean = String(format: "%.4g ± %.2g", fit.mean, fit.meanError)
      let deviation = String(format: "%.4g ± %.2g", fit.standardDeviation, fit.standardDeviationError)
      let fits = fit.goodnessOfFit.map { String(format: "p = %.2g%@", $0.pValue, $0.pValue < 0.05 ? "  (poorly)" : "") }
      lines.append(
        "  " + name.padded(10) + fit.kind.rawValue.padded(15) + median.padded(14) + mean.padded(16) + deviation.padded(16)
          + "\(fit.count)".padded(6) + (fits ?? "not told"))
    }
    lines += ["", "  mean and sd of the natural logarithm where log-normal; ± standard error; p after Anderson and Darling"]
    if let cycleShare { lines.append(String(format: "  share of the variance from cycle to cycle  %.2f", cycleShare)) }
    lines += failureLines
    return (lines + ["", "  results in  \(folder)  (\(SweepFit.descriptionName) is what --device takes)"]).joined(separator: "\n")
  }

  private var failureLines: [String] {
    guard !failed.isEmpty else { return [] }
    let counts = Dictionary(grouping: failed.flatMap(\.parameters.remarks)) { $0 }.mapValues(\.count)
    var lines = [
      "", "  \(failed.count) of them do\(failed.count == 1 ? "es" : "") not show all four (parameters.csv says which):",
    ]
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    lines += sorted.prefix(6).map { "  \($0.value) x  \($0.key)" }
    if sorted.count > 6 { lines.append("  and \(sorted.count - 6) more reasons") }
    let bounds = setVoltage.censoredCount + resetVoltage.censoredCount
    if bounds > 0 {
      lines.append("  \(bounds) voltages beyond the end of their sweep are in the fit with what is known of them: the end.")
    }
    return lines
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
