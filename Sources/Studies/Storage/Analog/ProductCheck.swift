import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import StructuredSolver

/// Compares products of the linear network with ngspice, which has the memristors' nonlinear currents and every
/// transistor.
///
/// A whole tile takes ngspice minutes. So blocks of cells are cut out at random places of random tiles, each with
/// drivers, sense nodes and wires of its own.
public struct ProductCheck: Sendable {
  /// The most rows and columns of a block.
  public static let blockSize = 16

  /// One compared block.
  public struct Outcome: Hashable, Encodable, Sendable {
    /// The tile's number among all, from 0.
    public var tile: Int
    /// Of the block: `blockSize`, or fewer where the tile has fewer.
    public var rows: Int
    /// Of the block, likewise.
    public var columns: Int
    /// The largest difference between a column's two currents, relative to the largest current of the block; nil if
    /// ngspice gave no result.
    public var largestDeviation: Double?
  }

  private let result: StorageFindings
  /// By tile, S: those that the analog network was made from.
  private let conductances: [Grid<Double>]
  private let settings: AnalogSettings

  init(_ result: StorageFindings, conductances: [Grid<Double>], settings: AnalogSettings) {
    self.result = result
    self.conductances = conductances
    self.settings = settings
  }

  /// - Returns: one outcome per block; they do not depend on how many run at a time.
  func run(_ run: StudyRun) async throws -> [Outcome] {
    let engine = run.engine.spice
    return try await Array(0..<settings.checkedProducts).mapConcurrently(
      atMost: engine.capacity + 1, progress: { try run.progress("checking products", $0, of: $1) }
    ) { try await check($0, on: engine) }
  }

  /// Compares the block with this number; place and inputs are drawn from a random stream of its own.
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
    var memristors: [SIMD2<Int>: (Memristor, Double, AccessTransistor)] = [:]
    result.cells.forEach { row, cell, outcome in
      guard row.tile.number == tile.number, (top..<top + rows).contains(cell.row), (left..<left + columns).contains(cell.column)
      else { return }
      memristors[SIMD2(cell.row - top, cell.column - left)] = (
        result.memristor(cell, outcome), outcome.state,
        result.study.settings.array.transistor.ofCell(cell.number, seed: result.study.seed)
      )
    }
    let deck = try deck(memristors, rows: rows, columns: columns, voltages: voltages)
    return Outcome(
      tile: tile.number, rows: rows, columns: columns, largestDeviation: try await deviation(of: linear, from: deck, on: engine))
  }

  /// The read voltage on each row with probability one half, but on one row at least: without drive the currents are
  /// junction leakage, which is no product to compare.
  /// - Returns: V.
  static func drive(_ rows: Int, _ voltage: Voltage, _ stream: inout RandomStream) -> [Double] {
    var voltages = (0..<rows).map { _ in stream.uniform() < 0.5 ? voltage.si : 0 }
    if voltages.allSatisfy({ $0 == 0 }) { voltages[Int.random(in: 0..<rows, using: &stream)] = voltage.si }
    return voltages
  }

  /// The difference between both solutions, as `largestDeviation`.
  /// - Parameter linear: the columns' currents, A.
  private func deviation(of linear: [Double], from deck: Deck, on engine: any SpiceEngine) async throws -> Double? {
    let simulated: [Double]
    do {
      let result = try await engine.simulate(deck)
      simulated = deck.probes.map(result.final)
    } catch let error as SimulationError {
      guard error.concernsThisDeckOnly else { throw error }
      return nil
    }
    let largest = (simulated + linear).map(abs).max() ?? 0
    let difference = zip(simulated, linear).map { abs($0 - $1) }.max() ?? 0
    return largest > 0 ? difference / largest : 0
  }

  /// The block as a circuit with all its transistors on; its probes are the currents into the sense nodes.
  /// - Parameter memristors: with their states and transistors, by row and column in the block; places that hold no code are left out.
  private func deck(
    _ memristors: [SIMD2<Int>: (Memristor, Double, AccessTransistor)], rows: Int, columns: Int, voltages: [Double]
  ) throws(NetlistError) -> Deck {
    let array = result.study.settings.array
    let wires = array.wires
    var circuit = Circuit(
      title: "product of a block of \(rows) x \(columns) cells",
      comments: ["RROW, RCOL wire; VROW inputs, VCOL sense nodes; XCELL memristor, RCELL series resistor, MCELL transistor"])
    circuit.include(array.transistor.model.library)
    try circuit.add("VGATE", .voltageSource(plus: "gate", minus: .ground, .constant(array.read.gateVoltage.si)))
    func wire(_ line: ArrayLine, _ row: Int, _ column: Int, _ segment: Resistance) throws(NetlistError) -> Node {
      let (number, place) = line == .row ? (row, column) : (column, row)
      func node(_ place: Int) -> Node { line == .row ? line.node(row, place) : line.node(place, column) }
      // A wire without resistance is a single node; without driver resistance, too, it is the source's node.
      let end = wires.driver > .zero ? node(0) : line.end(number)
      let here = segment > .zero ? node(place) : end
      let before = place == 0 ? line.end(number) : segment > .zero ? node(place - 1) : end
      if here != before {
        try circuit.add(line.segment(row, column), .resistor(before, here, place == 0 ? wires.driver + segment : segment))
      }
      return here
    }
    for row in 0..<rows {
      try circuit.add(
        ArrayLine.row.source(row), .voltageSource(plus: ArrayLine.row.end(row), minus: .ground, .constant(voltages[row])))
    }
    for column in 0..<columns {
      try circuit.add(
        ArrayLine.column.source(column), .voltageSource(plus: ArrayLine.column.end(column), minus: .ground, .constant(0)))
    }
    for row in 0..<rows {
      for column in 0..<columns {
        guard let (memristor, state, transistor) = memristors[SIMD2(row, column)] else { continue }
        let top = try wire(.row, row, column, wires.bitLineSegment)
        let bottom = try wire(.column, row, column, wires.sourceLineSegment)
        let middle = CellPart.middle.node(row, column)
        let below = settings.seriesResistance > .zero ? CellPart.foot.node(row, column) : middle
        try circuit.add(
          CellPart.memristor.name(row, column), memristor, state: state, isHeld: true, from: top, to: middle)
        if below != middle {
          try circuit.add(CellPart.resistor.name(row, column), .resistor(middle, below, settings.seriesResistance))
        }
        try circuit.add(transistor, row: row, column: column, drain: below, gate: "gate", source: bottom)
      }
    }
    return Deck(
      circuit: circuit, analysis: .operatingPoint, probes: (0..<columns).map { .current(source: ArrayLine.column.source($0)) },
      options: SolverOptions().at(array.transistor.temperature))
  }
}
