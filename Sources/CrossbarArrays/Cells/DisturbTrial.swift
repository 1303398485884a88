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
    let result = try await engine.simulate(try deck(operation, state: state))
    return Neighbour.allCases.enumerated().map { index, neighbour in
      let line = result.values[3 * index]
      let middle = result.values[3 * index + 1]
      let memristor = memristors[neighbour.place.row, neighbour.place.column]
      return CellDisturb(
        neighbour: neighbour, memristor: memristor,
        largestVoltage: .volts(zip(line, middle).reduce(0) { max($0, abs($1.0 - $1.1)) }), initialState: state,
        finalState: memristor.device.memory.fraction(of: result.final(3 * index + 2)))
    }
  }

  /// The circuit of an operation, as the engine gets it.
  public func deck(_ operation: CellOperation, state: Double) throws(NetlistError) -> Deck {
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
    return builder.finish(
      rowOperation.analysis, watching: Neighbour.allCases.map { (row - 1 + $0.place.row, $0.place.column) }, of: array)
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
      for line in ["BL", "SL"] { try addLumpedWire(line, row - 1, column) }
      try addSegments(row, column)
      for row in rows { try addFreeCell(row, column, of: array) }
      try addLumpedOffCells(row, column, count: array.rows - 2)
    }
  }

  /// A cell whose filament moves, whether or not it is selected.
  private mutating func addFreeCell(_ row: Int, _ column: Int, of array: CrossbarArray) throws(NetlistError) {
    let (memristor, state) = (array.memristors[row, column], array.states[row, column])
    try addCell(row, column) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
      try circuit.add("XCELL_\(row)_\(column)", memristor, state: state, isHeld: false, from: from, to: to)
    }
  }

  /// Of each cell the memristor's two nodes and its state, in this order.
  fileprivate func finish(_ analysis: Analysis, watching cells: [(row: Int, column: Int)], of array: CrossbarArray) -> Deck {
    Deck(
      circuit: circuit, analysis: analysis,
      probes: cells.flatMap { row, column in
        [
          Probe.voltage(node("BL", row, column)), .voltage(middle(row, column)),
          array.memristors[row, column].stateProbe(row, column),
        ]
      })
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
