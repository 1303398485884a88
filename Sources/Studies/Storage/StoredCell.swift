import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records

/// A row of `cells.csv`: where a cell is, what was drawn for it, what it was to hold, and what it reads as.
struct StoredCell: Codable, Sendable {
  /// Counted from 1.
  var layer: Int
  /// In the tile, counted from 0; spare columns included.
  var tile, row, column: Int
  /// The row of the layer's grid; the output and the position in its code that the cell holds, most significant first.
  var layerRow, output, position: Int
  /// The parameters of its last attempt, without its fault.
  var drawn: RecordValue
  /// Of its transistor from the nominal one; no column where all are equal.
  var transistor: RecordValue?
  var fault: CellFault?
  /// 0 or 1, as `decodedBit`.
  var targetBit: Int
  /// Write pulses that it got.
  var pulses: Int
  /// Whether its last verifying read showed the target bit.
  var verified: Bool
  /// Of its filament after the final read, 0 (HRS) to 1 (LRS).
  var state: Double
  var writeEnergy: Energy
  /// Simulations that gave no result.
  var numericalFailures: Int
  /// The reason of the last one, if it leaves the cell unknown; nil otherwise.
  var numericalFailure: String?
  /// Of the last read, with its noise.
  var readCurrent: Current?
  /// Nil where the read failed, unlike the current.
  var readResistance: Resistance?
  /// Nil where nothing is known of the cell.
  var decodedBit: Int?
  var status: CellStatus
  /// Whether any read moved its filament across the threshold.
  var flippedByRead: Bool
  var gateCurrent: Current?

  init(_ cell: TileCell, in tile: Tile, _ outcome: CellOutcome, _ study: StorageStudy) {
    let read = study.settings.array.read
    let reading = outcome.readCurrent.map { CellReading(current: $0, settings: read) }
    layer = tile.layer + 1
    (self.tile, row, column) = (tile.number, cell.row, cell.column)
    (layerRow, output, position) = (tile.rows.lowerBound + cell.row, cell.output, cell.position)
    drawn = RecordValue(drawn: study.settings.memristor(cell.number, attempt: max(0, outcome.pulses - 1), seed: study.seed))
    transistor = RecordValue(deviationOf: study.settings.array.transistor.ofCell(cell.number, seed: study.seed))
    fault = cell.fault
    targetBit = cell.target ? 1 : 0
    (pulses, verified, state, writeEnergy) = (outcome.pulses, outcome.isVerified, outcome.state, outcome.writeEnergy)
    (numericalFailures, numericalFailure) = (outcome.failures, outcome.numericalFailure)
    readCurrent = reading?.current
    readResistance = outcome.isReadFailed ? nil : reading?.resistance
    decodedBit = outcome.bit(read).map { $0 ? 1 : 0 }
    status = outcome.status(writing: cell.target, read)
    (flippedByRead, gateCurrent) = (outcome.isReadDisturbed, outcome.gateCurrent)
  }

  /// The outcome that this row records, to resume a run.
  /// - Throws: `RecordError` for a row of another cell, or with values that no run writes.
  func outcome(of cell: TileCell, in place: Tile) throws(RecordError) -> CellOutcome {
    let (found, expected) = ([tile, row, column, targetBit], [place.number, cell.row, cell.column, cell.target ? 1 : 0])
    guard found == expected else {
      func text(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }
      throw RecordError(
        path: "row", reason: "it is about tile, row, column, bit \(text(found)), expected \(text(expected))")
    }
    let counts = 0...1_000_000
    guard (-1...2).contains(state), counts.contains(pulses), counts.contains(numericalFailures) else {
      throw RecordError(path: "row", reason: "its state, pulses or numerical failures are beyond those of any cell")
    }
    var outcome = CellOutcome(state: state)
    (outcome.pulses, outcome.failures, outcome.isVerified) = (pulses, numericalFailures, verified)
    (outcome.writeEnergy, outcome.numericalFailure) = (writeEnergy, numericalFailure)
    (outcome.isReadFailed, outcome.isLastReadDisturbing) = (status == .readFailed, status == .readDisturb)
    (outcome.isReadDisturbed, outcome.gateCurrent, outcome.readCurrent) = (flippedByRead, gateCurrent, readCurrent)
    return outcome
  }
}
