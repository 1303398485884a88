import CrossbarPrimitives
import MemristorDevices
import Records

/// Takes what cells hold from a programming table; nothing is simulated.
///
/// A faulty cell holds the lowest or the highest level. A cell that misses its level, by the table's share, holds any
/// conductance between the outer targets: the table does not say where such cells end, and this is an assumption. Read noise
/// of the settings comes on top of what the table has.
struct TableProgramming: CellWriter {
  let table: ProgrammingTable
  let settings: StorageSettings
  /// Of the table's draws, the faults and the noise of all cells.
  let seed: UInt64

  /// Nil where cells are simulated.
  init?(_ settings: StorageSettings, seed: UInt64) {
    guard let table = settings.programming else { return nil }
    (self.table, self.settings, self.seed) = (table, settings, seed)
  }

  func store(_ cells: [TileCell], in tile: Tile) -> [CellOutcome] {
    cells.map { cell in
      // No filament is known.
      var outcome = CellOutcome(state: .nan)
      var noise = CellReadNoise(settings, cell: cell.number, seed: seed, hasDeviceNoise: false)
      outcome.readCurrent = noise.apply(to: .amperes(conductance(of: cell).si * settings.array.read.voltage.si))
      outcome.isVerified = level(of: cell) == cell.level && isReached(cell)
      return outcome
    }
  }

  /// What is read of a cell after the retention time, with its transistor and lines as far as the table has them.
  func conductance(of cell: TileCell) -> Conductance {
    guard isReached(cell) else {
      var stream = RandomStream(seed: seed, purpose: "cells off their level", index: cell.number)
      let (lowest, highest) = (table.targets[0], table.targets[table.levelCount - 1])
      return lowest + (highest - lowest) * stream.uniform()
    }
    return table.conductance(level: level(of: cell), at: settings.retentionTime, seed: seed, cell: cell.number)
  }

  private func level(of cell: TileCell) -> Int { cell.fault?.level(of: settings.levels) ?? cell.level }

  private func isReached(_ cell: TileCell) -> Bool {
    cell.fault != nil || table.isReached(level: cell.level, seed: seed, cell: cell.number)
  }
}

extension ProgrammingTable {
  /// - Throws: `StorageError.tableLevels` or `.tableTime` for settings that the table does not cover.
  func check(_ settings: StorageSettings) throws(StorageError) {
    guard levelCount == settings.levels.count else {
      throw .tableLevels(found: levelCount, expected: settings.levels.count)
    }
    guard timeRange.contains(settings.retentionTime) else {
      throw .tableTime(settings.retentionTime, known: timeRange)
    }
  }

  /// What is assumed of the cells that miss their level; nil where none do.
  var warning: String? {
    let shares = (0..<levelCount).compactMap { outcomes[0, $0].reachedShare }
    guard let least = shares.min(), least < 1 else { return nil }
    return "not all cells reach their level by the programming table (\(FigureFormat.percent(least)) at the worst level); "
      + "those that do not are taken to hold any conductance between its outer targets"
  }
}
