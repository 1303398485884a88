import CrossbarPrimitives
import MemristorDevices

/// Sweeps of drawn devices, several cycles each.
public struct SweepExperiment: Sendable {
  public var statistics: DeviceStatistics
  public var seed: UInt64
  public var count: Int
  public var cycles: Int
  public var settings: SweepSettings
  public var series: DeviceBench.Series

  public init(
    statistics: DeviceStatistics, seed: UInt64, count: Int, cycles: Int, settings: SweepSettings,
    series: DeviceBench.Series
  ) {
    self.statistics = statistics
    self.seed = seed
    self.count = count
    self.cycles = cycles
    self.settings = settings
    self.series = series
  }

  /// Sweeps each device from its pristine state, cycle after cycle.
  public func run(
    on bench: DeviceBench, progress: (ExperimentProgress) throws -> Void = { _ in }
  ) async throws -> SweepResult {
    var loops: [SweepLoop] = []
    for device in 0..<count {
      var state = 0.0
      for cycle in 0..<cycles {
        let memristor = statistics.draw(seed: seed, index: device, cycle: cycle)
        let (sweep, finalState) = try await bench.sweep(memristor, state: state, series: series, settings: settings)
        state = finalState
        loops.append(
          SweepLoop(
            device: device, cycle: cycle, drawn: memristor, sweep: sweep, extracted: sweep.parameters(), finalState: state))
        try progress(ExperimentProgress(stage: "sweeping devices", done: loops.count, total: count * cycles))
      }
    }
    return SweepResult(experiment: self, loops: loops)
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
    case statistics = "device"
    case seed, count, cycles
    case settings = "sweep"
    case series = "current_limit"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(statistics, forKey: .statistics)
    try values.encode(seed, forKey: .seed)
    try values.encode(count, forKey: .count)
    try values.encode(cycles, forKey: .cycles)
    try values.encode(settings, forKey: .settings)
    try values.encode(series, forKey: .series)
  }
}
