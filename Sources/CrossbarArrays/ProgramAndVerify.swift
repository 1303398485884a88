import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// Writes a row until every cell reads as it should, or the attempts are used up.
public struct ProgramAndVerify: Sendable {
  public let write: WriteSettings
  public let read: ReadSettings

  public init(write: WriteSettings, read: ReadSettings) {
    self.write = write
    self.read = read
  }

  /// Writes `bits` to a row: a pulse to every cell, a read, and again with the cells that read wrong or whose simulation
  /// gave no result.
  /// - Returns: what became of each cell, by column.
  public func writeRow(_ row: Int, bits: [Bool], in simulation: inout ArraySimulation) async throws -> [CellWrite] {
    precondition(bits.count == simulation.array.columns, "one bit a column")
    var cells = bits.map { CellWrite(target: $0) }
    var pending = Array(bits.indices)
    let memristors = simulation.array.memristors.row(row).map { $0 }
    for attempt in 0..<write.attempts where !pending.isEmpty {
      // What a further attempt shows counts, not why an earlier one showed nothing.
      for column in pending { cells[column].numericalFailure = nil }
      for bit in [true, false] {
        let columns = pending.filter { bits[$0] == bit }
        if columns.isEmpty { continue }
        let pulse = write.operation(writing: bit, row: row, columns: columns, attempt: attempt)
        for outcome in try await simulation.run(pulse) {
          cells[outcome.column].attempts += 1
          if case .failure(let error) = outcome.result { cells[outcome.column].numericalFailure = error }
        }
      }
      // A read after a pulse that nobody could simulate would show what the cell held before.
      let pulsed = pending.filter { cells[$0].numericalFailure == nil }
      if pulsed.isEmpty { continue }
      for outcome in try await simulation.run(read.operation(row: row, columns: pulsed)) {
        cells[outcome.column].note(outcome, of: memristors[outcome.column], read)
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
  /// Whether a verifying read, and no write pulse, moved the filament across the threshold: since ever, and the last one.
  public internal(set) var isReadDisturbed = false
  public internal(set) var isLastReadDisturbing = false
  /// Why the last verifying read shows nothing of the cell.
  public internal(set) var readFailure: ReadFailure?
  /// Why the last attempt, its pulse or its read, gave no result; nil if it gave one.
  public internal(set) var numericalFailure: SimulationError?

  init(target: Bool) { self.target = target }

  /// Takes what a verifying read shows.
  mutating func note(_ outcome: ColumnOutcome, of memristor: Memristor, _ settings: ReadSettings) {
    switch outcome.reading(settings) {
    case .success(let reading):
      readFailure = reading.failure
      isVerified = reading.failure == nil && reading.bit == target
      isLastReadDisturbing = outcome.isDisturbing(memristor, settings)
      if isLastReadDisturbing { isReadDisturbed = true }
    case .failure(let error): numericalFailure = error
    }
  }
}

extension ColumnOutcome {
  /// Whether the operation moved the filament across the threshold between the bits.
  public func isDisturbing(_ memristor: Memristor, _ settings: ReadSettings) -> Bool {
    memristor.isFlipped(from: stateBefore, to: stateAfter, threshold: settings.threshold)
  }
}
