import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Four cells at the far end of two columns, one of them pulsed: what happens to those that are not?
///
/// The circuit holds two rows of two columns in full, all four filaments free to move. The selected cell stands in the
/// second row and column; the wires before the corner and the columns' other cells are lumped as in `CellTrial`.
public struct DisturbTrial: Sendable {
  /// Two by two.
  public let memristors: Grid<Memristor>
  public let surroundings: CellSurroundings

  /// - Parameter surroundings: the selected cell's; there is a row before its own.
  public init(_ memristors: Grid<Memristor>, in surroundings: CellSurroundings) {
    precondition(memristors.rows == 2 && memristors.columns == 2, "a corner has two rows and two columns")
    precondition(surroundings.row > 0, "the selected cell has a row before it")
    self.memristors = memristors
    self.surroundings = surroundings
  }

  /// Pulses the selected cell and watches the three others.
  /// - Parameter state: of all four filaments before the pulse, 0 to 1.
  public func apply(
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

  /// The circuit of an operation, as the engine gets it.
  public func deck(_ operation: CellOperation, state: Double) throws(NetlistError) -> Deck {
    try circuit(operation, state: state).deck
  }

  /// What is probed of a cell: its memristor's two nodes and its state.
  private typealias NeighbourProbes = (line: Probe, middle: Probe, state: Probe)

  /// - Returns: the probes of each neighbour, too.
  private func circuit(
    _ operation: CellOperation, state: Double
  ) throws(NetlistError) -> (deck: Deck, probes: [NeighbourProbes]) {
    let row = surroundings.row
    let array = CrossbarArray(
      memristors: Grid(rows: surroundings.rows, columns: 2) { memristors[$0 == row ? 1 : 0, $1] },
      states: Grid(rows: surroundings.rows, columns: 2, repeating: state), transistor: surroundings.transistor,
      wires: surroundings.wires)
    let rowOperation = RowOperation(
      kind: operation.kind, row: row, columns: [1], amplitude: operation.amplitude,
      wordLineVoltage: operation.wordLineVoltage, pulse: operation.pulse)
    var builder = ArrayCircuitBuilder(
      rowOperation.drive(), transistor: array.transistor, wires: array.wires,
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
      circuit: builder.circuit, analysis: rowOperation.analysis, probes: probes.flatMap { [$0.line, $0.middle, $0.state] })
    return (deck, probes)
  }
}

extension ArrayCircuitBuilder {
  /// Two columns by themselves, of which a row and the one before it are there in full; the rest is lumped.
  fileprivate mutating func addCorner(_ row: Int, of array: CrossbarArray) throws(NetlistError) {
    let rows = [row - 1, row]
    for row in rows { try addWordLine(row) }
    for column in [0, 1] {
      try addBitLineDriver(column)
      try addSourceLineDriver(column)
      for line in [ArrayLine.bitLine, .sourceLine] { try addLumpedWire(line, row - 1, column) }
      try addSegments(row, column)
      for row in rows { try addFreeCell(row, column, of: array) }
      try addLumpedOffCells(row, column, count: array.rows - 2)
    }
  }

  /// A cell whose filament moves, whether or not it is selected.
  private mutating func addFreeCell(_ row: Int, _ column: Int, of array: CrossbarArray) throws(NetlistError) {
    let (memristor, state) = (array.memristors[row, column], array.states[row, column])
    try addCell(row, column) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
      try circuit.add(CellPart.memristor.name(row, column), memristor, state: state, isHeld: false, from: from, to: to)
    }
  }
}

/// Where a cell that is not selected stands.
public enum Neighbour: String, Codable, CaseIterable, Sendable {
  /// Half-selected: on the selected bit and source line, its gate off.
  case sameColumn = "same_column"
  /// Half-selected: on the selected word line, both its lines at 0 V.
  case sameRow = "same_row"
  /// On none of them.
  case unselected

  /// In a corner of two by two whose selected cell is at (1, 1).
  package var place: (row: Int, column: Int) {
    switch self {
    case .sameColumn: (0, 1)
    case .sameRow: (1, 0)
    case .unselected: (0, 0)
    }
  }
}

/// What a pulse on another cell did to one.
public struct CellDisturb: Hashable, Sendable {
  public let neighbour: Neighbour
  public let memristor: Memristor
  /// Largest magnitude across the memristor.
  public let largestVoltage: Voltage
  /// Of the filament before and behind the pulse, 0 to 1.
  public let initialState, finalState: Double
}
