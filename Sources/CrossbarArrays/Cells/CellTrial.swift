import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// One memristor at one place of an array, pulsed and read there: what studies over many drawn cells repeat.
///
/// The circuit is that of `CircuitScope.line`: the cell, its access transistor, its lines and drivers, and the other
/// cells of its column as one transistor that is off.
public struct CellTrial: Sendable {
  public let memristor: Memristor
  public let surroundings: CellSurroundings

  public init(_ memristor: Memristor, in surroundings: CellSurroundings) {
    self.memristor = memristor
    self.surroundings = surroundings
  }

  /// Applies a SET or RESET pulse and watches it.
  /// - Parameter state: of the filament before the pulse, 0 to 1.
  public func apply(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine
  ) async throws -> CellTrace {
    let (deck, probes) = try circuit(operation, state: state, isStatic: false)
    return CellTrace(
      try await engine.simulate(deck), probes, operation: operation, memory: memristor.device.memory)
  }

  /// Holds the cell's lines at an operation's voltages while its filament is still: a read without its waiting.
  public func operatingPoint(
    _ operation: CellOperation, state: Double, on engine: any SpiceEngine
  ) async throws -> CellOperatingPoint {
    let (deck, probes) = try circuit(operation, state: state, isStatic: true)
    return CellOperatingPoint(try await engine.simulate(deck), probes)
  }

  /// The circuit of an operation, as the engine gets it.
  public func deck(_ operation: CellOperation, state: Double, isStatic: Bool = false) throws(NetlistError) -> Deck {
    try circuit(operation, state: state, isStatic: isStatic).deck
  }

  private func circuit(
    _ operation: CellOperation, state: Double, isStatic: Bool
  ) throws(NetlistError) -> (deck: Deck, probes: CellProbes) {
    let array = array(state: state)
    let rowOperation = rowOperation(operation)
    let selection = ArrayCircuitBuilder.Selection(
      drive: rowOperation.drive(isStatic: isStatic), scope: .line, row: surroundings.row, column: surroundings.column,
      moving: isStatic ? [] : [surroundings.column])
    let probes = ArrayCircuitBuilder.cellProbes(selection, of: array)
    let deck = Deck(
      circuit: try ArrayCircuitBuilder.circuit(
        selection, of: array, title: rowOperation.title(for: array), comments: [rowOperation.summary(isStatic: isStatic)]),
      analysis: isStatic ? .operatingPoint : rowOperation.analysis,
      probes: probes.list(moves: !isStatic), options: isStatic ? SolverOptions() : .pulse)
    return (deck, probes)
  }

  /// The current that the cell's surroundings let through while its memristor holds a voltage.
  public func loadCurve(_ operation: CellOperation, on engine: any SpiceEngine) async throws -> LoadCurve {
    LoadCurve(try await engine.simulate(try loadCurveDeck(operation)), current: .current(source: Self.memristorSource))
  }

  /// What stands in the memristor's place in the circuit of a load curve.
  private static let memristorSource = "VMEMRISTOR"

  /// The circuit of a load curve: a source in the memristor's place, swept to the operation's amplitude, or to minus that
  /// in a RESET.
  func loadCurveDeck(_ operation: CellOperation) throws(NetlistError) -> Deck {
    let row = surroundings.row
    let array = array(state: 0)
    let rowOperation = rowOperation(operation)
    let selection = ArrayCircuitBuilder.Selection(
      drive: rowOperation.drive(isStatic: true), scope: .line, row: row, column: surroundings.column, moving: [])
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
      probes: [.current(source: source)])
  }

  private func array(state: Double) -> CrossbarArray {
    let (rows, columns) = (surroundings.rows, surroundings.column + 1)
    return CrossbarArray(
      memristors: Grid(rows: rows, columns: columns, repeating: memristor),
      states: Grid(rows: rows, columns: columns, repeating: state), transistor: surroundings.transistor,
      wires: surroundings.wires)
  }

  private func rowOperation(_ operation: CellOperation) -> RowOperation {
    RowOperation(
      kind: operation.kind, row: surroundings.row, columns: [surroundings.column], amplitude: operation.amplitude,
      wordLineVoltage: operation.wordLineVoltage, pulse: operation.pulse)
  }
}

/// The column in which a cell stands.
public struct CellSurroundings: Sendable {
  /// Cells on the column's lines.
  public var rows: Int
  /// The cell's row; the last one has the most wire between itself and the drivers.
  public var row: Int
  /// The column's number, after which its circuits name their elements.
  public var column: Int
  public var transistor: AccessTransistor
  public var wires: Wires

  public init(rows: Int, row: Int, column: Int = 0, transistor: AccessTransistor, wires: Wires) {
    precondition(row >= 0 && row < rows, "the cell is in the array")
    self.rows = rows
    self.row = row
    self.column = column
    self.transistor = transistor
    self.wires = wires
  }
}

/// One pulse on one cell: which of its lines is driven, and how.
public struct CellOperation: Hashable, Sendable {
  public var kind: RowOperation.Kind
  public var amplitude: Voltage
  public var wordLineVoltage: Voltage
  public var pulse: PulseShape

  public init(kind: RowOperation.Kind, amplitude: Voltage, wordLineVoltage: Voltage, pulse: PulseShape) {
    self.kind = kind
    self.amplitude = amplitude
    self.wordLineVoltage = wordLineVoltage
    self.pulse = pulse
  }

  /// What an operation on a row does to each of its cells.
  public init(_ operation: RowOperation) {
    self.init(
      kind: operation.kind, amplitude: operation.amplitude, wordLineVoltage: operation.wordLineVoltage,
      pulse: operation.pulse)
  }
}
