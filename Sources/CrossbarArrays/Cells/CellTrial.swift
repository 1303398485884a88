import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// One memristor at one place of an array, pulsed and read there: the simulation that studies over many sampled cells
/// repeat.
///
/// The circuit is that of `CircuitScope.line`: the cell, its access transistor, its lines and drivers, and the other
/// cells of its column as one transistor that is off.
public struct CellTrial: Sendable {
  /// The device with this cell's own parameters.
  public let memristor: Memristor
  /// Its transistor, wires and place in the column.
  public let surroundings: CellSurroundings

  /// Nothing is simulated before `apply`, `operatingPoint` or `loadCurve` is called.
  public init(_ memristor: Memristor, in surroundings: CellSurroundings) {
    self.memristor = memristor
    self.surroundings = surroundings
  }

  /// Applies a pulse and records the cell's voltages, currents and state over time.
  /// - Parameter state: state of the filament before the pulse, 0 to 1.
  /// - Throws: `SimulationError` if the simulation gives no result, `NetlistError` if the circuit is invalid.
  public func apply(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine
  ) async throws -> CellTrace {
    let (deck, probes) = try circuit(operation, state: state, isStatic: false)
    return CellTrace(
      try await engine.simulate(deck), probes, operation: operation, memory: memristor.device.memory)
  }

  /// The operating point at an operation's voltages with the filament held: the result of a read without a transient.
  public func operatingPoint(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine
  ) async throws -> CellOperatingPoint {
    let (deck, probes) = try circuit(operation, state: state, isStatic: true)
    return CellOperatingPoint(try await engine.simulate(deck), probes)
  }

  /// The deck of an operation as the engine receives it.
  /// - Parameter isStatic: whether it is an operating point with the filament held, in place of a pulse.
  public func deck(_ operation: CellOperation, state: Double, isStatic: Bool = false) throws(NetlistError) -> Deck {
    try circuit(operation, state: state, isStatic: isStatic).deck
  }

  /// Deck and probes belong together: the probes are those that the deck asks for, and name its nodes.
  private func circuit(
    _ operation: CellOperation, state: Double, isStatic: Bool
  ) throws(NetlistError) -> (deck: Deck, probes: CellProbes) {
    let array = array(state: state)
    let rowOperation = rowOperation(operation)
    let selection = ArrayCircuitBuilder.Selection(
      drive: rowOperation.drive(through: array.wires, isStatic: isStatic), scope: .line, row: surroundings.row,
      column: surroundings.column, moving: isStatic ? [] : [surroundings.column], wordLine: surroundings.wordLine)
    let probes = ArrayCircuitBuilder.cellProbes(selection, of: array)
    let deck = Deck(
      circuit: try ArrayCircuitBuilder.circuit(
        selection, of: array, title: rowOperation.title(for: array), comments: [rowOperation.summary(isStatic: isStatic)]),
      analysis: isStatic ? .operatingPoint : rowOperation.analysis(on: array),
      probes: probes.list(moves: !isStatic),
      options: (isStatic ? SolverOptions() : .pulse).at(surroundings.transistor.temperature))
    return (deck, probes)
  }

  /// The load line of an operation: the current through transistor and wires at each voltage across the memristor.
  public func loadCurve(_ operation: CellOperation, on engine: any SpiceEngine) async throws -> LoadCurve {
    LoadCurve(try await engine.simulate(try loadCurveDeck(operation)), current: .current(source: Self.memristorSource))
  }

  /// Name of the source in the memristor's place in the circuit of a load curve.
  private static let memristorSource = "VMEMRISTOR"

