import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Simulates cells as circuits in ngspice, one deck per pulse. This is the reference for `CompiledCells`.
public struct CircuitCells: CellSimulator {
  /// Runs the decks.
  public let engine: any SpiceEngine

  /// The engine's capacity decides how many decks are simulated at a time.
  public init(_ engine: any SpiceEngine) { self.engine = engine }

  /// One more than the engine's workers, so that the next batch is there when one is done.
  public var capacity: Int { engine.capacity + 1 }
  /// One deck at a time per batch; more would only wait.
  public var batchSize: Int { 1 }

  public func apply(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    try await pulses.each { pulse in
      CellResponse(
        try await CellTrial(pulse.memristor, in: pulse.surroundings).apply(pulse.operation, state: pulse.state, on: engine))
    }
  }

  /// Reads by an operating point if the device's equations say that the state does not move, which costs a quarter of a
  /// pulse, and if the lines are quick; otherwise by a pulse.
  public func read(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    try await pulses.each { pulse in
      let trial = CellTrial(pulse.memristor, in: pulse.surroundings)
      let point = try await trial.operatingPoint(pulse.operation, state: pulse.state, on: engine)
      if pulse.surroundings.isPrompt(in: pulse.operation),
        pulse.memristor.isStill(
          at: point.bitLine - point.middle, state: pulse.state, for: pulse.operation.pulse.duration)
      {
        return CellResponse(point, pulse)
      }
      return CellResponse(try await trial.apply(pulse.operation, state: pulse.state, on: engine))
    }
  }

  public func rest(
    _ cells: [(memristor: Memristor, state: Double)], for time: Time
  ) async throws -> [Result<Double, SimulationError>] {
    try await cells.each { cell in
      if cell.memristor.isStill(at: .zero, state: cell.state, for: time) { return cell.state }
      return try await cell.memristor.states(afterRests: [time], from: cell.state, on: engine)[0]
    }
  }

  package func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>] {
    try await corners.each { try await $0.apply(operation, state: state, on: engine) }
  }
}

extension Array {
  /// Simulates the elements one after another, each with a result of its own.
  fileprivate func each<Success>(
    _ simulate: (Element) async throws -> Success
  ) async throws -> [Result<Success, SimulationError>] {
    var results: [Result<Success, SimulationError>] = []
    results.reserveCapacity(count)
    for element in self { results.append(try await Result(simulating: { try await simulate(element) })) }
    return results
  }
}

extension Memristor {
  /// The states of a device left at 0 V, simulated in a circuit of the device alone.
  /// - Parameters:
  ///   - times: when to report the state, counted from now, rising.
  ///   - state: at the start, 0 to 1.
  /// - Returns: one state per time, 0 to 1.
  public func states(afterRests times: [Time], from state: Double, on engine: any SpiceEngine) async throws -> [Double] {
    // Where nothing moves, ngspice's steps are at most its charge tolerance over its current tolerance: 3 s with the
    // usual ones, however long the rest. A tiny current tolerance lifts this limit.
    var options = SolverOptions().at(device.temperature)
    options.currentTolerance = 1e-50
    let cell = "XCELL"
    let probe = Probe.inner(instance: cell, node: device.memory.node)
    var states: [Double] = []
    var (now, start) = (state, Time.zero)
    var later = times[...]
    while let first = later.first {
      if first <= start {
        states.append(now)
        later.removeFirst()
        continue
      }
      // One run spans at most three decades of time: its shortest step is in proportion to its length.
      let span = later.prefix { $0 - start <= (first - start) * 1000 }
      let end = (span.last ?? first) - start
      var circuit = Circuit(title: "one memristor at rest")
      try circuit.add("VREST", .voltageSource(plus: "te", minus: .ground, .constant(0)))
      try circuit.add(cell, self, state: now, isHeld: false, from: "te", to: .ground)
      let result = try await engine.simulate(
        Deck(
          circuit: circuit, analysis: .transient(stop: end, maximumStep: end / 50),
          probes: [probe], options: options))
      let trace = result.waveform(of: probe)
      states += span.map { device.memory.fraction(of: trace.value(at: ($0 - start).si) ?? 0) }
      (now, start) = (device.memory.fraction(of: result.final(probe)), start + end)
      later = later.dropFirst(span.count)
    }
    return states
  }
}
