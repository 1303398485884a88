import CrossbarPrimitives
import Foundation
import Reporting

/// The figures of an endurance run.
public struct EnduranceSummary: Encodable, Equatable, Sendable {
  public var seed: UInt64
  public var devices: DeviceCounts
  public var compliance: Double
  /// Devices by what ended them.
  public var worn: Int
  public var overprogrammed: Int
  public var survived: Int
  /// Of the devices that failed.
  public var cyclesToFailure: Quartiles<Double>?
  public var fewestCycles: Int?
  public var mostCycles: Int?
  /// Cycles of devices that were not worn, and those in which a pulse did not switch them.
  public var healthyCycles: Int
  public var missedSets: Int
  public var missedResets: Int
  /// Over the healthy cycles.
  public var lowResistance: Quartiles<Double>?
  public var highResistance: Quartiles<Double>?

  private enum CodingKeys: String, CodingKey {
    case seed, devices, worn, overprogrammed, survived
    case compliance = "compliance_A"
    case cyclesToFailure = "cycles_to_failure"
    case fewestCycles = "fewest_cycles"
    case mostCycles = "most_cycles"
    case healthyCycles = "healthy_cycles"
    case missedSets = "missed_sets"
    case missedResets = "missed_resets"
    case lowResistance = "r_lrs_ohm"
    case highResistance = "r_hrs_ohm"
  }
}

extension EnduranceResult {
  public var summary: EnduranceSummary {
    let lives = lives
    let failures = lives.compactMap(\.cyclesToFailure)
    let healthy = lives.flatMap(\.cycles).filter { $0.wear == nil }
    return EnduranceSummary(
      seed: experiment.population.seed, devices: DeviceCounts(experiment.population, outcomes),
      compliance: experiment.compliance.si, worn: lives.count { $0.end == .endurance },
      overprogrammed: lives.count { $0.end == .overprogramming }, survived: lives.count { $0.end == nil },
      cyclesToFailure: Quartiles<Double>(failures.map(Double.init)), fewestCycles: failures.min(), mostCycles: failures.max(),
      healthyCycles: healthy.count, missedSets: lives.map(\.missedSets).reduce(0, +),
      missedResets: lives.map(\.missedResets).reduce(0, +), lowResistance: Quartiles<Double>(healthy.map(\.lowResistance.si)),
      highResistance: Quartiles<Double>(healthy.map(\.highResistance.si)))
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let summary = summary
    func median(_ value: Quartiles<Double>?) -> String { value.map { SIPrefix.text($0.median, unit: "ohm") } ?? "none" }
    let life = summary.cyclesToFailure.map { quartiles in
      String(format: "median %.0f, quartiles %.0f and %.0f", quartiles.median, quartiles.lower, quartiles.upper)
        + ", \(summary.fewestCycles ?? 0) to \(summary.mostCycles ?? 0)"
    }
    return """
      \(summary.devices.text), up to \(experiment.cycles) cycles at \(SIPrefix.text(summary.compliance, unit: "A")) \
      (seed \(summary.seed))

        stuck in the low-resistance state: \(summary.worn) worn, \(summary.overprogrammed) over-programmed; \
      \(summary.survived) survived
        cycles to failure  \(life ?? "none failed")
        in \(summary.healthyCycles) cycles before: \(summary.missedSets) SETs and \(summary.missedResets) RESETs missed; \
      median R_LRS \(median(summary.lowResistance)), R_HRS \(median(summary.highResistance))

        results in  \(folder)
      """
  }
}
