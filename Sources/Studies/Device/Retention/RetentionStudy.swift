import CrossbarPrimitives
import MemristorDevices

/// How long does a SET device keep its resistance at 0 V? (Figs. S7 and S8 of the paper.)
public struct RetentionStudy: Study {
  /// The devices that are SET and watched, broken ones left out.
  public var population: DevicePopulation
  /// Current limits of the SET, all different; at each, every device starts afresh.
  public var compliances: [Current]
  /// The SET pulse.
  public var pulse: DevicePulse
  /// Of all reads; they do not disturb the filament.
  public var readVoltage: Voltage
  /// What enforces the compliance.
  public var limit: CurrentLimit
  /// Rising, counted from the end of the SET pulse; the first is 0 s.
  public var readTimes: [Time]
  /// How long a filament must last to count as lasting; among the read times if they reach that far.
  public var requiredTime: Time

  /// - Parameter longest: the last read time. The others are three per decade (1, 2, 5) from 1 ms on, and the required
  ///   time.
  public init(
    population: DevicePopulation, compliances: [Current], pulse: DevicePulse, readVoltage: Voltage, limit: CurrentLimit,
    longest: Time, requiredTime: Time = .seconds(1000)
  ) {
    self.population = population
    self.compliances = compliances
    self.pulse = pulse
    self.readVoltage = readVoltage
    self.limit = limit
    self.requiredTime = requiredTime
    // Read from text, since 2e-3 is not 2 * 1e-3.
    let decades = (-3...12).flatMap { decade in ["1", "2", "5"].compactMap { Double("\($0)e\(decade)") } }
    let times: Set<Double> = Set(
      decades.filter { $0 < longest.si } + [longest.si] + (requiredTime <= longest ? [requiredTime.si] : []))
    readTimes = [.zero] + times.sorted().map { .seconds($0) }
  }

  public var seed: UInt64 { population.seed }

  public var warnings: [String] {
    population.kind.warnings(
      readingAt: readVoltage, writingAt: pulse.amplitude, for: [pulse.width], drawing: population.count)
      + [population.kind.retentionWarning(after: readTimes.last ?? .zero)].compactMap { $0 }
  }

  /// The file of all reads, which also serves to resume a run.
  static let table = "retention.csv"

  /// SETs devices and watches them side by side.
  public func run(_ run: StudyRun) async throws -> RetentionFindings {
    let bench = DeviceBench(engine: run.engine.spice)
    var points: [(compliance: Current, series: DeviceBench.Series, device: Int)] = []
    let devices = population.working
    for compliance in compliances {
      let series = try await bench.series(limiting: limit, to: compliance, amplitude: pulse.amplitude)
      points += devices.map { (compliance, series, $0) }
    }
    let curves = try await run.rows(
      of: points, counts: points.map { _ in readTimes.count }, in: run.rows(RetentionRead.self, in: Self.table),
      stage: "watching devices"
    ) { point in
      try await readTimes.map { RetentionRead(device: point.device, compliance: point.compliance, time: $0) }
        .filled { try await read(population.memristor(point.device), point.series, on: bench, into: &$0) }
    }
    return RetentionFindings(study: self, curves: curves)
  }

  /// One device: a SET, then its states at all read times from one simulated rest, then all reads at once.
  private func read(
    _ memristor: Memristor, _ series: DeviceBench.Series, on bench: DeviceBench, into reads: inout [RetentionRead]
  ) async throws {
    let set = try await bench.set(memristor, state: 0, with: pulse, series: series, readVoltage: readVoltage)
    let states = try await bench.rest(memristor, state: set.outcome.trace.finalState, times: readTimes)
    for (index, current) in try await bench.read(memristor, states: states, at: readVoltage).enumerated() {
      reads[index].isSet = set.isSet
      reads[index].readResistance = readVoltage / current
      reads[index].lasts = set.isSet && set.lasts(at: current)
    }
  }
}

/// One read of one device: a row of `retention.csv`. Measured values are nil where a simulation of the device gave no
/// result.
public struct RetentionRead: Codable, Hashable, Sendable, DeviceRow {
  public var device: Int
  /// The current limit of the SET.
  public var compliance: Current
  /// Whether the SET formed a filament.
  public var isSet: Bool?
  /// Since the end of the SET pulse.
  public var time: Time
  /// At the study's read voltage.
  public var readResistance: Resistance?
  /// Whether half of the filament's conduction is still there: the rule of `FilamentSet`. False where there never was
  /// one.
  public var lasts: Bool?
  public var numericalFailure: String?
}
