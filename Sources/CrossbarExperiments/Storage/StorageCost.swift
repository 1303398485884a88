import CrossbarArrays
import CrossbarPrimitives

/// Energy and time that writing and reading took, from the simulated currents and the lengths of the pulses.
///
/// A tile is written row by row: one SET pulse for all cells of the row that are to be 1, one RESET pulse for those that
/// are to be 0, one verifying read, and again while a cell of the row reads wrong. It is read row by row, all columns at once.
/// All tiles work at the same time. What gates, drivers and sense amplifiers themselves take is not counted.
public struct StorageCost: Hashable, Encodable, Sendable {
  /// Of all write pulses, from both line drivers of each cell. Where only a sample was simulated, each cell that was not counts
  /// as much as the average simulated one with the same bit; nil if there is none.
  public var writeEnergy: Energy?
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
    var simulated = [true: (energy: 0.0, cells: 0), false: (energy: 0.0, cells: 0)]
    var estimated = [true: 0, false: 0]
    var reads = 0.0
    for (row, outcomes) in zip(cells.rows, cells.outcomes) {
      var pulses = [true: 0, false: 0]
      for (cell, outcome) in zip(row.cells, outcomes) {
        pulses[cell.target] = max(pulses[cell.target] ?? 0, outcome.pulses)
        if let energy = outcome.writeEnergy {
          simulated[cell.target]?.energy += energy.si
          simulated[cell.target]?.cells += 1
        } else {
          estimated[cell.target]? += 1
        }
        reads += settings.read.voltage.si * (outcome.readCurrent?.si ?? 0) * settings.read.pulse.width.si
      }
      let (sets, resets) = (pulses[true] ?? 0, pulses[false] ?? 0)
      let time = writePulse * Double(sets + resets) + readPulse * Double(max(sets, resets))
      writeTimes[row.tile.number] = (writeTimes[row.tile.number] ?? .zero) + time
      rowCounts[row.tile.number, default: 0] += 1
    }
    var energy: Double? = 0
    for bit in [true, false] {
      let known = simulated[bit] ?? (0, 0)
      let missing = estimated[bit] ?? 0
      if missing > 0, known.cells == 0 { energy = nil }
      if let sum = energy {
        energy = sum + known.energy + (missing > 0 ? known.energy / Double(known.cells) * Double(missing) : 0)
      }
    }
    writeEnergy = energy.map { .joules($0) }
    writeTime = writeTimes.values.max() ?? .zero
    readEnergy = .joules(reads)
    readTime = readPulse * Double(rowCounts.values.max() ?? 0)
  }
}
