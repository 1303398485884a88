import CrossbarPrimitives
import Foundation
import MemristorDevices

/// The figures of a sweep run.
public struct SweepSummary: Encodable, Equatable, Sendable {
  public var seed: UInt64
  public var devices: Int
  public var cycles: Int
  /// Sweeps that gave no result; no figure counts them.
  public var numericalFailures: Int
  /// Loops that show a SET, and those that show a RESET.
  public var setLoops: Int
  public var resetLoops: Int
  /// Medians over the loops; nil where no loop shows it.
  public var medianSetVoltage: Double?
  public var medianResetVoltage: Double?
  public var medianLowResistance: Double?
  public var medianHighResistance: Double?

  enum CodingKeys: String, CodingKey {
    case seed, devices, cycles
    case numericalFailures = "numerical_failures"
    case setLoops = "loops_with_set"
    case resetLoops = "loops_with_reset"
    case medianSetVoltage = "median_v_set_V"
    case medianResetVoltage = "median_v_reset_V"
    case medianLowResistance = "median_r_lrs_ohm"
    case medianHighResistance = "median_r_hrs_ohm"
  }
}

extension SweepResult {
  public var summary: SweepSummary {
    func median(_ path: KeyPath<SweepParameters, Double?>) -> Double? {
      Summary(loops.compactMap { $0.extracted[keyPath: path] })?.median
    }
    return SweepSummary(
      seed: experiment.seed, devices: experiment.count, cycles: experiment.cycles, numericalFailures: failures.count,
      setLoops: loops.count { $0.extracted.setVoltage != nil },
      resetLoops: loops.count { $0.extracted.resetVoltage != nil }, medianSetVoltage: median(\.setVoltage),
      medianResetVoltage: median(\.resetVoltage), medianLowResistance: median(\.lowResistance),
      medianHighResistance: median(\.highResistance))
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let summary = summary
    func show(_ value: Double?, _ unit: String) -> String { value.map { String(format: "%.4g \(unit)", $0) } ?? "not seen" }
    return """
      \(summary.devices) device\(summary.devices == 1 ? "" : "s"), \(summary.cycles) sweeps each (seed \(summary.seed)), \
      at \(SpiceNumber.shortest(experiment.settings.sweepRate)) V/s

        SET seen in \(summary.setLoops) of \(loops.count) loops, RESET in \(summary.resetLoops)
        medians     V_SET \(show(summary.medianSetVoltage, "V"))   V_RESET \(show(summary.medianResetVoltage, "V"))   \
      R_LRS \(show(summary.medianLowResistance, "ohm"))   R_HRS \(show(summary.medianHighResistance, "ohm"))
      \(failureText)
        results in  \(folder)
      """
  }
}
