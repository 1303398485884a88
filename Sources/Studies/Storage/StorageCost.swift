import CrossbarArrays
import CrossbarPrimitives
import Records

/// Energy and time of writing and reading, from the simulated currents and the lengths of the pulses.
///
/// A tile is written row by row: one SET pulse for all cells of the row that are to be 1, one RESET pulse for those that
/// are to be 0, one verifying read; repeated while a cell of the row reads wrong. It is read row by row, all columns at
/// once. All tiles work at the same time. The consumption of gates, drivers and sense amplifiers is not included.
public struct StorageCost: Figures, Hashable {
  @Figure("Energy of all write pulses", .plain, "From both line drivers of each cell.") public var writeEnergy = Energy.zero
  @Figure("Time to write", .plain, "Until the tile that takes longest is written.") public var writeTime = Time.zero
  @Figure("Energy of reading every cell once") public var readEnergy = Energy.zero
  @Figure("Time to read", .plain, "Until the tile that takes longest is read once.") public var readTime = Time.zero

  public init() {}

  /// Read energy is read voltage times current times the width of the pulse, summed over all cells.
  init(of cells: StoredCells, settings: ArrayConfiguration) {
    let (writePulse, readPulse) = (settings.write.pulse.duration, settings.read.pulse.duration)
    var writeTimes: [Int: Time] = [:]
    var rowCounts: [Int: Int] = [:]
    var (writes, reads) = (Energy.zero, 0.0)
    var rest = cells.outcomes[...]
    for row in cells.rows {
      var pulses = [true: 0, false: 0]
      for (cell, outcome) in zip(row.cells, rest) {
        pulses[cell.target] = max(pulses[cell.target] ?? 0, outcome.pulses)
        writes = writes + outcome.writeEnergy
        reads += settings.read.voltage.si * (outcome.readCurrent?.si ?? 0) * settings.read.pulse.width.si
      }
      rest = rest.dropFirst(row.cells.count)
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
