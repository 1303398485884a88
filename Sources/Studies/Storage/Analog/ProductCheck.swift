import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import StructuredSolver

/// Holds products of the linear network against ngspice, which has the memristors' bent currents and every transistor.
///
/// A whole tile takes ngspice minutes, so blocks of cells are cut out, at random places of random tiles, each with
/// drivers, sense nodes and wires of its own.
public struct ProductCheck: Sendable {
  /// Most rows and columns of a block.
  public static let blockSize = 16

  public struct Outcome: Hashable, Encodable, Sendable {
    public var tile: Int
    public var rows: Int
    public var columns: Int
    /// The largest difference between a column's currents, relative to the largest current; nil if ngspice found none.
    public var largestDeviation: Double?
  }

  private let result: StorageFindings
  private let conductances: [Grid<Double>]
  private let settings: AnalogSettings

  init(_ result: StorageFindings, conductances: [Grid<Double>], settings: AnalogSettings) {
    self.result = result
    self.conductances = conductances
    self.settings = settings
  }

  func run(_ run: StudyRun) async throws -> [Outcome] {
    var done = 0
    let engine = run.engine.spice
    return try await Array(0..<settings.checkedProducts).mapConcurrently(
      atMost: engine.capacity + 1,
      finished: { _, _ in
        done += 1
        try run.progress("checking products", done, of: settings.checkedProducts)
      }, { try await check($0, on: engine) })
  }

  private func check(_ number: Int, on engine: any SpiceEngine) async throws -> Outcome {
    var stream = RandomStream(seed: result.study.seed, purpose: "checked products", index: number)
    let tile = result.plan.tiles[Int.random(in: result.plan.tiles.indices, using: &stream)]
    let (rows, columns) = (min(Self.blockSize, tile.rows.count), min(Self.blockSize, tile.columns))
    let (top, left) = (
      Int.random(in: 0...(tile.rows.count - rows), using: &stream), Int.random(in: 0...(tile.columns - columns), using: &stream)
    )
    let read = result.study.settings.array.read
    let voltages = Self.drive(rows, read.voltage, &stream)
    let cells = Grid<Double>(rows: rows, columns: columns) { conductances[tile.number][top + $0, left + $1] }
    let linear = try CrossbarSolver().endCurrents(
      of: EffectiveConductances(cells: cells, wires: result.study.settings.array.wires).network(driving: voltages)
    ).ends.top
    var memristors: [SIMD2<Int>: (Memristor, Double)] = [:]
    result.cells.forEach { row, cell, outcome in
      guard row.tile.number == tile.number, (top..<top + rows).contains(cell.row), (left..<left + columns).contains(cell.column)
      else { return }
      memristors[SIMD2(cell.row - top, cell.column - left)] = (result.memristor(cell, outcome), outcome.state)
    }
    let deck = try deck(memristors, rows: rows, columns: columns, voltages: voltages)
    return Outcome(
      tile: tile.number, rows: rows, columns: columns, largestDeviation: try await deviation(of: linear, from: deck, on: engine))
  }

  /// The read voltage on each row with probability one half. One row at least: the currents of a block without drive are what
  /// junctions leave, and no product to be compared with.
  static func drive(_ rows: Int, _ voltage: Voltage, _ stream: inout RandomStream) -> [Double] {
    var voltages = (0..<rows).map { _ in stream.uniform() < 0.5 ? voltage.si : 0 }
    if voltages.allSatisfy({ $0 == 0 }) { voltages[Int.random(in: 0..<rows, using: &stream)] = voltage.si }
    return voltages
  }

  private func deviation(of linear: [Double], from deck: Deck, on engine: any SpiceEngine) async throws -> Double? {
    let simulated: [Double]
    do {
      simulated = try await engine.simulate(deck).values.map { $0[0] }
    } catch let error as SimulationError {
      guard error.concernsThisDeckOnly else { throw error }
      return nil
    }
    let largest = (simulated + linear).map(abs).max() ?? 0
    let difference = zip(simulated, linear).map { abs($0 - $1) }.max() ?? 0
    return largest > 0 ? difference / largest : 0
  }

  /// The block with all its transistors on; its probes are the currents into the sense nodes.
  private func deck(
    _ memristors: [SIMD2<Int>: (Memristor, Double)], rows: Int, columns: Int, voltages: [Double]
  ) throws(NetlistError) -> Deck {
    let array = result.study.settings.array
    let wires = array.wires
    var circuit = Circuit(
      title: "product of a block of \(rows) x \(columns) cells",
      comments: ["RROW, RCOL wire; VROW inputs, VCOL sense nodes; XCELL memristor, RCELL series resistor, MCELL transistor"])
    circuit.include(array.transistor.model.library)
    try circuit.add("VGATE", .voltageSource(plus: "gate", minus: .ground, .constant(array.read.gateVoltage.si)))
    func wire(_ line: String, _ index: Int, _ at: Int, _ segment: Resistance, driver: Node) throws(NetlistError) -> Node {
      // Without resistance the wire is one node, and without a driver's either it is that of the source.
      let end = wires.driver > .zero ? Node("\(line)_\(index)_0") : driver
      let (here, before) =
        segment > .zero
        ? (Node("\(line)_\(index)_\(at)"), at == 0 ? driver : Node("\(line)_\(index)_\(at - 1)")) : (end, at == 0 ? driver : end)
      if here != before {
        try circuit.add("R\(line)_\(index)_\(at)", .resistor(before, here, at == 0 ? wires.driver + segment : segment))
      }
      return here
    }
    for row in 0..<rows {
      try circuit.add("VROW\(row)", .voltageSource(plus: Node("in\(row)"), minus: .ground, .constant(voltages[row])))
    }
    for column in 0..<columns {
      try circuit.add("VCOL\(column)", .voltageSource(plus: Node("out\(column)"), minus: .ground, .constant(0)))
    }
    for row in 0..<rows {
      for column in 0..<columns {
        guard let (memristor, state) = memristors[SIMD2(row, column)] else { continue }
        let top = try wire("row", row, column, wires.bitLineSegment, driver: Node("in\(row)"))
        let bottom = try wire("col", column, row, wires.sourceLineSegment, driver: Node("out\(column)"))
        let place = "\(row)_\(column)"
        let middle = Node("m_\(place)")
        let below = settings.seriesResistance > .zero ? Node("s_\(place)") : middle
        try circuit.add(
          "XCELL_\(place)", memristor, state: state, isHeld: true, from: top, to: middle)
        if below != middle { try circuit.add("RCELL_\(place)", .resistor(middle, below, settings.seriesResistance)) }
        try circuit.add(
          "MCELL_\(place)",
          .mosfet(
            drain: below, gate: "gate", source: bottom, bulk: .ground,
            .init(
              model: array.transistor.model.name, width: array.transistor.width, length: array.transistor.length)))
      }
    }
    return Deck(
      circuit: circuit, analysis: .operatingPoint, probes: (0..<columns).map { .current(source: "VCOL\($0)") })
  }
}
