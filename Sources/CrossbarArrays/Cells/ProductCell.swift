import CircuitSimulation
import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import StructuredSolver

/// A cell as products see it: its state is held, and its gate is on.
package struct ProductCell: Sendable {
  package var memristor: Memristor
  /// 0 (HRS) to 1 (LRS).
  package var state: Double
  /// The cell's own.
  package var transistor: AccessTransistor

  package init(_ memristor: Memristor, state: Double, transistor: AccessTransistor) {
    (self.memristor, self.state, self.transistor) = (memristor, state, transistor)
  }
}

/// The cells of a tile at the voltages of a product; nil where there is none.
package struct ProductCells: Sendable {
  package var cells: Grid<ProductCell?>
  /// Gate voltage and largest bit line voltage of a product.
  package var read: CellOperation
  /// Between each memristor and its transistor; zero for none.
  package var seriesResistance: Resistance

  package init(_ cells: Grid<ProductCell?>, read: CellOperation, seriesResistance: Resistance) {
    (self.cells, self.read, self.seriesResistance) = (cells, read, seriesResistance)
  }
}

extension CellEngine {
  /// What each cell conducts, with its resistor and its transistor in series, from a bit line at a voltage to a source line at
  /// 0 V: current over voltage, S; 0 where there is no cell.
  ///
  /// Cells that are compiled are computed from the device's equations, others are operating points of circuits.
  /// - Parameter voltages: of each cell's bit line, V, above 0; rows × columns.
  /// - Throws: `CompilationRefusal`; `SimulationError` where a circuit has no operating point.
  package func conductances(of cells: ProductCells, at voltages: Grid<Double>) async throws -> Grid<Double> {
    guard let compiled else { return try await cells.conductances(at: voltages, on: spice) }
    return try await compiled.held(cells).conductances(at: voltages)
  }
}

extension CompiledCells {
  /// The cells with their nonlinear currents, as the structured solver takes them.
  /// - Throws: `CompilationRefusal` for a transistor that no table can follow.
  package func held(_ cells: ProductCells) async throws -> HeldProductCells {
    var known = KnownTransistors()
    var transistors = Grid<CellTransistor?>(rows: cells.cells.rows, columns: cells.cells.columns, repeating: nil)
    for row in 0..<transistors.rows {
      for column in 0..<transistors.columns {
        guard let cell = cells.cells[row, column] else { continue }
        transistors[row, column] = try await transistor(
          cell.transistor, gateVoltage: cells.read.wordLineVoltage, in: cells.read, &known)
      }
    }
    let device = compiled
    return HeldProductCells(product: cells, transistors: transistors, lanes: LanePool { GatedCells(device) })
  }
}

/// The cells of a product as the structured solver needs them, with nonlinear memristors and transistors. May be used from
/// several threads.
///
/// A cell's current is that for a source line at 0 V and the same voltage across the cell. In a product source lines are
/// millivolts above it, which the gate's overdrive of volts hardly sees.
package struct HeldProductCells: CrossbarCells {
  let product: ProductCells
  let transistors: Grid<CellTransistor?>
  let lanes: LanePool<GatedCells>

  package var rows: Int { product.cells.rows }
  package var columns: Int { product.cells.columns }
  package func isPresent(row: Int, column: Int) -> Bool { product.cells[row, column] != nil }

  package func currents(
    row: Int, column: Int, at voltages: SIMD8<Double>
  ) -> (current: SIMD8<Double>, slope: SIMD8<Double>) {
    var (current, slope) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    let present = (0..<min(8, rows - row)).filter { product.cells[row + $0, column] != nil }
    guard !present.isEmpty else { return (current, slope) }
    let found = lanes.withLanes { gated in
      for lane in present {
        guard let cell = product.cells[row + lane, column], let transistor = transistors[row + lane, column] else { continue }
        gated.set(
          lane: lane, parameters: cell.memristor.values, states: cell.memristor.compiledStates(at: cell.state),
          transistor: transistor, gateVoltage: product.read.wordLineVoltage.si, resistance: product.seriesResistance.si)
      }
      return gated.current(at: voltages)
    }
    for lane in present { (current[lane], slope[lane]) = (found.current[lane], found.conductance[lane]) }
    return (current, slope)
  }

  /// As `CellEngine.conductances`.
  func conductances(at voltages: Grid<Double>) -> Grid<Double> {
    var grid = Grid(rows: rows, columns: columns, repeating: 0.0)
    for column in 0..<columns {
      for row in stride(from: 0, to: rows, by: 8) {
        var across = SIMD8<Double>(repeating: 1)
        for lane in 0..<min(8, rows - row) { across[lane] = voltages[row + lane, column] }
        let found = currents(row: row, column: column, at: across).current / across
        for lane in 0..<min(8, rows - row) { grid[row + lane, column] = found[lane] }
      }
    }
    return grid
  }
}

