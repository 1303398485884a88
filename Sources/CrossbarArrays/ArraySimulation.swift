import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Runs operations on an array and carries the filament states from one to the next.
public struct ArraySimulation: Sendable {
  public private(set) var array: CrossbarArray
  public let scope: CircuitScope
  /// The first circuit of each kind of operation, for people to look at.
  public private(set) var firstCircuits: [RowOperation.Kind: ArrayCircuit] = [:]
  private let engine: CellEngine

  /// - Parameter engine: its cells are asked in scope `line`, its circuits in scope `array`.
  public init(array: CrossbarArray, scope: CircuitScope, engine: CellEngine) {
    self.array = array
    self.scope = scope
    self.engine = engine
  }

  /// Runs one operation; states move as the circuit says.
  ///
  /// A column whose simulation failed keeps its state and has the failure as its outcome: one cell that ngspice cannot
  /// solve must not end a run of thousands.
  /// - Returns: what happened in each column that took part, in their order.
  /// - Throws: `CancellationError`; `SimulationError` when no further simulation can succeed, or when a circuit is
  ///   refused, which is never a physical result.
  public mutating func run(_ operation: RowOperation) async throws -> [ColumnOutcome] {
    if scope == .line { return try await runCells(operation) }
    var outcomes: [ColumnOutcome] = []
    for circuit in try ArrayCircuit.circuits(for: operation, on: array, scope: scope) {
      if firstCircuits[operation.kind] == nil { firstCircuits[operation.kind] = circuit }
      do {
        let result = try await engine.spice.simulate(circuit.deck)
        for outcome in circuit.outcomes(of: result) {
          let before = array.states[operation.row, outcome.column]
          array.states[operation.row, outcome.column] = outcome.state
          outcomes.append(
            ColumnOutcome(
              column: outcome.column, result: .success(outcome.current), bitLineCurrent: outcome.bitLineCurrent,
              stateBefore: before, stateAfter: outcome.state))
        }
      } catch let error as SimulationError {
        guard error.concernsThisDeckOnly else { throw error }
        outcomes += circuit.columns.map {
          let state = array.states[operation.row, $0]
          return ColumnOutcome(
            column: $0, result: .failure(error), bitLineCurrent: nil, stateBefore: state, stateAfter: state)
        }
      }
    }
    return outcomes
  }

  /// Each column by itself.
  private mutating func runCells(_ operation: RowOperation) async throws -> [ColumnOutcome] {
    if firstCircuits[operation.kind] == nil {
      firstCircuits[operation.kind] = try ArrayCircuit.circuits(for: operation, on: array, scope: scope).first
    }
    let row = operation.row
    let pulses = operation.columns.map { column in
      CellPulse(
        CellOperation(operation), on: array.memristors[row, column], state: array.states[row, column],
        in: CellSurroundings(
          rows: array.rows, row: row, column: column, transistor: array.transistor, wires: array.wires))
    }
    let isRead = operation.kind == .read
    let responses = try await isRead ? engine.cells.read(pulses) : engine.cells.apply(pulses)
    return zip(operation.columns, responses).map { column, response in
      let before = array.states[row, column]
      let after = (try? response.get())?.finalState ?? before
      array.states[row, column] = after
      return ColumnOutcome(
        column: column, result: response.map(\.current),
        bitLineCurrent: isRead ? (try? response.get())?.bitLineCurrent : nil, stateBefore: before, stateAfter: after)
    }
  }
}

/// What an operation did in one column.
public struct ColumnOutcome: Sendable {
  public let column: Int
  /// The current into the source line's sense node at the end of the pulse, or why there is none.
  public let result: Result<Current, SimulationError>
  /// Out of the bit line's driver then; nil but for reads.
  public let bitLineCurrent: Current?
  /// Of the filament, before and after the operation, 0 to 1.
  public let stateBefore, stateAfter: Double

  /// What a read of the column shows.
  public func reading(_ settings: ReadSettings) -> Result<CellReading, SimulationError> {
    result.map { CellReading(current: $0, bitLineCurrent: bitLineCurrent, settings: settings) }
  }
}
