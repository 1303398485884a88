import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives

/// Writes grids of bits into tiles, row after row, and reads them back.
public struct TileStorage: Sendable {
  public let settings: StorageSettings
  public let seed: UInt64
  private let programming: CellProgramming

  public init(settings: StorageSettings, seed: UInt64, cells: any CellSimulator) {
    self.settings = settings
    self.seed = seed
    programming = CellProgramming(settings: settings, seed: seed, cells: cells)
  }

  /// Stores rows of tiles.
  ///
  /// In `line` scope nothing couples cells of different rows or columns, so rows are simulated side by side.
  /// - Parameters:
  ///   - stored: rows that are done already, from the first one on: an interrupted run's.
  ///   - finished: called with each further row, in their order, as soon as it and all before it are done.
  /// - Returns: the outcomes of all cells, row by row.
  /// - Throws: `CancellationError`; `SimulationError` when no further simulation can succeed.
  public func store(
    _ rows: [TileRow], after stored: [[CellOutcome]] = [], finished: (TileRow, [CellOutcome]) throws -> Void
  ) async throws -> [[CellOutcome]] {
    precondition(stored.count <= rows.count, "no more rows are done than there are")
    let rest = Array(rows.dropFirst(stored.count))
    let groups = groups(rest)
    var waiting: [Int: [[CellOutcome]]] = [:]
    var next = 0
    let outcomes = try await simulatePoints(
      groups, atMost: programming.cells.capacity,
      finished: { index, outcomes in
        waiting[index] = outcomes
        while let outcomes = waiting.removeValue(forKey: next) {
          for (row, cells) in zip(groups[next], outcomes) { try finished(row, cells) }
          next += 1
        }
      }, { try await store($0) })
    return stored + outcomes.flatMap { $0 }
  }

  /// Neighbouring rows of a tile, as many as are worth simulating at a time.
  private func groups(_ rows: [TileRow]) -> [[TileRow]] {
    var groups: [[TileRow]] = []
    var cells = 0
    for row in rows {
      if cells > 0, cells < programming.cells.batchSize, groups.last?.last?.tile == row.tile {
        groups[groups.count - 1].append(row)
        cells += row.cells.count
      } else {
        groups.append([row])
        cells = row.cells.count
      }
    }
    return groups
  }

  private func store(_ group: [TileRow]) async throws -> [[CellOutcome]] {
    guard let tile = group.first?.tile else { return [] }
    var outcomes = try await programming.store(group.flatMap(\.cells), in: tile)[...]
    return group.map { row in
      defer { outcomes = outcomes.dropFirst(row.cells.count) }
      return Array(outcomes.prefix(row.cells.count))
    }
  }

  /// The first write of cell after cell, as a check repeats it.
  func checkedWrite(_ rows: [TileRow]) -> (Int) -> CheckedWrite {
    let places = rows.flatMap { row in row.cells.indices.map { (row: row, cell: $0) } }
    return { programming.checkedWrite(places[$0].row.cells[places[$0].cell], in: places[$0].row.tile) }
  }

  /// The circuits of the first cell that is to be 1 and of the first that is to be 0, by file name.
  func exampleNetlists(_ rows: [TileRow]) throws -> [(name: String, text: String)] {
    var netlists: [(name: String, text: String)] = []
    for (bit, kind) in [(true, "set"), (false, "reset")] {
      for row in rows {
        guard let cell = row.cells.first(where: { $0.target == bit }) else { continue }
        let texts = try programming.netlists(of: cell, in: row.tile)
        netlists += [("\(kind).cir", texts.write), ("read-after-\(kind).cir", texts.read)]
        break
      }
    }
    return netlists
  }
}
