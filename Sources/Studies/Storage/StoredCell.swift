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
  /// The parameters of its last attempt, without its fault; no columns where a programming table takes the place of cells.
  var drawn: RecordValue?
  /// Of its transistor from the nominal one; no column where all are equal.
  var transistor: RecordValue?
  var fault: CellFault?
  /// 0 or 1, as `decodedBit`; no columns where cells have more levels.
  var targetBit: RecordValue?
  /// The level to be written, as `decodedLevel`; no columns where cells have two levels.
  var targetLevel: RecordValue?
  /// Write pulses that it got.
  var pulses: Int
  /// Whether its last verifying read showed the target bit.
  var verified: Bool
  /// Of its filament after the final read, 0 (HRS) to 1 (LRS); nil where none is known.
  var state: Double?
  var writeEnergy: Energy
  /// Simulations that gave no result.
  var numericalFailures: Int
  /// The reason of the last one, if it leaves the cell unknown; nil otherwise.
  var numericalFailure: String?
  /// Of the last read, with its noise.
  var readCurrent: Current?
  /// Nil where the read failed, unlike the current.
  var readResistance: Resistance?
  /// Null where nothing is known of the cell.
  var decodedBit: RecordValue?
  var decodedLevel: RecordValue?
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
    let isSimulated = study.settings.programming == nil
    drawn =
      !isSimulated
      ? .record([])
      : RecordValue(drawn: study.settings.memristor(cell.number, attempt: max(0, outcome.pulses - 1), seed: study.seed))
    transistor =
      !isSimulated ? .record([]) : RecordValue(deviationOf: study.settings.array.transistor.ofCell(cell.number, seed: study.seed))
    fault = cell.fault
    let isBit = study.settings.levels.count == 2
    let decoder = study.settings.decoder
    let (target, decoded) = (Self.value(cell.level), outcome.level(decoder).map(Self.value) ?? .null)
    (targetBit, targetLevel) = (isBit ? target : .record([]), isBit ? .record([]) : target)
    (decodedBit, decodedLevel) = (isBit ? decoded : .record([]), isBit ? .record([]) : decoded)
    (pulses, verified, writeEnergy) = (outcome.pulses, outcome.isVerified, outcome.writeEnergy)
    state = outcome.state.isNaN ? nil : outcome.state
    (numericalFailures, numericalFailure) = (outcome.failures, outcome.numericalFailure)
    readCurrent = reading?.current
    readResistance = outcome.isReadFailed ? nil : reading?.resistance
    status = outcome.status(writing: cell.level, decoder)
    (flippedByRead, gateCurrent) = (outcome.isReadDisturbed, outcome.gateCurrent)
  }

  private static func value(_ level: Int) -> RecordValue { .whole(UInt64(level)) }

  /// The level that a field holds; nil for another text.
  private static func level(_ field: RecordValue?) -> Int? {
    field?.text.flatMap { Int($0) } ?? field?.double.flatMap { Int(exactly: $0) }
  }

  /// The outcome that this row records, to resume a run.
  /// - Throws: `RecordError` for a row of another cell, or with values that no run writes.
  func outcome(of cell: TileCell, in place: Tile) throws(RecordError) -> CellOutcome {
    let target = Self.level(targetBit) ?? Self.level(targetLevel) ?? -1
    let (found, expected) = ([tile, row, column, target], [place.number, cell.row, cell.column, cell.level])
    guard found == expected else {
      func text(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }
      throw RecordError(
        path: "row", reason: "it is about tile, row, column, level \(text(found)), expected \(text(expected))")
    }
    let counts = 0...1_000_000
    guard (-1...2).contains(state ?? 0), counts.contains(pulses), counts.contains(numericalFailures) else {
      throw RecordError(path: "row", reason: "its state, pulses or numerical failures are beyond those of any cell")
    }
    var outcome = CellOutcome(state: state ?? .nan)
    (outcome.pulses, outcome.failures, outcome.isVerified) = (pulses, numericalFailures, verified)
    (outcome.writeEnergy, outcome.numericalFailure) = (writeEnergy, numericalFailure)
    (outcome.isReadFailed, outcome.isLastReadDisturbing) = (status == .readFailed, status == .readDisturb)
    (outcome.isReadDisturbed, outcome.gateCurrent, outcome.readCurrent) = (flippedByRead, gateCurrent, readCurrent)
    return outcome
  }
}
