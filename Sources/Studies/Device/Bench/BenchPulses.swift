import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension DeviceBench {
  /// Applies one pulse and the rest after it.
  /// - Parameters:
  ///   - state: of the filament before the pulse, 0 (HRS) to 1 (LRS).
  ///   - series: what limits the current.
  /// - Throws: `SimulationError`, `NetlistError`.
  public func pulse(
    _ pulse: DevicePulse, to memristor: Memristor, state: Double, series: Series
  ) async throws -> PulseOutcome {
    let trace = try await apply(
      pulse.points, to: memristor, state: state, series: series, maximumStep: pulse.duration / 50)
    return PulseOutcome(trace: trace, pulse: pulse, memristor: memristor)
  }

  /// Leaves a device at 0 V.
  /// - Parameter times: rising, counted from now: when the state is taken.
  /// - Returns: the filament's state at those times, 0 (HRS) to 1 (LRS).
  public func rest(_ memristor: Memristor, state: Double, times: [Time]) async throws -> [Double] {
    try await memristor.states(afterRests: times, from: state, on: engine)
  }

  /// The currents of a device in several states at a read voltage, with nothing in series, in one operating point.
  ///
  /// The filament is held fixed: read voltages are below the voltage that a filament needs to grow, so a read of 20 ms
  /// moves the state by less than 1e-6.
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
    let result = try await engine.simulate(
      Deck(
        circuit: circuit, analysis: .operatingPoint, probes: probes, options: SolverOptions().at(memristor.device.temperature)))
    return probes.map { .amperes(-result.final($0)) }
  }
}

/// The recording of one pulse, with what can be read off it.
public struct PulseOutcome: Sendable {
  /// From the start of the pulse to the end of the rest.
  public let trace: BenchTrace
  /// As it was applied; times in the trace count from its start.
  public let pulse: DevicePulse
  /// With the parameters it had in this pulse.
  public let memristor: Memristor

  /// Through the device at the end of the plateau; negative in a RESET.
  public var current: Current { .amperes(trace.current.value(at: pulse.plateauEnd.si) ?? 0) }

  /// The filament's state at the end of the plateau, 0 (HRS) to 1 (LRS).
  public var stateAtPlateauEnd: Double { trace.state.value(at: pulse.plateauEnd.si) ?? 0 }

  /// From the start of the pulse until the device first carries twice the current that it would carry without a filament
  /// at the same voltage: from then on the filament dominates the conduction of the film around it. Nil if that does not
  /// happen within the plateau.
  ///
  /// A fixed current would not do: an unswitched device carries tens of microamperes at a few volts, as much as a low
  /// compliance.
  public var switchingTime: Time? {
    let limit = pulse.plateauEnd.si
    for (index, time) in trace.state.time.enumerated() where time <= limit {
      if trace.applied.values[index] > 0, isFilamentary(trace.current.values[index], at: trace.device.values[index]) {
        return .seconds(time)
      }
    }
    return nil
  }

  /// Whether a filament carries at least half of the current at the end of the plateau.
  public var isSet: Bool {
    isFilamentary(current.si, at: trace.device.value(at: pulse.plateauEnd.si) ?? 0)
  }

  /// The criterion of `switchingTime`, with the current in A and the voltage across the device in V.
  private func isFilamentary(_ current: Double, at voltage: Double) -> Bool {
    voltage > 0 && current > 0 && current >= 2 * memristor.current(at: .volts(voltage), state: 0).si
  }
}
