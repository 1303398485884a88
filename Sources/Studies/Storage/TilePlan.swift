import CrossbarPrimitives

/// Which tile holds which cells of a network's layers.
///
/// A layer is a grid of `inputs + 1` rows, the biases in the last one, and `outputs * cellsPerCode` columns. It is cut
/// into tiles from the upper left; the cells of a code are never in two tiles.
public struct TilePlan: Hashable, Sendable {
  /// The most rows and the most columns of a tile.
  public let size: Int
  /// Groups of columns that each tile keeps free, each wide enough for one code a row.
  public let spareCodes: Int
  /// Layer by layer; within a layer from left to right, then downwards.
  public let tiles: [Tile]

  /// - Parameters:
  ///   - layers: the levels to be stored, one grid per layer; only their sizes count.
  ///   - cellsPerCode: one width for each layer.
  /// - Throws: `StorageError.tileTooSmall` if not even one code fits a tile's row beside the spare ones.
  public init<Cell>(layers: [Grid<Cell>], cellsPerCode: [Int], size: Int, spareCodes: Int = 0) throws(StorageError) {
    precondition(layers.count == cellsPerCode.count && spareCodes >= 0, "a width for each layer")
    self.size = size
    self.spareCodes = spareCodes
    var tiles: [Tile] = []
    var firstCell = 0
    for (layer, (grid, width)) in zip(layers, cellsPerCode).enumerated() {
      let codes = try Self.codesPerRow(ofTile: size, cellsPerCode: width, spareCodes: spareCodes)
      for rows in Self.chunks(of: grid.rows, atMost: size) {
        for outputs in Self.chunks(of: grid.columns / width, atMost: codes) {
          let tile = Tile(
            number: tiles.count, layer: layer, rows: rows, outputs: outputs, cellsPerCode: width, spareCodes: spareCodes,
            firstCell: firstCell)
          tiles.append(tile)
          firstCell += tile.rows.count * tile.columns
        }
      }
    }
    self.tiles = tiles
  }

  /// Cells of all tiles, spare ones included.
  public var cells: Int { tiles.reduce(0) { $0 + $1.rows.count * $1.columns } }

  /// How many codes a row of a tile holds beside the spare places.
  /// - Throws: `StorageError.tileTooSmall` where there is room for none.
  @discardableResult
  public static func codesPerRow(
    ofTile size: Int, cellsPerCode: Int, spareCodes: Int
  ) throws(StorageError) -> Int {
    let codes = size / cellsPerCode - spareCodes
    guard codes > 0 else { throw .tileTooSmall(size: size, cellsPerCode: cellsPerCode, spareCodes: spareCodes) }
    return codes
  }

  /// Ranges of equal length that cover `count`; the last one may be shorter.
  private static func chunks(of count: Int, atMost size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}

/// An array of cells that holds a rectangle of a layer's codes. Rows belong to inputs, and groups of columns to outputs.
public struct Tile: Hashable, Sendable {
  /// Counted from 0 over all layers.
  public let number: Int
  /// Counted from 0.
  public let layer: Int
  /// Rows of the layer's grid.
  public let rows: Range<Int>
  /// The outputs of the layer whose codes it holds; each row has one code for each of them.
  public let outputs: Range<Int>
  /// Columns of one code; its most significant cell is the leftmost.
  public let cellsPerCode: Int
  /// Places for further codes, to the right of all outputs.
  public let spareCodes: Int
  /// The number of its cell (0, 0) among all cells of the network; the others follow row by row.
  public let firstCell: Int

  /// Places for codes in each row: one per output, then the spare ones.
  public var places: Int { outputs.count + spareCodes }
  /// Spare ones included.
  public var columns: Int { places * cellsPerCode }

  /// The number of a cell among all cells of the network; row and column are counted in the tile.
  public func cell(row: Int, column: Int) -> Int { firstCell + row * columns + column }
}
