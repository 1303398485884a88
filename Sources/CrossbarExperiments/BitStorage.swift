import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Stores a grid of bits in a simulated array and reads it back.
public struct BitStorage: Sendable {
  public let configuration: ArrayConfiguration
  public let engine: any SpiceEngine

  /// An analysis that takes longer is given up and counted as failed; a whole layer in one circuit takes seconds.
  private static let timeLimit = Duration.seconds(600)

  public init(configuration: ArrayConfiguration, engine: any SpiceEngine) {
    self.configuration = configuration
    self.engine = engine
  }

  /// Writes every cell, row after row, then reads every row.
  /// - Parameters:
  ///   - firstCell: number of the first cell among all cells of the run.
  ///   - afterRow: called with the number of cells handled when a row has been written or read.
  public func store(
    _ bits: Grid<Bool>, seed: UInt64, firstCell: Int, afterRow: (Int) throws -> Void = { _ in }
  ) async throws -> StoredBits {
    let array = configuration.array(for: bits, seed: seed, firstCell: firstCell)
    var simulation = ArraySimulation(
      array: array, scope: configuration.scope, engine: engine, timeLimit: Self.timeLimit)
    let programming = ProgramAndVerify(write: configuration.write, read: configuration.read)
    var writes: [CellWrite] = []
    for row in 0..<bits.rows {
      writes += try await programming.writeRow(row, bits: Array(bits.row(row)), in: &simulation)
      try afterRow(bits.columns)
    }
    var readings: [CellReading?] = []
    for row in 0..<bits.rows {
      let read = configuration.read.operation(row: row, columns: Array(0..<bits.columns))
      readings += try await simulation.run(read).map { outcome in
        (try? outcome.result.get()).map { CellReading(current: $0, settings: configuration.read) }
      }
      try afterRow(bits.columns)
    }
    return StoredBits(
      cells: Grid(rows: bits.rows, columns: bits.columns) { row, column in
        let index = row * bits.columns + column
        return StoredCell(
          memristor: array.memristors[row, column], write: writes[index], reading: readings[index],
          finalState: simulation.array.states[row, column])
      },
      firstCircuits: simulation.firstCircuits)
  }
}

/// What an array holds after it was written.
public struct StoredBits: Sendable {
  public let cells: Grid<StoredCell>
  /// One circuit of each kind of operation, as the engine got it.
  public let firstCircuits: [RowOperation.Kind: ArrayCircuit]

  /// The bits as decoded from the read currents.
  public var decoded: Grid<Bool> { cells.map(\.decodedBit) }
}

/// One cell: what it is, what was done to it and what it reads as.
public struct StoredCell: Sendable {
  public let memristor: Memristor
  public let write: CellWrite
  /// Nil where the read could not be simulated.
  public let reading: CellReading?
  /// Filament state after the last read, 0 to 1.
  public let finalState: Double

  /// A cell without a reading counts as one without current: 0.
  public var decodedBit: Bool { reading?.bit ?? false }
  public var isBitError: Bool { decodedBit != write.target }
}
