import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// SET and RESET of one device with program and verify: pulses of one amplitude are repeated until a read of the same
/// width shows the wanted state (Fig. 3e of the paper).
public struct PulseTrain: Sendable {
  /// Whose distributions the device is drawn from.
  public var kind: MemristorDevice
  /// Of the device's parameters, of their change from cycle to cycle, and of its endurance.
  public var seed: UInt64
  /// The device's number, counted from 0.
  public var device: Int
  /// Each is a SET followed by a RESET.
  public var cycles: Int
  /// Magnitude of both SET and RESET.
  public var amplitude: Voltage
  /// Of every pulse and every read, and of the rest after each.
  public var width: Time
  /// Of the verifying reads.
  public var readVoltage: Voltage
  /// The current limit of the SETs; a RESET has none.
  public var compliance: Current
  /// What enforces the compliance.
  public var limit: CurrentLimit
  /// A SET is verified below this resistance, a RESET at or above it.
  public var threshold: Resistance
  /// The most pulses for one state.
  public var attempts: Int

  /// Cycles and attempts must not be negative; amplitude, width and read voltage must be positive.
  public init(
    kind: MemristorDevice, seed: UInt64, device: Int, cycles: Int, amplitude: Voltage, width: Time,
    readVoltage: Voltage, compliance: Current, limit: CurrentLimit, threshold: Resistance, attempts: Int
  ) {
    self.kind = kind
    self.seed = seed
    self.device = device
    self.cycles = cycles
    self.amplitude = amplitude
    self.width = width
    self.readVoltage = readVoltage
    self.compliance = compliance
    self.limit = limit
    self.threshold = threshold
    self.attempts = attempts
  }

  /// The first drawn device whose V_SET and V_RESET are below 60 % of an amplitude, so that it switches reliably; device
  /// 0 if none of the first thousand is.
  public static func firstDevice(of kind: MemristorDevice, seed: UInt64, switchedBy amplitude: Voltage) -> Int {
    (0..<1000).first { device in
      let memristor = kind.draw(seed: seed, index: device)
      return [memristor.setVoltage, memristor.resetVoltage].allSatisfy { $0.map { $0 < amplitude * 0.6 } ?? true }
    } ?? 0
  }

  /// Drives the device from its pristine state. Its parameters change from cycle to cycle, and it wears. A pulse without
  /// a result ends the train, since the state after it is not known.
  /// - Throws: errors that do not concern one circuit alone.
  public func run(on bench: DeviceBench) async throws -> PulseTrainResult {
    var steps: [PulseTrainStep] = []
    do {
      try await drive(bench) { steps.append($0) }
      return PulseTrainResult(steps: steps, failure: nil)
    } catch let error as SimulationError where error.concernsThisDeckOnly {
      return PulseTrainResult(steps: steps, failure: error)
    }
  }

  /// - Parameter finished: called after each pulse and its read.
  private func drive(_ bench: DeviceBench, _ finished: (PulseTrainStep) -> Void) async throws {
    let series = try await bench.series(limiting: limit, to: compliance, amplitude: amplitude)
    var wear = DeviceWear(kind: kind, seed: seed, device: device)
    var state = 0.0
    for cycle in 0..<cycles {
      for operation in [PulseTrainStep.Operation.set, .reset] {
        for attempt in 0..<attempts {
          let sign = operation == .set ? 1.0 : -1.0
          let written = try await bench.pulse(
            DevicePulse(amplitude: amplitude * sign, width: width, rest: width), to: wear.memristor(cycle: cycle),
            state: state, series: operation == .set ? series : .none)
          if operation == .set { wear.recordSet(current: written.current) }
          let read = try await bench.pulse(
            DevicePulse(amplitude: readVoltage, width: width, rest: width), to: wear.memristor(cycle: cycle),
            state: written.trace.finalState, series: .none)
          state = read.trace.finalState
          // A current that flows backwards does not read as a low resistance.
          let isLow = read.current > .zero && readVoltage / read.current < threshold
          let step = PulseTrainStep(
            cycle: cycle, operation: operation, attempt: attempt, write: written, read: read,
            isVerified: isLow == (operation == .set))
          finished(step)
          if step.isVerified { break }
        }
      }
    }
  }
}

/// One pulse and the read after it.
public struct PulseTrainStep: Sendable {
  /// The state that a pulse is to bring about.
  public enum Operation: String, Codable, Sendable {
    /// LRS, by a positive amplitude; HRS, by a negative one.
    case set, reset
  }

  /// Counted from 0.
  public let cycle: Int
  /// What the pulse is to do; the read is judged by it.
  public let operation: Operation
  /// For this state in this cycle, counted from 0.
  public let attempt: Int
  /// The SET or RESET pulse.
  public let write: PulseOutcome
  /// The read after it, which starts from the state that the pulse and its rest left.
  public let read: PulseOutcome
  /// Whether the read shows the wanted state; the last step for a state may not.
  public let isVerified: Bool
}

/// The pulses of a train, in order.
public struct PulseTrainResult: Sendable {
  /// In the order in which they were applied.
  public let steps: [PulseTrainStep]
  /// Why the train ended before its last cycle; nil if it did not.
  public let failure: SimulationError?

  /// Source voltage and current of all pulses and reads, one after the other.
  public var waveforms: [WaveformSample] {
    var samples: [WaveformSample] = []
    var start = Time.zero
    for outcome in steps.flatMap({ [$0.write, $0.read] }) {
      let (voltage, current) = (outcome.trace.applied, outcome.trace.current)
      samples += voltage.time.indices.map { index in
        WaveformSample(
          time: start + .seconds(voltage.time[index]), voltage: .volts(voltage.values[index]),
          current: .amperes(current.values[index]))
      }
      start = start + outcome.pulse.duration
    }
    return samples
  }
}

/// A sample of the train: a row of `waveforms.csv`.
public struct WaveformSample: Encodable, Hashable, Sendable {
  /// From the start of the train.
  public var time: Time
  /// Of the source; in a SET the element in series takes a part of it.
  public var voltage: Voltage
  /// Out of the source.
  public var current: Current
}
