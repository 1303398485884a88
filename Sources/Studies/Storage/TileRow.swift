import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// A row of a tile with the levels to be written into it: the unit in which tiles are written.
public struct TileRow: Hashable, Sendable {
  /// Whose outputs the codes belong to; each output has one code in the row.
  public let tile: Tile
  /// In the tile, counted from 0.
  public let row: Int
  /// Where its codes are stored, once faulty cells are avoided.
  public let placement: RowPlacement
  /// The cells that hold a code, in the order of the codes; within a code the most significant first. Spare cells without
  /// a code are left out.
  public let cells: [TileCell]

  init(_ row: Int, of tile: Tile, levels: Grid<Int>, settings: StorageSettings, seed: UInt64) {
    self.tile = tile
    self.row = row
    let faults = (0..<tile.columns).map { column in
      settings.faults.fault(
        of: tile.cell(row: row, column: column), seed: seed, device: settings.array.device)
    }
    let stored = levels.row(tile.rows.lowerBound + row)
    let codes = tile.outputs.map { stored.dropFirst($0 * tile.cellsPerCode).prefix(tile.cellsPerCode) }
    placement =
      settings.remaps
      ? RowPlacement(avoiding: faults, tile: tile, codes: codes, levels: settings.levels)
      : RowPlacement(unmoved: tile, codes: codes, faults: faults, levels: settings.levels)
    cells = zip(placement.places, codes).enumerated().flatMap { output, code in
      code.1.enumerated().map { position, level in
        let column = code.0 * tile.cellsPerCode + position
        return TileCell(
          number: tile.cell(row: row, column: column), row: row, column: column, output: tile.outputs.lowerBound + output,
          position: position, level: level, fault: faults[column])
      }
    }
  }

  /// All rows of all tiles, tile by tile.
  /// - Parameter grids: the levels of each layer.
  static func rows(of grids: [Grid<Int>], in plan: TilePlan, settings: StorageSettings, seed: UInt64) -> [TileRow] {
    plan.tiles.flatMap { tile in
      (0..<tile.rows.count).map { TileRow($0, of: tile, levels: grids[tile.layer], settings: settings, seed: seed) }
    }
  }
}

/// One cell that holds a digit of a code, a bit as a rule.
public struct TileCell: Hashable, Sendable {
  /// Its number among all cells of the network, spare ones included; its random draws depend on it.
  public let number: Int
  /// In its tile.
  public let row, column: Int
  /// The output of the layer whose code it is part of.
  public let output: Int
  /// In its code, counted from 0; position 0 is the most significant.
  public let position: Int
  /// The level to be written; 0 conducts least. With one bit a cell, the bit.
  public let level: Int
  /// A permanent fault; nil for none.
  public let fault: CellFault?

  /// Whether it is to be SET, to any level above the lowest. With one bit a cell, the bit to be written: true is 1, the
  /// low-resistance state.
  public var target: Bool { level > 0 }
}

/// What happened to a cell in writing and reading; `CellStatus` sums it up.
public struct CellOutcome: Hashable, Sendable {
  /// Write pulses that it got.
  public var pulses = 0
  /// Whether its last verifying read showed the target bit.
  public var isVerified = false
  /// Of its filament after the last simulation, 0 (HRS) to 1 (LRS); not a number where no filament is known.
  public var state: Double
  /// Of all its write pulses, from both line drivers.
  public var writeEnergy = Energy.zero
  /// Of the last read, with its noise; nil where that could not be simulated.
  public var readCurrent: Current?
  /// The part of the source line's current in the last read that the bit line did not deliver; nil where that was not
  /// simulated.
  public var gateCurrent: Current?
  /// Whether the last read shows nothing of the cell, since its current flows backwards.
  public var isReadFailed = false
  /// Whether any read, not a write pulse, moved the filament across the threshold.
  public var isReadDisturbed = false
  /// Whether the last read did so.
  public var isLastReadDisturbing = false
  /// Why the last write attempt, the rest after it or the final read gave no result, so that nothing is known of the
  /// cell; nil if they all gave one.
  public var numericalFailure: String?
  /// Simulations that gave no result, later ones that succeeded notwithstanding.
  public var failures = 0

  init(state: Double) { self.state = state }

  /// The level that the cell reads as; nil where nothing is known of it.
  func level(_ decoder: CellDecoder) -> Int? { numericalFailure != nil ? nil : readCurrent.map(decoder.level) }

  /// The first status that applies: unknown, unreadable, never verified, correct, changed after its verification.
  func status(writing target: Int, _ decoder: CellDecoder) -> CellStatus {
    guard let level = level(decoder) else { return .numericalFailure }
    if isReadFailed { return .readFailed }
    if !isVerified { return isLastReadDisturbing ? .readDisturb : .writeFailed }
    if level == target { return .ok }
    return isLastReadDisturbing ? .readDisturb : .changedSince
  }

  /// The status of a cell of one bit.
  func status(writing target: Bool, _ read: ReadSettings) -> CellStatus {
    status(writing: target ? 1 : 0, CellDecoder(read))
  }
}
