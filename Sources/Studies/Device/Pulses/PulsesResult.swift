import CrossbarPrimitives
import Foundation
import Reporting

/// A pulse train of one device, and the switching times of many.
public struct PulsesResult: Sendable {
  public let train: PulseTrainResult
  public let switching: SwitchingTimeResult

  public init(train: PulseTrainResult, switching: SwitchingTimeResult) {
    self.train = train
    self.switching = switching
  }
}

/// The figures of a pulse run.
public struct PulsesSummary: Encodable, Equatable, Sendable {
  public struct Switching: Encodable, Equatable, Sendable {
    public var amplitude: Double
    public var compliance: Double
    public var devices: DeviceCounts
    public var switched: CountedShare
    /// Of those that switched.
    public var time: Quartiles<Double>?
    /// The longest of them.
    public var slowest: Double?

    private enum CodingKeys: String, CodingKey {
      case devices, switched
      case amplitude = "amplitude_V"
      case compliance = "compliance_A"
      case time = "switching_time_s"
      case slowest = "slowest_s"
    }
  }

  public var seed: UInt64
  public var cycles: Int
  /// Pulses of the train that gave no result: 1 if it ended early, 0 if not.
  public var numericalFailures: Int
  public var setPulses: Int
  public var resetPulses: Int
  /// Cycles whose SET or RESET a read confirmed.
  public var verifiedSets: Int
  public var verifiedResets: Int
  public var switching: [Switching]

  private enum CodingKeys: String, CodingKey {
    case seed, cycles
    case numericalFailures = "numerical_failures"
    case setPulses = "set_pulses"
    case resetPulses = "reset_pulses"
    case verifiedSets = "verified_sets"
    case verifiedResets = "verified_resets"
    case switching
  }
}

extension PulsesResult {
  public var summary: PulsesSummary {
    let steps = train.steps
    return PulsesSummary(
      seed: train.train.seed, cycles: train.train.cycles, numericalFailures: train.failure == nil ? 0 : 1,
      setPulses: steps.count { $0.kind == .set },
      resetPulses: steps.count { $0.kind == .reset },
      verifiedSets: steps.count { $0.kind == .set && $0.isVerified },
      verifiedResets: steps.count { $0.kind == .reset && $0.isVerified },
      switching: switching.points.map { point in
        PulsesSummary.Switching(
          amplitude: point.amplitude.si, compliance: point.compliance.si,
          devices: DeviceCounts(switching.experiment.population, point.outcomes),
          switched: CountedShare(point.times.count, of: point.outcomes.count { $0.value != nil }),
          time: Quartiles<Double>(point.times), slowest: point.times.max())
      })
  }

  /// The figures in a few lines for a person.
  public func text(folder: String) -> String {
    let summary = summary
    let experiment = train.train
    let rows = summary.switching.map { point in
      let times = point.time.map { time in
        [time.lower, time.median, time.upper, point.slowest ?? 0].map { SIPrefix.text($0, unit: "s") }
      }
      return
        "    \(column(SIPrefix.text(point.compliance, unit: "A"), 10))\(column(SIPrefix.text(point.amplitude, unit: "V"), 10))"
        + "\(column("\(point.switched.count) of \(point.switched.of)", 14))"
        + (times.map { column($0[1], 10) + column("(\($0[0]) to \($0[2]))", 22) + $0[3] } ?? "none")
    }
    return """
      device \(experiment.device) through \(summary.cycles) cycles of \(experiment.amplitude) and \
      \(SIPrefix.text(experiment.width.si, unit: "s")) (seed \(summary.seed))

        SET verified in \(summary.verifiedSets) of \(summary.cycles) cycles, with \(summary.setPulses) pulses; \
      RESET in \(summary.verifiedResets), with \(summary.resetPulses)\
      \(train.failure.map { "\n  a pulse gave no result (numerical failure), which ends the train: \($0)" } ?? "")

      \(summary.switching.first?.devices.text ?? ""), pulses of \
      \(SIPrefix.text(switching.experiment.longest.si, unit: "s")): time to SET, median and quartiles

          \(column("current", 10))\(column("voltage", 10))\(column("switched", 14))\(column("time", 32))slowest
      \(rows.joined(separator: "\n"))

        results in  \(folder)
      """
  }
}
