import CrossbarPrimitives
import MemristorDevices

/// How long drawn devices take to SET, at several amplitudes and compliances (Fig. S6 of the paper).
public struct SwitchingTimeExperiment: Sendable {
  public var population: DevicePopulation
  public var amplitudes: [Voltage]
  public var compliances: [Current]
  /// Length of the pulse: a device that takes longer counts as not switched.
  public var longest: Time
  public var limit: CurrentLimit

  public init(
    population: DevicePopulation, amplitudes: [Voltage], compliances: [Current], longest: Time, limit: CurrentLimit
  ) {
    self.population = population
    self.amplitudes = amplitudes
    self.compliances = compliances
    self.longest = longest
    self.limit = limit
  }

  public func run(
    on bench: DeviceBench, progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> SwitchingTimeResult {
    var points: [SwitchingTimePoint] = []
    for compliance in compliances {
      for amplitude in amplitudes {
        let series = try await bench.series(limiting: limit, to: compliance, amplitude: amplitude)
        let pulse = DevicePulse(amplitude: amplitude, width: longest)
        let outcomes = try await population.measure(
          stage: "switching devices at \(amplitude) and \(compliance)", progress: progress
        ) { device in
          let memristor = population.kind.draw(seed: population.seed, index: device)
          let outcome = try await bench.pulse(pulse, to: memristor, state: 0, series: series)
          return SwitchingTime(time: outcome.switchingTime, memristor: memristor)
        }
        points.append(SwitchingTimePoint(amplitude: amplitude, compliance: compliance, outcomes: outcomes))
      }
    }
    return SwitchingTimeResult(experiment: self, points: points)
  }
}

/// How long one device took.
public struct SwitchingTime: Sendable {
  /// Nil if it did not switch within the pulse.
  public let time: Time?
  public let memristor: Memristor
}

/// All devices at one amplitude and compliance.
public struct SwitchingTimePoint: Sendable {
  public let amplitude: Voltage
  public let compliance: Current
  public let outcomes: [DeviceOutcome<SwitchingTime>]

  /// In s, of those that switched.
  var times: [Double] { outcomes.compactMap { $0.value?.time?.si } }
}

public struct SwitchingTimeResult: Sendable {
  public let experiment: SwitchingTimeExperiment
  /// Amplitudes of the first compliance, then of the next.
  public let points: [SwitchingTimePoint]
}

extension SwitchingTimeExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case population, limit
    case amplitudes = "amplitudes_V"
    case compliances = "compliances_A"
    case longest = "pulse_width_s"
  }
}
