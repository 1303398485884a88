import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Synchronization

/// Cells of one array, simulated with the whole array, so that interactions between its cells are included.
///
/// Equal operations on several cells of a row are one simulation. In ngspice it is one circuit, in which cells other than
/// the selected ones are held at the states that earlier operations left them in. Compiled, all cells move: a cell's
/// state is what all operations so far have made of it, not only its own.
///
/// Operations must follow each other, so `capacity` is 1.
package final class WholeArrayCells: CellSimulator {
  /// The array with its present states, and those that callers know: they learn of a change at a cell's own operations.
  private let array: Mutex<(present: CrossbarArray, known: Grid<Double>)>
  private let engine: Engine
  /// Simulates rests and disturb trials, which need no whole array.
  private let others: any CellSimulator

  private enum Engine {
    case circuits(any SpiceEngine)
    case compiled(CompiledCells)
  }

  /// An array that is one circuit in ngspice.
  /// - Parameter array: the array with its states before the first operation.
  package init(_ array: CrossbarArray, engine: any SpiceEngine) {
    self.array = Mutex((array, array.states))
    self.engine = .circuits(engine)
    others = CircuitCells(engine)
  }

  /// An array whose columns are compiled.
  package init(_ array: CrossbarArray, compiled: CompiledCells) {
    self.array = Mutex((array, array.states))
    engine = .compiled(compiled)
    others = compiled
  }

  /// Whether operations move cells that they do not select.
  package var allMove: Bool { if case .compiled = engine { true } else { false } }

  /// One batch at a time, since each changes the array that the next one starts from.
  package var capacity: Int { 1 }
  /// Any number: the more cells of a row in a batch, the fewer circuits.
  package var batchSize: Int { .max }

  /// The array with the states that the operations so far have left.
  package var current: CrossbarArray { array.withLock { $0.present } }

  /// Applies pulses in the order given, except that equal operations on a row are brought together.
  package func apply(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    var responses = [Result<CellResponse, SimulationError>?](repeating: nil, count: pulses.count)
    var waiting = Array(pulses.indices)
    while let first = waiting.first {
      let together = waiting.filter { pulses[$0].isTogether(with: pulses[first]) }
      waiting.removeAll(where: together.contains)
      for (index, response) in zip(together, try await applyTogether(together.map { pulses[$0] })) {
        responses[index] = response
      }
    }
    return responses.compactMap { $0 }
  }

  package func read(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] { try await apply(pulses) }

  /// Simulated cell by cell: at 0 V cells do not interact.
  package func rest(
    _ cells: [(memristor: Memristor, state: Double)], for time: Time
  ) async throws -> [Result<Double, SimulationError>] { try await others.rest(cells, for: time) }

  package func disturb(
    _ corners: [DisturbTrial], by operation: CellOperation, state: Double
  ) async throws -> [Result<[CellDisturb], SimulationError>] {
    try await others.disturb(corners, by: operation, state: state)
  }

  /// Applies one operation to several cells of a row, and stores their final states.
  /// - Parameter pulses: at least one, all of the same operation and row.
  private func applyTogether(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    let row = pulses[0].surroundings.row
    let array = array.withLock { array in
      for pulse in pulses {
        let column = pulse.surroundings.column
        array.present.memristors[row, column] = pulse.memristor
        array.present.transistors?[row, column] = pulse.surroundings.transistor
        // A state that the caller did not change is whatever it has become since.
        if !allMove || pulse.state != array.known[row, column] { array.present.states[row, column] = pulse.state }
      }
      return array.present
    }
    let columns = pulses.map(\.surroundings.column)
    let operation = pulses[0].operation.on(row: row, columns: columns)
    switch try await Result(simulating: { try await response(to: operation, on: array) }) {
    case .failure(let error): return pulses.map { _ in .failure(error) }
    case .success(let response):
      self.array.withLock { array in
        array.present.states = response.states
        for column in columns { array.known[row, column] = response.states[row, column] }
      }
      return response.selected.map { .success($0) }
    }
  }

  private func response(to operation: RowOperation, on array: CrossbarArray) async throws -> ArrayResponse {
    switch engine {
    case .compiled(let cells): try await cells.response(to: ArrayTransient(operation, on: array))
    case .circuits(let engine): try await circuitResponse(to: operation, on: array, engine)
    }
  }

  /// In one circuit, with all but the selected cells held.
  private func circuitResponse(
    to operation: RowOperation, on array: CrossbarArray, _ engine: any SpiceEngine
  ) async throws -> ArrayResponse {
    let selections = operation.columns.map {
      ArrayCircuitBuilder.Selection(
        drive: operation.drive(through: array.wires), scope: .array, row: operation.row, column: $0,
        moving: Set(operation.columns))
    }
    let probes = selections.map { ArrayCircuitBuilder.cellProbes($0, of: array) }
    let deck = Deck(
      circuit: try ArrayCircuitBuilder.circuit(
        selections[0], of: array, title: operation.title(for: array), comments: [operation.summary(isStatic: false)]),
      analysis: operation.analysis(on: array), probes: probes.flatMap { $0.list(moves: true) },
      options: .pulse.at(array.transistor.temperature))
    let result = try await engine.simulate(deck)
    var response = ArrayResponse(selected: [], states: array.states)
    for (column, probes) in zip(operation.columns, probes) {
      let memory = array.memristors[operation.row, column].device.memory
      let selected = CellResponse(CellTrace(result, probes, operation: CellOperation(operation), memory: memory))
      response.selected.append(selected)
      response.states[operation.row, column] = selected.finalState
    }
    return response
  }
}

extension CellPulse {
  /// Whether two pulses fit into one circuit: the same operation on the same row.
  fileprivate func isTogether(with other: CellPulse) -> Bool {
    operation == other.operation && surroundings.row == other.surroundings.row
  }
}
