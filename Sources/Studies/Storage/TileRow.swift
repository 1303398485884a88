import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// A row of a tile with what is to be written into it: the unit in which tiles are written.
public struct TileRow: Hashable, Sendable {
  public let tile: Tile
  /// Counted from 0 in the tile.
  public let row: Int
  public let placement: RowPlacement
  /// The cells that hold a code, in the order of the codes; each code's most significant one first.
  public let cells: [TileCell]

  init(_ row: Int, of tile: Tile, bits: Grid<Bool>, settings: StorageSettings, seed: UInt64) {
    self.tile = tile
    self.row = row
    let faults = (0..<tile.columns).map { column in
      settings.faults.fault(
        of: tile.cell(row: row, column: column), seed: seed, device: settings.array.device)
    }
    let stored = bits.row(tile.rows.lowerBound + row)
    let codes = tile.outputs.map { stored.dropFirst($0 * tile.cellsPerCode).prefix(tile.cellsPerCode) }
    placement =
      settings.remaps
      ? RowPlacement(avoiding: faults, tile: tile, bits: codes) : RowPlacement(unmoved: tile, bits: codes, faults: faults)
    cells = zip(placement.places, codes).enumerated().flatMap { output, code in
      code.1.enumerated().map { position, target in
        let column = code.0 * tile.cellsPerCode + position
        return TileCell(
          number: tile.cell(row: row, column: column), row: row, column: column, output: tile.outputs.lowerBound + output,
          position: position, target: target, fault: faults[column])
      }
    }
  }

  /// All rows of all tiles, tile by tile.
  static func rows(of grids: [Grid<Bool>], in plan: TilePlan, settings: StorageSettings, seed: UInt64) -> [TileRow] {
    plan.tiles.flatMap { tile in
      (0..<tile.rows.count).map { TileRow($0, of: tile, bits: grids[tile.layer], settings: settings, seed: seed) }
    }
  }
}

/// One cell that holds a bit of a code.
public struct TileCell: Hashable, Sendable {
  /// Among all cells of the network.
  public let number: Int
  /// In its tile.
  public let row, column: Int
  /// The output of the layer whose code it belongs to.
  public let output: Int
  /// In its code, counted from 0; cell 0 is the most significant.
  public let position: Int
  public let target: Bool
  public let fault: CellFault?
}

/// What became of a cell.
public struct CellOutcome: Hashable, Sendable {
  /// Write pulses it got.
  public var pulses = 0
  /// Whether its last verifying read showed the target.
  public var isVerified = false
  /// Of its filament in the end, 0 to 1.
  public var state: Double
  /// Of its write pulses, from both line drivers.
  public var writeEnergy = Energy.zero
  /// Of the final read; nil where it could not be simulated.
  public var readCurrent: Current?
  /// What the source line got in it beyond what the bit line delivered; nil where that was not simulated.
  public var gateCurrent: Current?
  /// Whether the last read shows nothing of the cell, since its current flows backwards.
  public var isReadFailed = false
  /// Whether a read, and no write pulse, moved the filament across the threshold: ever, and in the last read.
  public var isReadDisturbed = false
  public var isLastReadDisturbing = false
  /// Why the last attempt to write, the rest after it or the final read gave no result, so that nothing is known of the cell;
  /// nil if they gave one.
  public var numericalFailure: String?
  /// Simulations that gave no result.
  public var failures = 0

  init(state: Double) { self.state = state }

  /// What the cell is read as; nil where nothing is known of it.
  func bit(_ read: ReadSettings) -> Bool? {
    numericalFailure != nil ? nil : readCurrent.map { CellReading(current: $0, settings: read).bit }
  }

  func status(writing target: Bool, _ read: ReadSettings) -> CellStatus {
    guard let bit = bit(read) else { return .numericalFailure }
    if isReadFailed { return .readFailed }
    if !isVerified { return isLastReadDisturbing ? .readDisturb : .writeFailed }
    if bit == target { return .ok }
    return isLastReadDisturbing ? .readDisturb : .changedSince
  }
}
