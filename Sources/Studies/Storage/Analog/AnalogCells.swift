import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// The cells of a stored network as products see them.
struct AnalogCells: Sendable {
  private let result: StorageFindings
  private let members: [TileMembers]
  private let seriesResistance: Resistance

  init(_ result: StorageFindings, _ settings: AnalogSettings) {
    self.result = result
    members = result.cells.byTile(result.plan)
    seriesResistance = settings.seriesResistance
  }

  /// The cells of a tile in the states that they were left in, each with its own transistor. Those that hold no code are nil.
  func cells(of tile: Tile) -> ProductCells {
    let (array, seed) = (result.study.settings.array, result.study.seed)
    let own = members[tile.number]
    var grid = Grid<ProductCell?>(rows: tile.rows.count, columns: tile.columns, repeating: nil)
    for (cell, outcome) in zip(own.rows.lazy.flatMap(\.cells), own.outcomes) {
      grid[cell.row, cell.column] = ProductCell(
        result.memristor(cell, outcome), state: outcome.state, transistor: array.transistor.ofCell(cell.number, seed: seed))
    }
    return ProductCells(grid, read: CellOperation(array.read), seriesResistance: seriesResistance)
  }
}

extension AnalogCells {
  /// What was read of the cells of a tile, together with the series resistance, S; nil where cells are computed from their
  /// states. Cells that hold no code are 0.
  ///
  /// What a programming table or a verifying read says of a cell includes its transistor. It holds at all voltages.
  func readConductances(of tile: Tile) -> Grid<Double>? {
    guard result.study.settings.hasReadConductances else { return nil }
    let own = members[tile.number]
    var grid = Grid(rows: tile.rows.count, columns: tile.columns, repeating: 0.0)
    for (cell, outcome) in zip(own.rows.lazy.flatMap(\.cells), own.outcomes) {
      grid[cell.row, cell.column] = 1 / (result.resistance(cell, outcome) + seriesResistance).si
    }
    return grid
  }
}

extension StorageSettings {
  /// Whether products take the conductances that were read of cells of several levels, and not those of their states.
  var hasReadConductances: Bool { programming != nil || levelPlan != nil }
}

extension StorageFindings {
  /// Of a cell by itself at the read voltage, in the state that it was left in; of one with several levels what is read of it,
  /// with its transistor.
  func resistance(_ cell: TileCell, _ outcome: CellOutcome) -> Resistance {
    if let table = TableProgramming(study.settings, seed: study.seed) { return .ohms(1 / table.conductance(of: cell).si) }
    guard study.settings.levelPlan != nil else { return memristor(cell, outcome).resistance(state: outcome.state) }
    guard let current = outcome.readCurrent, current > .zero else { return .ohms(.infinity) }
    return study.settings.array.read.voltage / current
  }

  /// A cell's memristor as it was at its last write attempt, its fault included.
  func memristor(_ cell: TileCell, _ outcome: CellOutcome) -> Memristor {
    var memristor = study.settings.memristor(cell.number, attempt: max(0, outcome.pulses - 1), seed: study.seed)
    cell.fault?.afflict(&memristor)
    return memristor
  }
}

/// The rows of one tile, with the outcomes of their cells in their order.
private struct TileMembers: Sendable {
  var rows: ArraySlice<TileRow> = []
  var outcomes: ArraySlice<CellOutcome> = []
}

extension StoredCells {
  /// The cells of each tile of a plan, in the order of the tiles, without copies.
  fileprivate func byTile(_ plan: TilePlan) -> [TileMembers] {
    var members = Array(repeating: TileMembers(), count: plan.tiles.count)
    var (firstRow, firstCell) = (0, 0)
    while firstRow < rows.count {
      let number = rows[firstRow].tile.number
      let end = rows[firstRow...].firstIndex { $0.tile.number != number } ?? rows.count
      let count = rows[firstRow..<end].reduce(0) { $0 + $1.cells.count }
      members[number] = TileMembers(rows: rows[firstRow..<end], outcomes: outcomes[firstCell..<(firstCell + count)])
      (firstRow, firstCell) = (end, firstCell + count)
    }
    return members
  }
}