  /// The circuit of a load curve: a source in the memristor's place, swept to the operation's amplitude, or to minus that
  /// in a RESET.
  func loadCurveDeck(_ operation: CellOperation) throws(NetlistError) -> Deck {
    let row = surroundings.row
    let array = array(state: 0)
    let rowOperation = rowOperation(operation)
    let selection = ArrayCircuitBuilder.Selection(
      drive: rowOperation.drive(through: array.wires, isStatic: true), scope: .line, row: row, column: surroundings.column,
      moving: [], wordLine: surroundings.wordLine)
    let source = Self.memristorSource
    let circuit = try ArrayCircuitBuilder.circuit(
      selection, of: array, title: rowOperation.title(for: array), comments: [rowOperation.summary(isStatic: true)]
    ) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
      try circuit.add(source, .voltageSource(plus: from, minus: to, .constant(0)))
    }
    let stop = operation.kind == .reset ? -operation.amplitude : operation.amplitude
    return Deck(
      circuit: circuit,
      analysis: .sweep(source: source, start: 0, stop: stop.si, step: stop.si / Double(LoadCurve.steps)),
      probes: [.current(source: source)], options: SolverOptions().at(surroundings.transistor.temperature))
  }

  /// The column as an array. Only the selected cell is built in full, so all others may be copies of it.
  private func array(state: Double) -> CrossbarArray {
    let (rows, columns) = (surroundings.rows, surroundings.column + 1)
    return CrossbarArray(
      memristors: Grid(rows: rows, columns: columns, repeating: memristor),
      states: Grid(rows: rows, columns: columns, repeating: state), transistor: surroundings.transistor,
      wires: surroundings.wires)
  }

  /// The operation on this cell's row and column.
  private func rowOperation(_ operation: CellOperation) -> RowOperation {
    operation.on(row: surroundings.row, columns: [surroundings.column])
  }
}

/// The column that a cell is part of, and its place in it.
public struct CellSurroundings: Sendable {
  /// Number of cells on the column's lines, this one included.
  public var rows: Int
  /// The cell's row, from 0. The last row has the most wire between itself and the drivers.
  public var row: Int
  /// The column's number. It names the circuit's elements, and is the cell's column in `WholeArrayCells`.
  public var column: Int
  /// The same in every cell of the column; those of the other rows are off.
  public var transistor: AccessTransistor
  /// Segment and driver resistances, of which this cell sees `row` + 1 segments.
  public var wires: Wires
  /// The cell's place on its word line, which matters where word lines move.
  public var wordLine: WordLinePlace

  /// Traps where `row` is not in `0..<rows`.
  /// - Parameter wordLine: nil for the last cell of a word line that ends with the cell's column.
  public init(
    rows: Int, row: Int, column: Int = 0, transistor: AccessTransistor, wires: Wires, wordLine: WordLinePlace? = nil
  ) {
    precondition(row >= 0 && row < rows, "the cell is in the array")
    self.rows = rows
    self.row = row
    self.column = column
    self.transistor = transistor
    self.wires = wires
    self.wordLine = wordLine ?? WordLinePlace(index: column, of: column + 1)
  }
}

/// One pulse on one cell: which line is driven, and how. A `RowOperation` without its place.
public struct CellOperation: Hashable, Sendable {
  /// A SET or read drives the bit line, a RESET the source line.
  public var kind: RowOperation.Kind
  /// Height of the pulse, from line to line; positive in a RESET too.
  public var amplitude: Voltage
  /// Gate voltage, constant over the pulse.
  public var wordLineVoltage: Voltage
  /// Edges and width. In an operating point it is not used.
  public var pulse: PulseShape
  /// How far the bit line is pulsed below 0 V in a RESET, a part of the amplitude; see `ResetScheme.lowered`.
  public var bitLineDrop = Voltage.zero

  /// Nothing is checked here; the amplitude must be above zero for all kinds.
  public init(kind: RowOperation.Kind, amplitude: Voltage, wordLineVoltage: Voltage, pulse: PulseShape) {
    self.kind = kind
    self.amplitude = amplitude
    self.wordLineVoltage = wordLineVoltage
    self.pulse = pulse
  }

  /// The operation that each selected cell of a row receives.
  public init(_ operation: RowOperation) {
    self.init(
      kind: operation.kind, amplitude: operation.amplitude, wordLineVoltage: operation.wordLineVoltage,
      pulse: operation.pulse)
    bitLineDrop = operation.bitLineDrop
  }

  /// The operation on the given cells of a row.
  /// - Parameter columns: those that are pulsed, rising.
  public func on(row: Int, columns: [Int]) -> RowOperation {
    var operation = RowOperation(
      kind: kind, row: row, columns: columns, amplitude: amplitude, wordLineVoltage: wordLineVoltage, pulse: pulse)
    operation.bitLineDrop = bitLineDrop
    return operation
  }

  /// Voltages of the cell's lines against the bulk at full height of the pulse; before and after it they are at 0 V.
  public var lineVoltages: (bitLine: Voltage, sourceLine: Voltage) {
    kind == .reset ? (.zero - bitLineDrop, amplitude - bitLineDrop) : (amplitude, .zero)
  }
}
