import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Stores a grid of bits in a simulated array and reads it back.
public struct BitStorage: Sendable {
  public let configuration: ArrayConfiguration
  public let engine: CellEngine

  public init(configuration: ArrayConfiguration, engine: CellEngine) {
    self.configuration = configuration
    self.engine = engine
  }

  /// Writes every cell, row after row, and reads every row.
  ///
  /// In `line` scope nothing couples the rows, so they are simulated side by side.
  /// - Parameters:
  ///   - firstCell: number of the first cell among all cells of the run.
  ///   - progress: called with the number of cells written or read since the last call.
  public func store(
    _ bits: Grid<Bool>, seed: UInt64, firstCell: Int, progress: (Int) throws -> Void = { _ in }
  ) async throws -> StoredBits {
    let array = configuration.array(for: bits, seed: seed, firstCell: firstCell)
    let rows: [StoredRow]
    switch configuration.scope {
    case .line:
      rows = try await simulatePoints(
        Array(0..<bits.rows), atMost: engine.cells.capacity, finished: { _, _ in try progress(2 * bits.columns) }
      ) { row in
        var simulation = simulation(of: array)
        let writes = try await write(row, of: bits, in: &simulation)
        return try await read(row, written: writes, in: &simulation)
      }
    case .array:
      var simulation = simulation(of: array)
      var writes: [[CellWrite]] = []
      for row in 0..<bits.rows {
        writes.append(try await write(row, of: bits, in: &simulation))
        try progress(bits.columns)
      }
      var found: [StoredRow] = []
      for row in 0..<bits.rows {
        found.append(try await read(row, written: writes[row], in: &simulation))
        try progress(bits.columns)
      }
      rows = found
    }
    // A circuit of each kind, from the first row that needed it.
    let circuits = rows.reduce(into: [:]) { $0.merge($1.firstCircuits) { first, _ in first } }
    return StoredBits(
      cells: Grid(rows: bits.rows, columns: bits.columns) { rows[$0].cells[$1] }, firstCircuits: circuits)
  }

  private func simulation(of array: CrossbarArray) -> ArraySimulation {
    ArraySimulation(array: array, scope: configuration.scope, engine: engine)
  }

  private func write(_ row: Int, of bits: Grid<Bool>, in simulation: inout ArraySimulation) async throws -> [CellWrite] {
    let programming = ProgramAndVerify(write: configuration.write, read: configuration.read)
    return try await programming.writeRow(row, bits: Array(bits.row(row)), in: &simulation)
  }

  private func read(
    _ row: Int, written: [CellWrite], in simulation: inout ArraySimulation
  ) async throws -> StoredRow {
    let operation = configuration.read.operation(row: row, columns: Array(written.indices))
    let outcomes = try await simulation.run(operation)
    let cells = zip(written, outcomes).map { write, outcome in
      let memristor = simulation.array.memristors[row, outcome.column]
      return StoredCell(
        memristor: memristor, write: write, finalRead: outcome.reading(configuration.read),
        isFlippedByFinalRead: outcome.isDisturbing(memristor, configuration.read), finalState: outcome.stateAfter)
    }
    return StoredRow(cells: cells, firstCircuits: simulation.firstCircuits)
  }
}

private struct StoredRow: Sendable {
  let cells: [StoredCell]
  let firstCircuits: [RowOperation.Kind: ArrayCircuit]
}

/// What an array holds after it was written.
public struct StoredBits: Sendable {
  public let cells: Grid<StoredCell>
  /// One circuit of each kind of operation, as the engine got it.
  public let firstCircuits: [RowOperation.Kind: ArrayCircuit]

  /// The bits as decoded from the read currents. A cell of which no simulation says anything counts as written: it is not
  /// known to be wrong, and how many such cells there are is said beside whatever follows from them.
  public var decoded: Grid<Bool> { cells.map { $0.decodedBit ?? $0.write.target } }
}

/// One cell: what it is, what was done to it and what it reads as.
public struct StoredCell: Sendable {
  public let memristor: Memristor
  public let write: CellWrite
  /// The final read, or why it gave no result.
  public let finalRead: Result<CellReading, SimulationError>
  /// Whether the final read moved the filament across the threshold.
  public let isFlippedByFinalRead: Bool
  /// Filament state after the last read, 0 to 1.
  public let finalState: Double

  /// Nil where the read could not be simulated.
  public var reading: CellReading? { try? finalRead.get() }

  /// Why nothing is known of the cell: its last write pulse, its verifying or its final read gave no result.
  public var numericalFailure: SimulationError? {
    if let failure = write.numericalFailure { return failure }
    if case .failure(let error) = finalRead { return error }
    return nil
  }

  /// Nil where nothing is known of the cell.
  public var decodedBit: Bool? { numericalFailure == nil ? reading?.bit : nil }
  /// Never of a cell that could not be simulated or read.
  public var isBitError: Bool { reading?.failure == nil && (decodedBit.map { $0 != write.target } ?? false) }

  /// Whether any of its reads flipped it.
  public var isReadDisturbed: Bool { write.isReadDisturbed || isFlippedByFinalRead }

  public var status: CellStatus {
    if numericalFailure != nil { return .numericalFailure }
    if reading?.failure != nil || write.readFailure != nil { return .readFailed }
    if !write.isVerified { return write.isLastReadDisturbing ? .readDisturb : .writeFailed }
    if !isBitError { return .ok }
    return isFlippedByFinalRead ? .readDisturb : .changedSince
  }
}
