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
  /// - Returns: its filament state at those times.
  public func rest(_ memristor: Memristor, state: Double, times: [Time]) async throws -> [Double] {
    // Where nothing moves ngspice's steps are no longer than its charge tolerance by its current tolerance: 3 s with the usual
    // ones, whatever the time to come. No current here is too small to matter.
    var options = SolverOptions()
    options.currentTolerance = 1e-50
    var states: [Double] = []
    var (now, start) = (state, Time.zero)
    var later = times[...]
    while let first = later.first {
      if first <= start {
        states.append(now)
        later.removeFirst()
        continue
      }
      // One solver run spans three decades at most: its shortest step is in proportion to its length.
      let span = later.prefix { $0 - start <= (first - start) * 1000 }
      let end = (span.last ?? first) - start
      let trace = try await apply(
        [.init(time: .zero, value: 0)] + span.map { .init(time: $0 - start, value: 0) }, to: memristor, state: now,
        series: .none, maximumStep: end / 50, options: options)
      states += span.map { min(max(trace.state.value(at: ($0 - start).si) ?? 0, 0), 1) }
      (now, start) = (trace.finalState, start + end)
      later = later.dropFirst(span.count)
    }
    return states
  }

  /// The currents at a read voltage, with nothing in series, of a device in several states. The filament is held: the
  /// voltages devices are read at are below the one that a filament needs to grow, so that a read of 20 ms moves the
  /// state by less than 1e-6.
  public func read(_ memristor: Memristor, states: [Double], at voltage: Voltage) async throws -> [Current] {
    guard !states.isEmpty else { return [] }
    var circuit = Circuit(title: "one memristor read in \(states.count) states")
    circuit.include(model.library)
    for (index, state) in states.enumerated() {
      let top = Node("te\(index)")
      try circuit.add("VREAD\(index)", .voltageSource(plus: top, minus: .ground, .constant(voltage.si)))
      try circuit.add("XCELL\(index)", model.frozenInstance(of: memristor, state: state, from: top, to: .ground))
    }
    let deck = Deck(
      circuit: circuit, analysis: .operatingPoint, probes: states.indices.map { .current(source: "VREAD\($0)") })
    let result = try await engine.simulate(deck)
    return states.indices.map { .amperes(-result.final($0)) }
  }
}

/// A pulse as the bench recorded it.
public struct PulseOutcome: Sendable {
  public let trace: BenchTrace
  public let pulse: DevicePulse
  public let memristor: Memristor

  /// At the end of the plateau.
  public var current: Current { .amperes(trace.current.value(at: pulse.plateauEnd.si) ?? 0) }

  /// The filament's state at the end of the plateau, 0 to 1.
  public var stateAtPlateauEnd: Double { min(max(trace.state.value(at: pulse.plateauEnd.si) ?? 0, 0), 1) }

  /// From the start of the pulse until its filament first carries half of the current, and so has taken over from the
  /// conduction of the film around it; nil if it never does within the plateau.
  ///
  /// The current alone would not tell: the space-charge-limited current of an unswitched device reaches tens of
  /// microamperes at a few volts, and so does a low compliance.
  public var switchingTime: Time? {
    let limit = pulse.plateauEnd.si
    for (index, time) in trace.state.time.enumerated() where time <= limit {
      let filament = trace.state.values[index] * trace.device.values[index] / memristor.lowResistance.si
      let total = trace.current.values[index]
      if trace.applied.values[index] > 0, total > 0, filament >= total / 2 { return .seconds(time) }
    }
    return nil
  }

  /// Whether a filament carries most of the current at the end of the plateau.
  public var isSet: Bool {
    let voltage = trace.device.value(at: pulse.plateauEnd.si) ?? 0
    return voltage > 0 && stateAtPlateauEnd * voltage / memristor.lowResistance.si >= current.si / 2
  }
}
