import CrossbarPrimitives
import MemristorDevices
import Records

/// Consecutive SETs at rising compliance, each followed by a rest and a read (Fig. 3f of the paper): from which current
/// on does a filament last?
public struct ComplianceStudy: Study {
  public var population: DevicePopulation
  /// In the order in which they are applied.
  public var compliances: [Current]
  public var pulse: DevicePulse
  /// At 0 V, between a SET and the read.
  public var rest: Time
  public var readVoltage: Voltage
  public var limit: CurrentLimit
  /// Whether each SET starts without a filament. If not, it starts from what the last one left, as in the laboratory.
  public var isFresh: Bool

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

  static let table = "compliance.csv"

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

/// One SET of one device: a row of the table. What is measured is nil where a simulation of the device gave no result.
public struct ComplianceStep: Codable, Hashable, Sendable, DeviceRow {
  public enum Outcome: String, Codable, Sendable {
    /// It formed no filament, and is neither volatile nor non-volatile.
    case notSet = "not_set"
    case volatile
    case nonVolatile = "non_volatile"
  }

  public var device: Int
  public var compliance: Current
  /// At the end of the SET.
  public var setCurrent: Current?
  public var outcome: Outcome?
  /// As the SET left it, before the rest.
  public var rLRSAfterSET: Resistance?
  public var readResistanceAfterRest: Resistance?
  public var drawn: RecordValue
  public var numericalFailure: String?

  /// Whether a filament formed.
  public var isSet: Bool { outcome == .volatile || outcome == .nonVolatile }
}
