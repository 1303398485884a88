import CrossbarPrimitives
import MemristorDevices

/// Consecutive SETs at rising compliance, each followed by a rest and a read (Fig. 3f of the paper): from which current
/// on does a filament last?
public struct ComplianceExperiment: Sendable {
  public var population: DevicePopulation
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

  public func run(
    on bench: DeviceBench, progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> ComplianceResult {
    var series: [DeviceBench.Series] = []
    for compliance in compliances {
      series.append(try await bench.series(limiting: limit, to: compliance, amplitude: pulse.amplitude))
    }
    let outcomes = try await population.measure(stage: "setting devices", progress: progress) { device in
      let memristor = population.kind.draw(seed: population.seed, index: device)
      var state = 0.0
      var steps: [ComplianceStep] = []
      for (compliance, series) in zip(compliances, series) {
        let set = try await bench.set(
          memristor, state: isFresh ? 0 : state, with: pulse, series: series, readVoltage: readVoltage)
        state = try await bench.rest(memristor, state: set.outcome.trace.finalState, times: [rest])[0]
        let current = try await bench.read(memristor, states: [state], at: readVoltage)[0]
        steps.append(ComplianceStep(compliance: compliance, memristor: memristor, set: set, readCurrent: current))
      }
      return steps
    }
    return ComplianceResult(experiment: self, outcomes: outcomes)
  }
}

/// One SET of one device.
public struct ComplianceStep: Sendable {
  public enum Outcome: String, Sendable { case notSet = "not_set", volatile, nonVolatile = "non_volatile" }

  public let compliance: Current
  public let memristor: Memristor
  public let set: FilamentSet
  /// After the rest.
  public let readCurrent: Current

  /// A SET that formed no filament is neither volatile nor non-volatile.
  public var outcome: Outcome {
    guard set.isSet else { return .notSet }
    return set.lasts(at: readCurrent) ? .nonVolatile : .volatile
  }
}

public struct ComplianceResult: Sendable {
  public let experiment: ComplianceExperiment
  /// A step a compliance.
  public let outcomes: [DeviceOutcome<[ComplianceStep]>]

  /// The steps of all devices at compliance number `index`.
  func steps(at index: Int) -> [ComplianceStep] { outcomes.compactMap { $0.value?[index] } }
}

extension ComplianceExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case population, limit
    case compliances = "compliances_A"
    case pulse = "set_pulse"
    case rest = "rest_s"
    case readVoltage = "read_voltage_V"
    case isFresh = "fresh"
  }
}
