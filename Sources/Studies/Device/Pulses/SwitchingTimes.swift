import CrossbarPrimitives
import MemristorDevices
import Records

/// How long drawn devices take to SET at several amplitudes and compliances (Fig. S6 of the paper). Each device starts
/// without a filament at every point.
public struct SwitchingTimes: Sendable {
  /// The devices that are SET, broken ones left out; all of them at every point.
  public var population: DevicePopulation
  /// Of the SET pulses.
  public var amplitudes: [Voltage]
  /// Current limits of the SETs; each is combined with every amplitude.
  public var compliances: [Current]
  /// Width of the pulse: a device that takes longer counts as not switched.
  public var longest: Time
  /// What enforces the compliance.
  public var limit: CurrentLimit

  /// Amplitudes and compliances must be positive, and all different, since the figures go by them.
  public init(
    population: DevicePopulation, amplitudes: [Voltage], compliances: [Current], longest: Time, limit: CurrentLimit
  ) {
    self.population = population
    self.amplitudes = amplitudes
    self.compliances = compliances
    self.longest = longest
    self.limit = limit
  }

  /// The file of all times, which also serves to resume a run.
  static let table = "switching-times.csv"

  /// - Returns: one per SET, by compliance, then by amplitude, then by device.
  func run(_ run: StudyRun) async throws -> [SwitchingTime] {
    let bench = DeviceBench(engine: run.engine.spice)
    var points: [(blank: SwitchingTime, series: DeviceBench.Series)] = []
    let devices = population.working.map { ($0, RecordValue(drawn: population.memristor($0))) }
    for compliance in compliances {
      for amplitude in amplitudes {
        let series = try await bench.series(limiting: limit, to: compliance, amplitude: amplitude)
        points += devices.map { device, drawn in
          (SwitchingTime(compliance: compliance, amplitude: amplitude, device: device, drawn: drawn), series)
        }
      }
    }
    return try await run.rows(
      of: points, counts: points.map { _ in 1 }, in: run.rows(SwitchingTime.self, in: Self.table), stage: "switching devices"
    ) { point in
      try await [point.blank].filled { rows in
        let outcome = try await bench.pulse(
          DevicePulse(amplitude: point.blank.amplitude, width: longest), to: population.memristor(point.blank.device), state: 0,
          series: point.series)
        rows[0].switchingTime = outcome.switchingTime
      }
    }.flatMap { $0 }
  }
}

/// How long one device took to SET: a row of `switching-times.csv`.
public struct SwitchingTime: Codable, Hashable, Sendable, DeviceRow {
  /// The current limit of this SET.
  public var compliance: Current
  /// Of this SET pulse, at the source.
  public var amplitude: Voltage
  public var device: Int
  /// From the start of the pulse, rise included; nil if the device did not switch within it, or its simulation failed.
  public var switchingTime: Time?
  /// The device's drawn parameters, by their columns.
  public var drawn: RecordValue
  public var numericalFailure: String?
}

/// How do devices respond to pulses? A program-and-verify train of one device, and the switching times of many.
public struct PulsesStudy: Study {
  /// Its seed is the study's.
  public var train: PulseTrain
  /// Of the many devices, drawn with the seed of their own population.
  public var switching: SwitchingTimes

  /// Both should have the same seed, since only that of the train is reported as the study's.
  public init(train: PulseTrain, switching: SwitchingTimes) {
    self.train = train
    self.switching = switching
  }

  public var seed: UInt64 { train.seed }

  public var warnings: [String] {
    train.kind.warnings(
      readingAt: train.readVoltage, writingAt: ([train.amplitude] + switching.amplitudes).max(),
      for: [train.width, switching.longest], drawing: max(switching.population.count, train.cycles))
  }

  /// Switching times first, since they can be resumed; the train is always run as a whole.
  public func run(_ run: StudyRun) async throws -> PulsesFindings {
    let times = try await switching.run(run)
    return PulsesFindings(
      study: self, train: try await train.run(on: DeviceBench(engine: run.engine.spice)), times: times)
  }
}
