import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Netlisting

/// The circuit of a product: cells with all their transistors on, rows driven and columns sensed at 0 V.
struct ProductCircuit: Sendable {
  /// Places without a cell are left out.
  let cells: ProductCells
  /// Rows use the bit-line segments, columns the source-line segments.
  let wires: Wires
  /// One per row, V.
  let voltages: [Double]

  /// Currents into the sense nodes, A, one per column.
  /// - Throws: `SimulationError`, `NetlistError`.
  func currents(on engine: any SpiceEngine) async throws -> [Double] {
    let deck = try deck
    let result = try await engine.simulate(deck)
    return deck.probes.map(result.final)
  }

  /// Its probes are the currents into the sense nodes.
  private var deck: Deck {
    get throws(NetlistError) {
      let (rows, columns) = (cells.cells.rows, cells.cells.columns)
      var circuit = Circuit(
        title: "product of a block of \(rows) x \(columns) cells",
        comments: ["RROW, RCOL wire; VROW inputs, VCOL sense nodes; XCELL memristor, RCELL series resistor, MCELL transistor"])
      try circuit.add("VGATE", .voltageSource(plus: "gate", minus: .ground, .constant(cells.read.wordLineVoltage.si)))
      for row in 0..<rows {
        try circuit.add(
          ArrayLine.row.source(row), .voltageSource(plus: ArrayLine.row.end(row), minus: .ground, .constant(voltages[row])))
      }
      for column in 0..<columns {
        try circuit.add(
          ArrayLine.column.source(column), .voltageSource(plus: ArrayLine.column.end(column), minus: .ground, .constant(0)))
      }
      var temperature = Temperature.nominal
      for row in 0..<rows {
        for column in 0..<columns {
          guard let cell = cells.cells[row, column] else { continue }
          temperature = cell.transistor.temperature
          let top = try addWire(.row, row, column, wires.bitLineSegment, to: &circuit)
          let bottom = try addWire(.column, row, column, wires.sourceLineSegment, to: &circuit)
          try circuit.add(
            cell, row: row, column: column, resistance: cells.seriesResistance, from: top, gate: "gate", to: bottom)
        }
      }
      return Deck(
        circuit: circuit, analysis: .operatingPoint, probes: (0..<columns).map { .current(source: ArrayLine.column.source($0)) },
        options: SolverOptions.operatingPoint.at(temperature))
    }
  }

  /// Adds the segment before a cell.
  /// - Returns: the wire's node at the cell.
  private func addWire(
    _ line: ArrayLine, _ row: Int, _ column: Int, _ segment: Resistance, to circuit: inout Circuit
  ) throws(NetlistError) -> Node {
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
}
