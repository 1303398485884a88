import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension DeviceBench {
  /// Applies one pulse, and the rest behind it.
  public func pulse(
    _ pulse: DevicePulse, to memristor: Memristor, state: Double, series: Series
  ) async throws -> PulseOutcome {
    let trace = try await apply(
      pulse.points, to: memristor, state: state, series: series, maximumStep: pulse.duration / 50)
    return PulseOutcome(trace: trace, pulse: pulse, memristor: memristor)
  }

  /// Leaves a device at 0 V.
  /// - Parameter times: rising; when to look at it, from now.
  /// - Returns: its state at those times.
  public func rest(_ memristor: Memristor, state: Double, times: [Time]) async throws -> [Double] {
    try await memristor.states(afterRests: times, from: state, on: engine)
  }

  /// The currents at a read voltage, with nothing in series, of a device in several states. The filament is held: the
  /// voltages devices are read at are below the one that a filament needs to grow, so that a read of 20 ms moves the
  /// state by less than 1e-6.
  public func read(_ memristor: Memristor, states: [Double], at voltage: Voltage) async throws -> [Current] {
    guard !states.isEmpty else { return [] }
    var circuit = Circuit(title: "one memristor read in \(states.count) states")
    var probes: [Probe] = []
    for (index, state) in states.enumerated() {
      let (top, source) = (Node("te\(index)"), "VREAD\(index)")
      try circuit.add(source, .voltageSource(plus: top, minus: .ground, .constant(voltage.si)))
      try circuit.add("XCELL\(index)", memristor, state: state, isHeld: true, from: top, to: .ground)
      probes.append(.current(source: source))
    }
    let result = try await engine.simulate(Deck(circuit: circuit, analysis: .operatingPoint, probes: probes))
    return probes.map { .amperes(-result.final($0)) }
  }
}

/// A pulse as the bench recorded it.
public struct PulseOutcome: Sendable {
  public let trace: BenchTrace
  public let pulse: DevicePulse
  public let memristor: Memristor

  /// At the end of the plateau.
  public var current: Current { .amperes(trace.current.value(at: pulse.plateauEnd.si) ?? 0) }

  /// The state at the end of the plateau, 0 (HRS) to 1 (LRS).
  public var stateAtPlateauEnd: Double { trace.state.value(at: pulse.plateauEnd.si) ?? 0 }

  /// From the start of the pulse until the device first carries twice what it would without a filament, which has so taken
  /// over from the conduction of the film around it; nil if it never does within the plateau.
  ///
  /// The current alone would not tell: the current of an unswitched device reaches tens of microamperes at a few volts, and
  /// so does a low compliance.
  public var switchingTime: Time? {
    let limit = pulse.plateauEnd.si
    for (index, time) in trace.state.time.enumerated() where time <= limit {
      if trace.applied.values[index] > 0, isFilamentary(trace.current.values[index], at: trace.device.values[index]) {
        return .seconds(time)
      }
    }
    return nil
  }

  /// Whether a filament carries most of the current at the end of the plateau.
  public var isSet: Bool {
    isFilamentary(current.si, at: trace.device.value(at: pulse.plateauEnd.si) ?? 0)
  }

  private func isFilamentary(_ current: Double, at voltage: Double) -> Bool {
    voltage > 0 && current > 0 && current >= 2 * memristor.current(at: .volts(voltage), state: 0).si
  }
}
