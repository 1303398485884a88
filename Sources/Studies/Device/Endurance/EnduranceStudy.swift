import CrossbarPrimitives
import MemristorDevices

/// SET and RESET of drawn devices, cycle after cycle, until they stay in their low-resistance state (Fig. S5).
public struct EnduranceStudy: Study {
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

  public var seed: UInt64 { population.seed }

  static let table = "cycles.csv"

  public func run(_ run: StudyRun) async throws -> EnduranceFindings {
    let bench = DeviceBench(engine: run.engine.spice)
    let series = try await bench.series(limiting: limit, to: compliance, amplitude: set.amplitude)
    let cycles = try await run.rows(
      of: population.working, by: \.device, in: run.rows(EnduranceCycle.self, in: Self.table), stage: "cycling devices"
    ) { device in
      try await [EnduranceCycle(device: device)].filled { $0 = try await life(of: device, series: series, on: bench) }
    }
    return EnduranceFindings(study: self, cycles: cycles)
  }

  /// One device until it is stuck in its low-resistance state, or through all cycles.
  private func life(of device: Int, series: DeviceBench.Series, on bench: DeviceBench) async throws -> [EnduranceCycle] {
    var wear = DeviceWear(kind: population.kind, seed: seed, device: device)
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
          device: device, cycle: cycle + 1, setCurrent: written.current, rLRS: low, rHRS: high, wear: cause))
      // A device whose filament dissolved long ago, or never formed, only shows its wear at the next SET.
      if cause != nil, high < threshold { break }
    }
    return done
  }
}

/// One SET and RESET of one device: a row of the table. A device of which a simulation gave no result has one row, without
/// anything measured.
public struct EnduranceCycle: Codable, Hashable, Sendable, DeviceRow {
  public var device: Int
  /// Counted from 1.
  public var cycle: Int?
  /// At the end of the SET.
  public var setCurrent: Current?
  /// Read after the SET.
  public var rLRS: Resistance?
  /// Read after the RESET.
  public var rHRS: Resistance?
  /// Why the device could not RESET; nil if it could.
  public var wear: DeviceWear.Cause?
  public var numericalFailure: String?
}

/// The life of one device: a row of the table of devices.
public struct DeviceLife: Encodable, Hashable, Sendable, DeviceRow {
  public var device: Int
  /// Before the one in which the device got stuck; nil if it survived.
  public var cyclesToFailure: Int?
  /// Why the device stays in its low-resistance state; nil if it survived all cycles.
  public var cause: DeviceWear.Cause?
  public var numericalFailure: String?

  /// - Parameter cycles: of the device; nil for none.
  init?(_ cycles: [EnduranceCycle], threshold: Resistance) {
    guard let last = cycles.last else { return nil }
    device = last.device
    numericalFailure = last.numericalFailure
    guard let wear = last.wear, let high = last.rHRS, high < threshold else { return }
    cause = wear
    cyclesToFailure = cycles.count - 1
  }
}
