import CrossbarPrimitives
import MemristorDevices

/// How the resistance of SET devices changes while they are left at 0 V (Figs. S7 and S8 of the paper).
public struct RetentionExperiment: Sendable {
  public var population: DevicePopulation
  public var compliances: [Current]
  public var pulse: DevicePulse
  public var readVoltage: Voltage
  public var limit: CurrentLimit
  /// Rising, from the end of the SET; the first read is at once, at 0 s.
  public var readTimes: [Time]
  /// How long a filament must last to count.
  public var requiredTime: Time

  /// - Parameter longest: of the read times, which are three a decade from 1 ms on; the required time is among them.
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

  public func run(
    on bench: DeviceBench, progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> RetentionResult {
    var curves: [[DeviceOutcome<RetentionCurve>]] = []
    for compliance in compliances {
      let series = try await bench.series(limiting: limit, to: compliance, amplitude: pulse.amplitude)
      curves.append(
        try await population.measure(stage: "watching devices set at \(compliance)", progress: progress) { device in
          try await curve(of: population.kind.draw(seed: population.seed, index: device), series: series, on: bench)
        })
    }
    return RetentionResult(experiment: self, outcomes: curves)
  }

  private func curve(
    of memristor: Memristor, series: DeviceBench.Series, on bench: DeviceBench
  ) async throws -> RetentionCurve {
    let set = try await bench.set(memristor, state: 0, with: pulse, series: series, readVoltage: readVoltage)
    let states = try await bench.rest(memristor, state: set.outcome.trace.finalState, times: readTimes)
    let currents = try await bench.read(memristor, states: states, at: readVoltage)
    return RetentionCurve(memristor: memristor, set: set, readCurrents: currents)
  }
}

/// The reads of one device.
public struct RetentionCurve: Sendable {
  public let memristor: Memristor
  public let set: FilamentSet
  /// At the experiment's read times.
  public let readCurrents: [Current]

  public var resistances: [Double] { readCurrents.map { (set.readVoltage / $0).si } }
}

public struct RetentionResult: Sendable {
  public let experiment: RetentionExperiment
  /// By compliance, then by device.
  public let outcomes: [[DeviceOutcome<RetentionCurve>]]
}

extension RetentionExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case population, limit
    case compliances = "compliances_A"
    case pulse = "set_pulse"
    case readVoltage = "read_voltage_V"
    case readTimes = "read_times_s"
    case requiredTime = "required_time_s"
  }
}
