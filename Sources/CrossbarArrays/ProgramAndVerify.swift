import CircuitSimulation
import CrossbarPrimitives

/// Writes a row until every cell reads as it should, or the attempts are used up.
public struct ProgramAndVerify: Sendable {
  public let write: WriteSettings
  public let read: ReadSettings

  public init(write: WriteSettings, read: ReadSettings) {
    self.write = write
    self.read = read
  }

  /// Writes `bits` to a row: a pulse to every cell, a read, and again with the cells that read wrong.
  /// - Returns: what became of each cell, by column.
  public func writeRow(_ row: Int, bits: [Bool], in simulation: inout ArraySimulation) async throws -> [CellWrite] {
    precondition(bits.count == simulation.array.columns, "one bit a column")
    var cells = bits.map { CellWrite(target: $0) }
    var pending = Array(bits.indices)
    for attempt in 0..<write.attempts where !pending.isEmpty {
      for bit in [true, false] {
        let columns = pending.filter { bits[$0] == bit }
        if columns.isEmpty { continue }
        let pulse = write.operation(writing: bit, row: row, columns: columns, attempt: attempt)
        for outcome in try await simulation.run(pulse) {
          cells[outcome.column].attempts += 1
          if case .failure(let error) = outcome.result { cells[outcome.column].simulationFailure = error }
        }
      }
      for outcome in try await simulation.run(read.operation(row: row, columns: pending)) {
        switch outcome.result {
        case .success(let current):
          cells[outcome.column].isVerified = CellReading(current: current, settings: read).bit == bits[outcome.column]
        case .failure(let error): cells[outcome.column].simulationFailure = error
        }
      }
      pending = pending.filter { !cells[$0].isVerified }
    }
    return cells
  }
}

/// What became of one cell's write.
public struct CellWrite: Equatable, Sendable {
  public let target: Bool
  /// Pulses it got.
  public internal(set) var attempts = 0
  /// Whether its last verifying read showed the target.
  public internal(set) var isVerified = false
  /// The last simulation of this cell that gave no result.
  public internal(set) var simulationFailure: SimulationError?

  init(target: Bool) { self.target = target }
}
