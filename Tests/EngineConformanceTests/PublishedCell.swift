import CircuitSimulation
import CompiledDevices
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

@testable import MemristorDevices

/// One memristor in series with the transistor for which figures of published devices are known: the subcircuit's first
/// terminal at the bit line, the second one at the drain.
struct PublishedCell {
  let memristor: Memristor
  /// Channel width, um; nil for a device between bit line and ground without a transistor.
  var width: Double?
  /// Value of the state's node at the start, in its unit.
  var start: Double

  static let card = ".model n nmos level=1 vto=0.5 kp=250u gamma=0.4 phi=0.8 lambda=0.05"

  /// Voltages of the lines: corners of straight lines, s and V.
  struct Drive {
    var bitLine: [(Double, Double)]
    var sourceLine: [(Double, Double)] = [(0, 0)]
    var wordLine: [(Double, Double)] = [(0, 0)]
    var end: Double
    /// Longest step of ngspice, as a share of the end.
    var step = 2e-4
  }

  /// What was found: the state in the node's own unit, and the current into the bit line in A.
  struct Trace {
    let state, current: Waveform
    func state(at time: Double) -> Double { state.value(at: time) ?? .nan }
    var largestCurrent: Double { current.values.max() ?? .nan }
    var smallestCurrent: Double { current.values.min() ?? .nan }
  }

  private func fraction(_ value: Double) -> Double {
    let memory = memristor.device.memory
    return (value - memory.highResistance) / (memory.lowResistance - memory.highResistance)
  }

  func inNgspice(_ drive: Drive, on engine: any SpiceEngine) async throws -> Trace {
    var circuit = Circuit(title: "published cell")
    func source(_ name: String, _ node: Node, _ points: [(Double, Double)]) throws {
      let points = points.count > 1 ? points : points + [(drive.end, points[0].1)]
      try circuit.add(
        name,
        .voltageSource(
          plus: node, minus: .ground, .piecewiseLinear(points.map { .init(time: .seconds($0.0), value: $0.1) })))
    }
    try source("VBL", "bl", drive.bitLine)
    let isFirst = memristor.device.isSetTerminalFirst
    let (first, second): (Node, Node) = ("bl", width == nil ? .ground : "drain")
    try circuit.add(
      "XCELL", memristor, state: fraction(start), isHeld: false, from: isFirst ? first : second, to: isFirst ? second : first)
    if let width {
      try source("VSL", "sl", drive.sourceLine)
      try source("VWL", "wl", drive.wordLine)
      let transistor = AccessTransistor(
        model: try TransistorModel(library: ModelLibrary(text: Self.card, source: "n.mod")), width: .micrometers(width),
        length: .micrometers(0.5))
      circuit.include(transistor.model.library)
      try circuit.add(transistor.element("MCELL", drain: "drain", gate: "wl", source: "sl"))
    }
    let (state, current) = (
      Probe.inner(instance: "XCELL", node: memristor.device.memory.node), Probe.current(source: "VBL")
    )
    var deck = Deck(
      circuit: circuit,
      analysis: .transient(stop: .seconds(drive.end), maximumStep: .seconds(drive.end * drive.step)),
      probes: [state, current])
    deck.options.relativeTolerance = 1e-5
    let result = try await engine.simulate(deck)
    return Trace(state: result.waveform(of: state), current: result.waveform(of: current).mapped { -$0 })
  }

  func compiled(_ drive: Drive, relativeTolerance: Double = 1e-6) throws -> Trace {
    // As it stands in the subcircuit, whichever terminal a SET drives.
    let device = CompiledDevice(
      try DeviceEquations(memristor.device.equations, cellParameters: memristor.device.parameters.map(\.name)))
    let card = try #require(try ModelLibrary(text: Self.card, source: "n.mod").typed().models.first)
    // 1 m of width and a gate at 1 kV are no transistor but a wire.
    let transistor = try CompiledTransistor(card, width: (width ?? 1e6) * 1e-6, length: 0.5e-6)
    let gate = width == nil ? [(0, 1000)] : drive.wordLine
    let times = Set((drive.bitLine + drive.sourceLine + gate).map(\.0) + [0, drive.end]).filter { $0 <= drive.end }.sorted()
    func values(_ points: [(Double, Double)]) -> [Double] {
      let line = PiecewiseLinear(x: points.map(\.0), y: points.map(\.1))
      return times.map { line.value(at: $0) ?? .nan }
    }
    let found = CellIntegrator(device, relativeTolerance: relativeTolerance).trace(
      CellJob(
        parameters: memristor.values, states: [start], path: 0, drive: 0, stateScales: memristor.device.stateScales,
        stateOrigins: memristor.device.stateOrigins),
      path: CellPath(bitLineResistance: 0, sourceLineResistance: 0, transistor: transistor, offCells: 0),
      drive: CellDrive(
        times: times, bitLine: values(drive.bitLine), sourceLine: values(drive.sourceLine), gate: values(gate),
        sampleTime: drive.end))
    #expect(found.run.status == .done, "\(found.run.status)")
    return Trace(
      state: Waveform(time: found.trace.times, values: found.trace.states.map { $0[0] }),
      current: Waveform(time: found.trace.times, values: found.trace.bitLineCurrent))
  }
}
