import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Synchronization

/// Cells of one array, simulated with the whole array in every circuit, so that interactions between columns are
/// included.
///
/// Equal operations on several cells of a row are one circuit. Cells of other rows are held at the states that earlier
/// operations left them in. So operations must follow each other, and `capacity` is 1.
package final class WholeArrayCells: CellSimulator {
  /// The array with its present states.
  private let array: Mutex<CrossbarArray>
  private let engine: any SpiceEngine
  /// Simulates rests and disturb trials, which need no whole array.
  private let others: CircuitCells

  /// - Parameter array: the array with its states before the first operation.
  package init(_ array: CrossbarArray, engine: any SpiceEngine) {
    self.array = Mutex(array)
    self.engine = engine
    others = CircuitCells(engine)
  }

  /// One batch at a time, since each changes the array that the next one starts from.
  package var capacity: Int { 1 }
  /// Any number: the more cells of a row in a batch, the fewer circuits.
  package var batchSize: Int { .max }

  /// The array with the states that the operations so far have left.
  package var current: CrossbarArray { array.withLock { $0 } }

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

  /// Applies one operation to several cells of a row in one circuit, and stores their final states.
  /// - Parameter pulses: at least one, all of the same operation and row.
  private func applyTogether(_ pulses: [CellPulse]) async throws -> [Result<CellResponse, SimulationError>] {
    let row = pulses[0].surroundings.row
    let array = array.withLock { array in
      for pulse in pulses {
        array.memristors[row, pulse.surroundings.column] = pulse.memristor
        array.states[row, pulse.surroundings.column] = pulse.state
      }
      return array
    }
    let columns = pulses.map(\.surroundings.column)
    let operation = pulses[0].operation.on(row: row, columns: columns)
    let selections = columns.map {
      ArrayCircuitBuilder.Selection(drive: operation.drive(), scope: .array, row: row, column: $0, moving: Set(columns))
    }
    let probes = selections.map { ArrayCircuitBuilder.cellProbes($0, of: array) }
    let deck = Deck(
      circuit: try ArrayCircuitBuilder.circuit(
        selections[0], of: array, title: operation.title(for: array), comments: [operation.summary(isStatic: false)]),
      analysis: operation.analysis, probes: probes.flatMap { $0.list(moves: true) }, options: .pulse)
    switch try await Result(simulating: { try await engine.simulate(deck) }) {
    case .failure(let error): return pulses.map { _ in .failure(error) }
    case .success(let result):
      let responses = zip(pulses, probes).map { pulse, probes in
        CellResponse(CellTrace(result, probes, operation: pulse.operation, memory: pulse.memristor.device.memory))
      }
      self.array.withLock { array in
        for (column, response) in zip(columns, responses) { array.states[row, column] = response.finalState }
      }
      return responses.map { .success($0) }
    }
  }
}

extension CellPulse {
  /// Whether two pulses fit into one circuit: the same operation on the same row.
  fileprivate func isTogether(with other: CellPulse) -> Bool {
    operation == other.operation && surroundings.row == other.surroundings.row
  }
}
