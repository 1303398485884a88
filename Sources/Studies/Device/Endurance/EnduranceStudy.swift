import CrossbarPrimitives
import MemristorDevices

/// How many cycles do devices last? SET and RESET of drawn devices, cycle after cycle, until they stay in their
/// low-resistance state (Fig. S5 of the paper).
public struct EnduranceStudy: Study {
  /// The devices that are cycled, broken ones left out.
  public var population: DevicePopulation
  /// The most that a device gets; one that survives them all has no known life.
  public var cycles: Int
  /// Of positive amplitude; its current is limited.
  public var set: DevicePulse
  /// Of negative amplitude, without a current limit.
  public var reset: DevicePulse
  /// The current limit of the SETs.
  public var compliance: Current
  /// What enforces the compliance.
  public var limit: CurrentLimit
  /// Of the reads after each SET and each RESET.
  public var readVoltage: Voltage
  /// A device reads as RESET at or above this resistance.
  public var threshold: Resistance

  /// `cycles` must be 1 or more, the SET's amplitude positive and the RESET's negative.
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

  public var warnings: [String] {
    population.kind.warnings(
      readingAt: readVoltage, writingAt: max(set.amplitude, -reset.amplitude), for: [set.width, reset.width],
      drawing: population.count)
  }

  /// The file of all cycles, which also serves to resume a run.
  static let table = "cycles.csv"

  /// Cycles devices side by side.
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
  /// - Returns: its cycles in order; the last one may be that in which it got stuck.
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
      // A worn device without a filament shows its wear only at its next SET.
      if cause != nil, high < threshold { break }
    }
    return done
  }
}

/// One SET and RESET of one device: a row of `cycles.csv`. A device with a simulation that gave no result has a single
/// row without measured values.
public struct EnduranceCycle: Codable, Hashable, Sendable, DeviceRow {
  public var device: Int
  /// Counted from 1; nil in the row of a failed device.
  public var cycle: Int?
  /// At the end of the SET's plateau.
  public var setCurrent: Current?
  /// Read after the SET, whether or not it succeeded.
  public var rLRS: Resistance?
  /// Read after the RESET, whether or not it succeeded.
  public var rHRS: Resistance?
  /// Why the device can no longer RESET in this cycle; nil while it can.
  public var wear: DeviceWear.Cause?
  public var numericalFailure: String?
}

/// The life of one device: a row of `devices.csv`.
public struct DeviceLife: Encodable, Hashable, Sendable, DeviceRow {
  public var device: Int
  /// Cycles completed before the one in which the device got stuck; nil if it survived.
  public var cyclesToFailure: Int?
  /// Why the device stays in its low-resistance state; nil if it survived all cycles.
  public var cause: DeviceWear.Cause?
  public var numericalFailure: String?

  /// - Parameter cycles: all of one device; nil is returned for none.
  init?(_ cycles: [EnduranceCycle], threshold: Resistance) {
    guard let last = cycles.last else { return nil }
    device = last.device
    numericalFailure = last.numericalFailure
    guard let wear = last.wear, let high = last.rHRS, high < threshold else { return }
    cause = wear
    cyclesToFailure = cycles.count - 1
  }
}
