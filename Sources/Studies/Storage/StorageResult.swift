import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NeuralMapping

/// A network that was stored and read back.
public struct StorageResult: Sendable {
  public let experiment: StorageExperiment
  public let plan: TilePlan
  public let cells: StoredCells
  /// The network decoded from the read currents.
  public let readBack: QuantizedNetwork
  /// Cells that an earlier, interrupted run had stored.
  public let resumedCells: Int
  /// Of this run alone.
  public let totals: MeteredEngine.Totals
  public let engine: EngineIdentity
  public let cellEngine: CellEngineFigures
}

/// All cells that hold a code, with what became of them.
public struct StoredCells: Sendable {
  public let rows: [TileRow]
  /// A row's cells in their order.
  public let outcomes: [[CellOutcome]]
  private let storage: TileStorage

  init(rows: [TileRow], outcomes: [[CellOutcome]], storage: TileStorage) {
    self.rows = rows
    self.outcomes = outcomes
    self.storage = storage
  }

  public var count: Int { rows.reduce(0) { $0 + $1.cells.count } }

  /// Calls `body` with each cell.
  public func forEach(_ body: (TileRow, TileCell, CellOutcome) throws -> Void) rethrows {
    for (row, outcomes) in zip(rows, outcomes) {
      for (cell, outcome) in zip(row.cells, outcomes) { try body(row, cell, outcome) }
    }
  }

  /// What a cell is read as; nil where nothing is known of it.
  public func bit(_ outcome: CellOutcome) -> Bool? { outcome.bit(storage.settings.array.read) }

  /// What became of a cell.
  public func status(_ cell: TileCell, _ outcome: CellOutcome) -> CellStatus {
    outcome.status(writing: cell.target, storage.settings.array.read)
  }

  /// A circuit of each kind, by file name.
  func exampleNetlists() throws -> [(name: String, text: String)] { try storage.exampleNetlists(rows) }

  /// The grid of each layer as read. A cell of which no simulation says anything counts as written: it is not known to be
  /// wrong, and how many such cells there are is said beside whatever follows from them.
  static func decoded(
    _ rows: [TileRow], _ outcomes: [[CellOutcome]], like grids: [Grid<Bool>], _ read: ReadSettings
  ) -> [Grid<Bool>] {
    var decoded = grids
    for (row, outcomes) in zip(rows, outcomes) {
      for (cell, outcome) in zip(row.cells, outcomes) {
        decoded[row.tile.layer][row.tile.rows.lowerBound + cell.row, cell.output * row.tile.cellsPerCode + cell.position] =
          outcome.bit(read) ?? cell.target
      }
    }
    return decoded
  }
}

extension TilePlan {
  /// Rows of the longest columns.
  public var longestColumn: Int { tiles.map(\.rows.count).max() ?? 0 }
}
