import CrossbarPrimitives

/// A mapping of integer codes to the levels of cells, and back.
///
/// A layer takes a grid of `inputs + 1` rows, with the biases in the last one. Output j takes the `cellsPerCode` columns
/// from `j * cellsPerCode` on. `encode` and `decode` do this for whole layers; a coding defines the digits of a single code:
///
///     let grid = try TwosComplementCoding().encode(layer)  // 1 is a cell in LRS
public protocol WeightCoding: Sendable {
  /// Of each cell. With those of one bit, digits are bits.
  var levels: CellLevels { get }
  /// The numbers of bits that a code may have; `QuantizedLayer.allowedBits` unless stated otherwise.
  var allowedBits: ClosedRange<Int> { get }
  /// Columns per output.
  func cellsPerCode(bits: Int) -> Int
  /// The integers that can be represented.
  func codes(bits: Int) -> ClosedRange<Int>
  /// The digits of one code, in the order of its cells' columns; `code` is one of `codes(bits:)`.
  func digits(for code: Int, bits: Int) -> [Int]
  /// The code with `cellsPerCode` digits. Every pattern has one, since cells may have been written or read wrongly; with more
  /// than one bit a cell it may lie beyond `codes(bits:)`.
  func code(of digits: some Collection<Int>, bits: Int) -> Int
  /// The value of one level of each cell; nil if a code is not a sum of such values, which excludes analog products.
  func placeValues(bits: Int) -> PlaceValues?
  /// A short name for each cell of a code, such as "-4", "2" and "1", for tables and charts.
  func cellNames(bits: Int) -> [String]
}

/// A code as a weighted sum of its cells, which an array can form by adding currents.
public struct PlaceValues: Hashable, Sendable {
  /// The value of one level of each cell, in the order of the columns.
  public let values: [Int]
  /// Added regardless of the cells.
  public let offset: Int
}

extension WeightCoding {
  /// For codings that can represent every number of bits.
  public var allowedBits: ClosedRange<Int> { QuantizedLayer.allowedBits }
}

extension WeightCoding {
  /// The levels that a layer's cells are to be written to: `inputCount + 1` rows, `outputCount * cellsPerCode` columns.
  ///
  /// - Throws: `NeuralMappingError.codeOutOfRange` for a code that cannot be represented, `.codingBits` for a number of
  ///   bits that this coding does not have.
  public func encode(_ layer: QuantizedLayer) throws -> Grid<Int> {
    try checkBits(layer.bits)
    let width = cellsPerCode(bits: layer.bits)
    let allowed = codes(bits: layer.bits)
    var grid = Grid(rows: layer.inputCount + 1, columns: layer.outputCount * width, repeating: 0)
    for row in 0..<grid.rows {
      for output in 0..<layer.outputCount {
        let code = row < layer.inputCount ? layer.weightCodes[row, output] : layer.biasCodes[output]
        guard allowed.contains(code) else {
          throw NeuralMappingError.codeOutOfRange(code: code, bits: layer.bits, allowed: allowed)
        }
        for (offset, digit) in digits(for: code, bits: layer.bits).enumerated() {
          grid[row, output * width + offset] = levels.level(of: digit)
        }
      }
    }
    return grid
  }

  /// The layer in a grid of levels; the inverse of `encode`. A code beyond those that can be written counts as the outermost.
  ///
  /// - Parameters:
  ///   - grid: levels, for example as read from an array.
  ///   - written: the layer that was written; it provides the shape, the number of bits and the scales.
  /// - Throws: `NeuralMappingError.mismatch` if the grid does not have that shape.
  public func decode(_ grid: Grid<Int>, written: QuantizedLayer) throws -> QuantizedLayer {
    try checkBits(written.bits)
    let width = cellsPerCode(bits: written.bits)
    let (rows, columns) = (written.inputCount + 1, written.outputCount * width)
    guard grid.rows == rows, grid.columns == columns else {
      throw NeuralMappingError.mismatch(
        subject: "rows x columns of a grid of \(levels.count == 2 ? "bits" : "levels")", found: "\(grid.rows) x \(grid.columns)",
        expected: "\(rows) x \(columns)")
    }
    let allowed = codes(bits: written.bits)
    let codes = Grid<Int>(rows: rows, columns: written.outputCount) { row, output in
      let digits = grid.row(row).dropFirst(output * width).prefix(width).map(levels.digit)
      return min(max(code(of: digits, bits: written.bits), allowed.lowerBound), allowed.upperBound)
    }
    return try QuantizedLayer(
      weightCodes: Grid(rows: written.inputCount, columns: written.outputCount) { codes[$0, $1] },
      biasCodes: Array(codes.row(written.inputCount)), bits: written.bits, weightScale: written.weightScale,
      biasScale: written.biasScale)
  }

  func checkBits(_ bits: Int) throws {
    guard allowedBits.contains(bits) else { throw NeuralMappingError.codingBits(bits, allowed: allowedBits) }
  }

  /// The levels of each layer's cells, from input to output.
  public func encode(_ network: QuantizedNetwork) throws -> [Grid<Int>] {
    try network.layers.map { try encode($0) }
  }

  /// The network in one grid of levels per layer.
  /// - Throws: `NeuralMappingError.mismatch`.
  public func decode(_ grids: [Grid<Int>], written: QuantizedNetwork) throws -> QuantizedNetwork {
    guard grids.count == written.layers.count else {
      throw NeuralMappingError.mismatch(
        subject: "number of grids", found: "\(grids.count)", expected: "\(written.layers.count), one for each layer")
    }
    return QuantizedNetwork(
      layers: try zip(grids, written.layers).map { try decode($0, written: $1) }, structure: written.structure)
  }
}
