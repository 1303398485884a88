import CrossbarPrimitives
import MemristorDevices

/// SET and RESET of drawn devices, cycle after cycle, until they stay in their low-resistance state (Fig. S5).
public struct EnduranceExperiment: Sendable {
  public var population: DevicePopulation
  /// At most.
  public var cycles: Int
  public var set: DevicePulse
  public var reset: DevicePulse
  public var compliance: Current
  public var limit: CurrentLimit
  public var readVoltage: Voltage
  /// A device reads as RESET above this resistance.
  public var threshold: Resistance

  public init(
    population: DevicePopulation, cycles: Int, set: DevicePulse, reset: DevicePulse, compliance: Current,
    limit: CurrentLimit, readVoltage: Voltage, threshold: Resistance
  ) {
    self.population = population
    self.cycles = cycles
    self.set = set
    self.reset = reset
    self.compliance = compliance
    self.limit = limit
    self.readVoltage = readVoltage
    self.threshold = threshold
  }

  public func run(
    on bench: DeviceBench, progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> EnduranceResult {
    let series = try await bench.series(limiting: limit, to: compliance, amplitude: set.amplitude)
    let outcomes = try await population.measure(stage: "cycling devices", progress: progress) { device in
      try await life(of: device, series: series, on: bench)
    }
    return EnduranceResult(experiment: self, outcomes: outcomes)
  }

  /// One device until it is stuck in its low-resistance state, or through all cycles.
  private func life(of device: Int, series: DeviceBench.Series, on bench: DeviceBench) async throws -> DeviceLife {
    var wear = DeviceWear(kind: population.kind, seed: population.seed, device: device)
    var state = 0.0
    var done: [EnduranceCycle] = []
    for cycle in 0..<cycles {
      let written = try await bench.pulse(set, to: wear.memristor(cycle: cycle), state: state, series: series)
      wear.recordSet(current: written.current)
      let memristor = wear.memristor(cycle: cycle)
      let erased = try await bench.pulse(reset, to: memristor, state: written.trace.finalState, series: .none)
      state = erased.trace.finalState
      let currents = try await bench.read(memristor, states: [written.trace.finalState, state], at: readVoltage)
      let (low, high) = (readVoltage / currents[0], readVoltage / currents[1])
      let cause = wear.cause(cycle: cycle)
      done.append(
        EnduranceCycle(
          setCurrent: written.current, lowResistance: low, highResistance: high, wear: cause))
      // A device whose filament dissolved long ago, or never formed, only shows its wear at the next SET.
      if cause != nil, high < threshold { break }
    }
    return DeviceLife(cycles: done, threshold: threshold)
  }
}

/// One SET and RESET.
public struct EnduranceCycle: Sendable {
  /// At the end of the SET.
  public let setCurrent: Current
  /// Read after the SET.
  public let lowResistance: Resistance
  /// Read after the RESET.
  public let highResistance: Resistance
  /// Why the device could not RESET; nil if it could.
  public let wear: DeviceWear.Cause?
}

/// The cycles of one device, the one in which it got stuck included.
public struct DeviceLife: Sendable {
  public let cycles: [EnduranceCycle]
  public let threshold: Resistance

  /// Why the device stays in its low-resistance state; nil if it survived all cycles.
  public var end: DeviceWear.Cause? {
    guard let last = cycles.last, last.highResistance < threshold else { return nil }
    return last.wear
  }

  /// Cycles before the one in which the device got stuck; nil if it survived.
  public var cyclesToFailure: Int? { end == nil ? nil : cycles.count - 1 }

  /// Cycles of a device that is not worn in which the SET left it high or the RESET low: the cycle's own threshold was
  /// beyond the pulse.
  public var missedSets: Int { cycles.count { $0.wear == nil && $0.lowResistance >= threshold } }
  public var missedResets: Int { cycles.count { $0.wear == nil && $0.highResistance < threshold } }
}

public struct EnduranceResult: Sendable {
  public let experiment: EnduranceExperiment
  public let outcomes: [DeviceOutcome<DeviceLife>]

  var lives: [DeviceLife] { outcomes.compactMap(\.value) }
}

extension EnduranceExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case population, cycles, limit
    case set = "set_pulse"
    case reset = "reset_pulse"
    case compliance = "compliance_A"
    case readVoltage = "read_voltage_V"
    case threshold = "threshold_ohm"
  }
}
