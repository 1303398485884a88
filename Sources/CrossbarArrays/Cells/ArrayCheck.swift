import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// A write of a row and the read after it in a whole array, or in a column of one, as a check repeats them.
package struct CheckedArrayWrite: Sendable {
  /// Names the array in the report.
  package var name: String
  /// The array before the write.
  package var array: CrossbarArray
  package var write: RowOperation
  /// Of the same cells.
  package var read: RowOperation

  package init(name: String, array: CrossbarArray, write: RowOperation, read: RowOperation) {
    self.name = name
    self.array = array
    self.write = write
    self.read = read
  }

  /// Most cells of an array that is one circuit in a check; of larger ones single columns are.
  package static let largestCircuit = 256

  /// What one engine makes of it: the states of all cells in the end, and the read's currents.
  fileprivate func outcome(_ simulate: (ArrayTransient) async throws -> ArrayResponse) async throws -> ArrayResponse {
    var array = array
    array.states = try await simulate(ArrayTransient(write, on: array)).states
    return try await simulate(ArrayTransient(read, on: array))
  }
}

extension CellEngine {
  /// Repeats writes of whole arrays in ngspice; nil where nothing is to be checked.
  ///
  /// Each is one circuit with all cells free to move, and the states of all cells are compared.
  /// - Parameters:
  ///   - writes: candidates in the order in which they are taken, until as many cells as `checks` says are compared.
  ///   - read: whose threshold decides the bits.
  ///   - progress: called with the numbers of repeated writes so far and of all; what it throws ends the check.
  package func check(
    _ writes: [CheckedArrayWrite], read: ReadSettings, progress: (Int, Int) throws -> Void = { _, _ in }
  ) async throws -> EngineCheck? {
    guard let compiled, checks > 0, !writes.isEmpty else { return nil }
    var cells = 0
    let chosen = Array(
      writes.prefix {
        let isWanted = cells < checks
        cells += $0.array.rows * $0.array.columns
        return isWanted
      })
    let found = try await chosen.mapConcurrently(atMost: circuits.capacity, progress: progress) { write in
      let ours = try await Result(simulating: { try await write.outcome { try await compiled.response(to: $0) } })
      let theirs = try await Result(simulating: { try await write.outcome { try await $0.response(by: circuits.engine) } })
      return (ours: try? ours.get(), theirs: try? theirs.get())
    }
    var pairs: [(name: String, compiled: EngineCheck.Cell, ngspice: EngineCheck.Cell?)] = []
    var others: [(name: String, compiled: Double, ngspice: Double)] = []
    for (write, outcome) in zip(chosen, found) {
      guard let ours = outcome.ours else { continue }
      for index in ours.selected.indices {
        func result(_ response: ArrayResponse) -> EngineCheck.Cell {
          let cell = response.selected[index]
          let succeeded = (cell.finalState > 0.5) == (write.write.kind == .set)
          return EngineCheck.Cell(state: cell.finalState, current: cell.current, energy: succeeded ? cell.energy : nil)
        }
        pairs.append((write.cell(write.write.row, write.write.columns[index]), result(ours), outcome.theirs.map(result)))
      }
      guard let theirs = outcome.theirs else { continue }
      for row in 0..<write.array.rows {
        for column in 0..<write.array.columns where row != write.write.row || !write.write.columns.contains(column) {
          others.append((write.cell(row, column), ours.states[row, column], theirs.states[row, column]))
        }
      }
    }
    return EngineCheck(pairs, others: others, read: read)
  }
}

extension CheckedArrayWrite {
  fileprivate func cell(_ row: Int, _ column: Int) -> String {
    name + (array.columns > 1 ? ", row \(row), column \(column)" : ", row \(row)")
  }
}