extension ProductCells {
  /// Cells of one circuit.
  private static let circuitSize = 128

  /// As `CellEngine.conductances`, from circuits of some cells side by side between ideal lines.
  func conductances(at voltages: Grid<Double>, on engine: any SpiceEngine) async throws -> Grid<Double> {
    let places = (0..<cells.rows).flatMap { row in
      (0..<cells.columns).compactMap { cells[row, $0] == nil ? nil : (row: row, column: $0) }
    }
    var grid = Grid(rows: cells.rows, columns: cells.columns, repeating: 0.0)
    for start in stride(from: 0, to: places.count, by: Self.circuitSize) {
      let group = Array(places[start..<min(start + Self.circuitSize, places.count)])
      let deck = try deck(group, at: voltages)
      let result = try await engine.simulate(deck)
      for (place, probe) in zip(group, deck.probes) {
        grid[place.row, place.column] = result.final(probe) / voltages[place.row, place.column]
      }
    }
    return grid
  }

  /// Some cells between lines of their own; the probes are the currents into the source lines.
  private func deck(_ places: [(row: Int, column: Int)], at voltages: Grid<Double>) throws(NetlistError) -> Deck {
    var circuit = Circuit(
      title: "cells of a product, each alone",
      comments: ["XCELL memristor, RCELL series resistor, MCELL transistor; VBL drives, VSL senses"])
    try circuit.add("VGATE", .voltageSource(plus: "gate", minus: .ground, .constant(read.wordLineVoltage.si)))
    var probes: [Probe] = []
    var temperature = Temperature.nominal
    for (row, column) in places {
      guard let cell = cells[row, column] else { continue }
      temperature = cell.transistor.temperature
      let (top, bottom) = (ArrayLine.bitLine.node(row, column), ArrayLine.sourceLine.node(row, column))
      let sense = "VSL_\(row)_\(column)"
      try circuit.add(
        "VBL_\(row)_\(column)", .voltageSource(plus: top, minus: .ground, .constant(voltages[row, column])))
      try circuit.add(sense, .voltageSource(plus: bottom, minus: .ground, .constant(0)))
      try circuit.add(cell, row: row, column: column, resistance: seriesResistance, from: top, gate: "gate", to: bottom)
      probes.append(.current(source: sense))
    }
    return Deck(
      circuit: circuit, analysis: .operatingPoint, probes: probes, options: SolverOptions.operatingPoint.at(temperature))
  }
}

extension Circuit {
  /// Adds a cell of a product: memristor `XCELL_r_c`, resistor `RCELL_r_c` unless it is zero, transistor `MCELL_r_c`.
  package mutating func add(
    _ cell: ProductCell, row: Int, column: Int, resistance: Resistance, from bitLine: Node, gate: Node, to sourceLine: Node
  ) throws(NetlistError) {
    let middle = CellPart.middle.node(row, column)
    let below = resistance > .zero ? CellPart.foot.node(row, column) : middle
    try add(CellPart.memristor.name(row, column), cell.memristor, state: cell.state, isHeld: true, from: bitLine, to: middle)
    if below != middle { try add(CellPart.resistor.name(row, column), .resistor(middle, below, resistance)) }
    try add(cell.transistor, row: row, column: column, drain: below, gate: gate, source: sourceLine)
  }
}
