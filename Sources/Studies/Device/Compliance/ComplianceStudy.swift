import CrossbarPrimitives
import MemristorDevices
import Records

/// From which compliance on does a filament last? Consecutive SETs at rising compliance, each followed by a rest and a
/// read (Fig. 3f of the paper, Marraccini et al. 2026).
public struct ComplianceStudy: Study {
  /// The devices that are SET, broken ones left out; each at all compliances.
  public var population: DevicePopulation
  /// The SET's current limits, in the order in which they are applied.
  public var compliances: [Current]
  /// The SET pulse, the same at every compliance.
  public var pulse: DevicePulse
  /// Time at 0 V between a SET and the read.
  public var rest: Time
  /// Of the reads after the SET and after the rest.
  public var readVoltage: Voltage
  /// What enforces the compliance.
  public var limit: CurrentLimit
  /// Whether each SET starts without a filament. If not, it starts from what the last one left, as in the laboratory.
  public var isFresh: Bool

  /// The compliances must differ, since the figures tell steps apart by them; the amplitude must be positive.
  public init(
    population: DevicePopulation, compliances: [Current], pulse: DevicePulse, rest: Time, readVoltage: Voltage,
    limit: CurrentLimit, isFresh: Bool
  ) {
    self.population = population
    self.compliances = compliances
    self.pulse = pulse
    self.rest = rest
    self.readVoltage = readVoltage
    self.limit = limit
    self.isFresh = isFresh
  }

  public var seed: UInt64 { population.seed }

  public var warnings: [String] {
    population.kind.warnings(
      readingAt: readVoltage, writingAt: pulse.amplitude, for: [pulse.width], drawing: population.count)
  }

  /// The file of all steps, which also serves to resume a run.
  static let table = "compliance.csv"

  /// SETs devices side by side; the compliances of one device follow each other.
  public func run(_ run: StudyRun) async throws -> ComplianceFindings {
    let bench = DeviceBench(engine: run.engine.spice)
    var series: [DeviceBench.Series] = []
    for compliance in compliances {
      series.append(try await bench.series(limiting: limit, to: compliance, amplitude: pulse.amplitude))
    }
    let devices = population.working
    let steps = try await run.rows(
      of: devices, counts: devices.map { _ in compliances.count }, in: run.rows(ComplianceStep.self, in: Self.table),
      stage: "setting devices"
    ) { [series] in try await self.steps(of: $0, series, on: bench) }
    return ComplianceFindings(study: self, steps: steps.flatMap { $0 })
  }

  /// All SETs of one device. Where one simulation fails, none of the device's steps counts.
  private func steps(
    of device: Int, _ series: [DeviceBench.Series], on bench: DeviceBench
  ) async throws -> [ComplianceStep] {
    let memristor = population.memristor(device)
    let drawn = RecordValue(drawn: memristor)
    return try await compliances.map { ComplianceStep(device: device, compliance: $0, drawn: drawn) }.filled { steps in
      var state = 0.0
      for (index, series) in series.enumerated() {
        let set = try await bench.set(
          memristor, state: isFresh ? 0 : state, with: pulse, series: series, readVoltage: readVoltage)
        state = try await bench.rest(memristor, state: set.outcome.trace.finalState, times: [rest])[0]
        let current = try await bench.read(memristor, states: [state], at: readVoltage)[0]
        steps[index].setCurrent = set.outcome.current
        steps[index].outcome = set.isSet ? set.lasts(at: current) ? .nonVolatile : .volatile : .notSet
        steps[index].rLRSAfterSET = set.resistance
        steps[index].readResistanceAfterRest = readVoltage / current
      }
    }
  }
}

/// One SET of one device: a row of `compliance.csv`. Measured values are nil where a simulation of the device gave no
/// result.
public struct ComplianceStep: Codable, Hashable, Sendable, DeviceRow {
  /// What the read after the rest shows.
  public enum Outcome: String, Codable, Sendable {
    /// The SET formed no filament, so it counts as neither volatile nor non-volatile.
    case notSet = "not_set"
    /// The filament was gone, or mostly gone, after the rest: the rule of `FilamentSet`.
    case volatile
    /// At least half of the filament's own conduction was left after the rest.
    case nonVolatile = "non_volatile"
  }

  /// Counted from 0.
  public var device: Int
  /// The current limit of this SET.
  public var compliance: Current
  /// At the end of the pulse's plateau.
  public var setCurrent: Current?
  /// Nil where a simulation gave no result.
  public var outcome: Outcome?
  /// As the SET left it, before the rest; defined even where no filament formed.
  public var rLRSAfterSET: Resistance?
  /// At the read voltage.
  public var readResistanceAfterRest: Resistance?
  /// The device's drawn parameters, by their columns.
  public var drawn: RecordValue
  public var numericalFailure: String?

  /// Whether a filament formed.
  public var isSet: Bool { outcome == .volatile || outcome == .nonVolatile }
}
