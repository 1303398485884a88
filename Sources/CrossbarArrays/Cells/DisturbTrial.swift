import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Four cells of two neighbouring columns, one of them pulsed: is the state of the three others disturbed?
///
/// The circuit holds two rows of two columns in full, all four filaments free to move. The selected cell is in the
/// second row and column. The wires before the corner and the columns' other cells are lumped as in `CellTrial`; the gates of
/// a row are at one node.
package struct DisturbTrial: Sendable {
  /// The corner's devices, 2 × 2; the selected one is at (1, 1).
  package let memristors: Grid<Memristor>
  /// Place of the selected cell, and the wires and transistors of both columns.
  package let surroundings: CellSurroundings

  /// The four cells' own transistors, 2 × 2; nil where they are equal.
  package let transistors: Grid<AccessTransistor>?

  /// - Parameter surroundings: the selected cell's. Its row is at least 1, since the corner includes the row before it.
  package init(
    _ memristors: Grid<Memristor>, in surroundings: CellSurroundings, transistors: Grid<AccessTransistor>? = nil
  ) {
    precondition(memristors.rows == 2 && memristors.columns == 2, "a corner has two rows and two columns")
    precondition(surroundings.row > 0, "the selected cell has a row before it")
    self.memristors = memristors
    self.surroundings = surroundings
    self.transistors = transistors
  }

  /// Pulses the selected cell and reports on the three others, in the order of `Neighbour.allCases`.
  /// - Parameter state: of all four filaments before the pulse, 0 to 1.
  /// - Throws: `SimulationError` if the simulation gives no result, `NetlistError` if the circuit is invalid.
  package func apply(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine
  ) async throws -> [CellDisturb] {
    let (deck, probes) = try circuit(operation, state: state)
    let result = try await engine.simulate(deck)
    return zip(Neighbour.allCases, probes).map { neighbour, probes in
      let (line, middle) = (result.values(of: probes.line), result.values(of: probes.middle))
      let memristor = memristors[neighbour.place.row, neighbour.place.column]
      return CellDisturb(
        neighbour: neighbour, memristor: memristor,
        largestVoltage: .volts(zip(line, middle).reduce(0) { max($0, abs($1.0 - $1.1)) }), initialState: state,
        finalState: memristor.device.memory.fraction(of: result.final(probes.state)))
    }
  }

  /// The deck of an operation as the engine receives it.
  package func deck(_ operation: CellOperation, state: Double) throws(NetlistError) -> Deck {
    try circuit(operation, state: state).deck
  }

  /// The probes of a cell: its memristor's two nodes and its state.
  private typealias NeighbourProbes = (line: Probe, middle: Probe, state: Probe)

  /// - Returns: the deck, and the probes of each neighbour in the order of `Neighbour.allCases`.
  private func circuit(
    _ operation: CellOperation, state: Double
  ) throws(NetlistError) -> (deck: Deck, probes: [NeighbourProbes]) {
    let row = surroundings.row
    var array = CrossbarArray(
      memristors: Grid(rows: surroundings.rows, columns: 2) { memristors[$0 == row ? 1 : 0, $1] },
      states: Grid(rows: surroundings.rows, columns: 2, repeating: state), transistor: surroundings.transistor,
      wires: surroundings.wires)
    array.transistors = transistors.map { own in
      Grid(rows: surroundings.rows, columns: 2) { own[$0 == row ? 1 : 0, $1] }
    }
    let rowOperation = operation.on(row: row, columns: [1])
    var builder = ArrayCircuitBuilder(
      rowOperation.drive(through: array.wires), transistor: array.transistor, wires: array.wires,
      size: (array.rows, array.columns), wordLinePlace: surroundings.wordLine,
      title: rowOperation.title(for: array),
      comments: [
        rowOperation.summary(isStatic: false),
        "a corner of two rows and two columns; RBL and RSL of its first row hold the driver and all segments up to it",
      ])
    try builder.addCorner(row, of: array)
    let probes = Neighbour.allCases.map { neighbour -> NeighbourProbes in
      let (row, column) = (row - 1 + neighbour.place.row, neighbour.place.column)
      return (
        .voltage(builder.node(.bitLine, row, column)), .voltage(CellPart.middle.node(row, column)),
        array.memristors[row, column].stateProbe(row, column)
      )
    }
    let deck = Deck(
      circuit: builder.circuit, analysis: rowOperation.analysis(on: array),
      probes: probes.flatMap { [$0.line, $0.middle, $0.state] }, options: SolverOptions().at(array.transistor.temperature))
    return (deck, probes)
  }
}

extension ArrayCircuitBuilder {
  /// Adds two columns, of which a row and the one before it are in full; the rest is lumped.
  fileprivate mutating func addCorner(_ row: Int, of array: CrossbarArray) throws(NetlistError) {
    let rows = [row - 1, row]
    for row in rows { try addWordLine(row) }
    for column in [0, 1] {
      try addBitLineDriver(column)
      try addSourceLineDriver(column)
      for line in [ArrayLine.bitLine, .sourceLine] { try addLine(line, row - 1...row, column) }
      for row in rows { try addFreeCell(row, column, of: array) }
      try addLumpedOffCells(row, column, count: array.rows - 2)
    }
  }

  /// Adds a cell whose filament is free, whether or not it is selected.
  private mutating func addFreeCell(_ row: Int, _ column: Int, of array: CrossbarArray) throws(NetlistError) {
    let (memristor, state) = (array.memristors[row, column], array.states[row, column])
    try addCell(row, column, transistor: array.transistor(row, column)) {
      (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
      try circuit.add(CellPart.memristor.name(row, column), memristor, state: state, isHeld: false, from: from, to: to)
    }
  }
}

/// Position of an unselected cell relative to the selected one.
package enum Neighbour: String, Codable, CaseIterable, Sendable {
  /// Half-selected: on the selected bit line and source line, its gate off.
  case sameColumn = "same_column"
  /// Half-selected: on the selected word line, both its lines at 0 V.
  case sameRow = "same_row"
  /// On none of the selected lines.
  case unselected

  /// Its place in a 2 × 2 corner whose selected cell is at (1, 1).
  package var place: (row: Int, column: Int) {
    switch self {
    case .sameColumn: (0, 1)
    case .sameRow: (1, 0)
    case .unselected: (0, 0)
    }
  }
}

/// The effect of a pulse on a cell that was not selected.
package struct CellDisturb: Hashable, Sendable {
  /// Where this cell is relative to the pulsed one.
  package let neighbour: Neighbour
  /// The disturbed cell's device.
  package let memristor: Memristor
  /// Largest magnitude of the voltage across the memristor over the pulse.
  package let largestVoltage: Voltage
  /// State of the filament before and after the pulse, 0 to 1.
  package let initialState, finalState: Double
}
