import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives

/// Writes grids of bits into tiles, row after row, and reads them back.
public struct TileStorage: Sendable {
  public let settings: StorageSettings
  public let seed: UInt64
  public let rules: SwitchingRules
  private let programming: CellProgramming

  public init(settings: StorageSettings, seed: UInt64, rules: SwitchingRules, engine: any SpiceEngine) throws {
    self.settings = settings
    self.seed = seed
    self.rules = rules
    programming = try CellProgramming(settings: settings, seed: seed, engine: engine)
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
    var waiting: [Int: [CellOutcome]] = [:]
    var next = 0
    let outcomes = try await simulatePoints(
      rest, on: programming.engine,
      finished: { index, outcomes in
        waiting[index] = outcomes
        while let outcomes = waiting.removeValue(forKey: next) {
          try finished(rest[next], outcomes)
          next += 1
        }
      }, { try await store($0) })
    return stored + outcomes
  }

  private func store(_ row: TileRow) async throws -> [CellOutcome] {
    var outcomes: [CellOutcome] = []
    outcomes.reserveCapacity(row.cells.count)
    for cell in row.cells {
      if settings.isSampled(cell.number, seed: seed) {
        outcomes.append(try await programming.store(cell, in: row.tile))
      } else {
        outcomes.append(ruled(cell))
      }
    }
    return outcomes
  }

  /// What the rules say of a cell.
  public func ruled(_ cell: TileCell) -> CellOutcome {
    var noise = ReadNoise(settings, cell: cell.number, seed: seed)
    return rules.outcome(
      of: cell, initialState: programming.initialState(of: cell), noise: &noise, retention: programming.stillness
    ) { programming.memristor(of: cell, attempt: $0) }
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
