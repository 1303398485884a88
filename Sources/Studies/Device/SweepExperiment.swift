import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// Sweeps of drawn devices, several cycles each.
public struct SweepExperiment: Sendable {
  public var kind: MemristorDevice
  public var seed: UInt64
  public var count: Int
  public var cycles: Int
  public var settings: SweepSettings
  public var series: DeviceBench.Series

  public init(
    kind: MemristorDevice, seed: UInt64, count: Int, cycles: Int, settings: SweepSettings,
    series: DeviceBench.Series
  ) {
    self.kind = kind
    self.seed = seed
    self.count = count
    self.cycles = cycles
    self.settings = settings
    self.series = series
  }

  /// Sweeps each device from its pristine state, cycle after cycle. A sweep that gives no result ends its device's cycles,
  /// since the state that it would have left is not known, and the next device follows.
  public func run(
    on bench: DeviceBench, progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> SweepResult {
    var loops: [SweepLoop] = []
    var failures: [FailedSweep] = []
    for device in 0..<count {
      var state = 0.0
      for cycle in 0..<cycles {
        let memristor = kind.draw(seed: seed, index: device, cycle: cycle)
        do {
          let (sweep, finalState) = try await bench.sweep(memristor, state: state, series: series, settings: settings)
          state = finalState
          loops.append(
            SweepLoop(
              device: device, cycle: cycle, drawn: memristor, sweep: sweep, extracted: sweep.parameters(), finalState: state))
        } catch let error as SimulationError where error.concernsThisDeckOnly {
          failures.append(FailedSweep(device: device, cycle: cycle, drawn: memristor, reason: error))
          break
        }
        try progress(
          StudyProgress(stage: "sweeping devices", done: device * cycles + cycle + 1, total: count * cycles))
      }
    }
    return SweepResult(experiment: self, loops: loops, failures: failures)
  }
}

/// One loop of one device.
public struct SweepLoop: Sendable {
  public let device: Int
  public let cycle: Int
  /// The parameters the device had in this cycle.
  public let drawn: Memristor
  public let sweep: VoltageSweep
  public let extracted: SweepParameters
  public let finalState: Double
}

public struct SweepResult: Sendable {
  public let experiment: SweepExperiment
  public let loops: [SweepLoop]
  /// Sweeps without a result; no figure counts them.
  public let failures: [FailedSweep]

  /// In a line for a person; empty if there are none.
  var failureText: String {
    failures.isEmpty
      ? ""
      : "\n  \(failures.count) sweep\(failures.count == 1 ? "" : "s") gave no result (numerical failures); parameters.csv says why\n"
  }
}

/// A sweep that gave no result.
public struct FailedSweep: Sendable {
  public let device, cycle: Int
  public let drawn: Memristor
  public let reason: SimulationError
}

extension DeviceBench.Series: Encodable {
  private enum CodingKeys: String, CodingKey {
    case compliance = "compliance_A"
    case gate = "series_gate_voltage_V"
    case width = "transistor_width_um"
    case length = "transistor_length_um"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .none: break
    case .limiter(let limit): try values.encode(limit, forKey: .compliance)
    case .transistor(let transistor, let gate):
      try values.encode(gate, forKey: .gate)
      try values.encode(transistor.width.micrometers, forKey: .width)
      try values.encode(transistor.length.micrometers, forKey: .length)
    }
  }
}

extension SweepExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case kind = "device"
    case seed, count, cycles
    case settings = "sweep"
    case series = "current_limit"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(kind, forKey: .kind)
    try values.encode(seed, forKey: .seed)
    try values.encode(count, forKey: .count)
    try values.encode(cycles, forKey: .cycles)
    try values.encode(settings, forKey: .settings)
    try values.encode(series, forKey: .series)
  }
}
