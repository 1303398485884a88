import CrossbarArrays
import CrossbarPrimitives

/// Energy and time that writing and reading took, from the simulated currents and the lengths of the pulses.
///
/// A tile is written row by row: one SET pulse for all cells of the row that are to be 1, one RESET pulse for those that
/// are to be 0, one verifying read, and again while a cell of the row reads wrong. It is read row by row, all columns at once.
/// All tiles work at the same time. What gates, drivers and sense amplifiers themselves take is not counted.
public struct StorageCost: Hashable, Encodable, Sendable {
  /// Of all write pulses, from both line drivers of each cell.
  public var writeEnergy: Energy
  /// Until the tile that takes longest is written.
  public var writeTime: Time
  /// Of reading every cell once.
  public var readEnergy: Energy
  /// Until the tile that takes longest is read once.
  public var readTime: Time

  private enum CodingKeys: String, CodingKey {
    case writeEnergy = "write_energy_J"
    case writeTime = "write_time_s"
    case readEnergy = "read_energy_J"
    case readTime = "read_time_s"
  }

  init(of cells: StoredCells, settings: ArrayConfiguration) {
    let (writePulse, readPulse) = (settings.write.pulse.duration, settings.read.pulse.duration)
    var writeTimes: [Int: Time] = [:]
    var rowCounts: [Int: Int] = [:]
    var (writes, reads) = (Energy.zero, 0.0)
    for (row, outcomes) in zip(cells.rows, cells.outcomes) {
      var pulses = [true: 0, false: 0]
      for (cell, outcome) in zip(row.cells, outcomes) {
        pulses[cell.target] = max(pulses[cell.target] ?? 0, outcome.pulses)
        writes = writes + outcome.writeEnergy
        reads += settings.read.voltage.si * (outcome.readCurrent?.si ?? 0) * settings.read.pulse.width.si
      }
      let (sets, resets) = (pulses[true] ?? 0, pulses[false] ?? 0)
      let time = writePulse * Double(sets + resets) + readPulse * Double(max(sets, resets))
      writeTimes[row.tile.number] = (writeTimes[row.tile.number] ?? .zero) + time
      rowCounts[row.tile.number, default: 0] += 1
    }
    writeEnergy = writes
    writeTime = writeTimes.values.max() ?? .zero
    readEnergy = .joules(reads)
    readTime = readPulse * Double(rowCounts.values.max() ?? 0)
  }
}
