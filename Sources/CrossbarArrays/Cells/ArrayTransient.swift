import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A row operation on a whole array over time, with the filaments of all cells free to move: those of the selected cells,
/// those behind open gates whose lines are at 0 V, and those on driven lines behind closed gates.
///
///     let response = try await ArrayTransient(operation, on: array).response(by: NgspiceEngine.shared)
public struct ArrayTransient: Sendable {
  /// The array with its states before the operation.
  public let array: CrossbarArray
  /// Its row and columns are in the array.
  public let operation: RowOperation

  /// Nothing is simulated before `response` is called.
  public init(_ operation: RowOperation, on array: CrossbarArray) {
    self.array = array
    self.operation = operation
  }

  /// One column of it as an array of its own. Ideal word lines are all that columns share, so it sees what it sees in the
  /// whole array.
  /// - Parameter column: of the array; if it is none of the operation's, its lines stay at 0 V.
  func column(_ column: Int) -> ArrayTransient {
    var alone = operation
    alone.columns = operation.columns.contains(column) ? [0] : []
    return ArrayTransient(alone, on: array.column(column))
  }

  // MARK: In a circuit simulator

  /// The deck as the engine receives it: one circuit of all cells.
  public func deck() throws(NetlistError) -> Deck {
    let selection = selection(0)
    let circuit = try ArrayCircuitBuilder.circuit(
      selection, of: array, title: operation.title(for: array),
      comments: [operation.summary(isStatic: false), "the filaments of all cells are free to move"])
    return Deck(
      circuit: circuit, analysis: operation.analysis(on: array),
      probes: stateProbes + cellProbes.flatMap { $0.list(moves: false) }, options: .pulse.at(array.transistor.temperature))
  }

  /// Simulates the whole array as one circuit.
  /// - Throws: `SimulationError` if the simulation gives no result, `NetlistError` if the circuit is invalid.
  public func response(by engine: any SpiceEngine) async throws -> ArrayResponse {
    let result = try await engine.simulate(try deck())
    let probes = stateProbes
    return ArrayResponse(
      selected: zip(operation.columns, cellProbes).map { column, probes in
        CellResponse(
          CellTrace(
            result, probes, operation: CellOperation(operation),
            memory: array.memristors[operation.row, column].device.memory))
      },
      states: Grid(rows: array.rows, columns: array.columns) { row, column in
        array.memristors[row, column].device.memory.fraction(of: result.final(probes[row * array.columns + column]))
      })
  }

  private func selection(_ column: Int) -> ArrayCircuitBuilder.Selection {
    ArrayCircuitBuilder.Selection(
      drive: operation.drive(through: array.wires), scope: .array, row: operation.row, column: column, moving: [],
      allMove: true)
  }

  /// Of the selected cells, in the order of the operation's columns.
  private var cellProbes: [CellProbes] {
    operation.columns.map { ArrayCircuitBuilder.cellProbes(selection($0), of: array) }
  }

  /// Of all cells, row by row.
  private var stateProbes: [Probe] {
    (0..<array.rows).flatMap { row in
      (0..<array.columns).map { array.memristors[row, $0].stateProbe(row, $0) }
    }
  }
}

extension CrossbarArray {
  /// One column as an array of its own.
  package func column(_ column: Int) -> CrossbarArray {
    var array = CrossbarArray(
      memristors: Grid(rows: rows, columns: 1) { row, _ in memristors[row, column] },
      states: Grid(rows: rows, columns: 1) { row, _ in states[row, column] }, transistor: transistor, wires: wires)
    array.transistors = transistors.map { own in Grid(rows: rows, columns: 1) { row, _ in own[row, column] } }
    return array
  }
}

/// What an operation does to a whole array.
public struct ArrayResponse: Hashable, Sendable {
  /// Of the selected cells, in the order of the operation's columns.
  public var selected: [CellResponse]
  /// States of all cells after it, 0 (HRS) to 1 (LRS).
  public var states: Grid<Double>
}
