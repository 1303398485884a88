import CrossbarPrimitives

/// A mapping of integer codes to cells of one bit each, and back.
///
/// A layer takes a grid of `inputs + 1` rows, with the biases in the last one. Output j takes the `cellsPerCode` columns
/// from `j * cellsPerCode` on. `encode` and `decode` do this for whole layers; a coding defines a single code:
///
///     let grid = try TwosComplementCoding().encode(layer)  // true is a cell in LRS
public protocol WeightCoding: Sendable {
  /// The numbers of bits that a code may have; `QuantizedLayer.allowedBits` unless stated otherwise.
  var allowedBits: ClosedRange<Int> { get }
  /// Columns per output.
  func cellsPerCode(bits: Int) -> Int
  /// The integers that can be represented.
  func codes(bits: Int) -> ClosedRange<Int>
  /// The cells of one code, in the order of their columns; `code` is one of `codes(bits:)`.
  func cells(for code: Int, bits: Int) -> [Bool]
  /// The code in `cellsPerCode` cells. Every pattern has one, since cells may have been written or read wrongly.
  func code(in cells: some Collection<Bool>) -> Int
  /// The value of each cell that is set; nil if a code is not such a sum, which excludes analog products.
  func placeValues(bits: Int) -> PlaceValues?
  /// A short name for each cell of a code, such as "-4", "2" and "1", for tables and charts.
  func cellNames(bits: Int) -> [String]
}

/// A code as a weighted sum of its cells, which an array can form by adding currents.
public struct PlaceValues: Hashable, Sendable {
  /// The value of each cell if it is set, in the order of the columns.
  public let values: [Int]
  /// Added regardless of the cells.
  public let offset: Int
}

extension WeightCoding {
  /// For codings that can represent every number of bits.
  public var allowedBits: ClosedRange<Int> { QuantizedLayer.allowedBits }

  /// The cells' values; codings without values name their cells themselves.
  public func cellNames(bits: Int) -> [String] { placeValues(bits: bits)?.values.map(String.init) ?? [] }
}

extension WeightCoding {
  /// The bits of a layer, one cell each: `inputCount + 1` rows, `outputCount * cellsPerCode` columns.
  ///
  /// - Throws: `NeuralMappingError.codeOutOfRange` for a code that cannot be represented, `.codingBits` for a number of
  ///   bits that this coding does not have.
  public func encode(_ layer: QuantizedLayer) throws -> Grid<Bool> {
    try checkBits(layer.bits)
    let width = cellsPerCode(bits: layer.bits)
    let allowed = codes(bits: layer.bits)
    var grid = Grid(rows: layer.inputCount + 1, columns: layer.outputCount * width, repeating: false)
    for row in 0..<grid.rows {
      for output in 0..<layer.outputCount {
        let code = row < layer.inputCount ? layer.weightCodes[row, output] : layer.biasCodes[output]
        guard allowed.contains(code) else {
          throw NeuralMappingError.codeOutOfRange(code: code, bits: layer.bits, allowed: allowed)
        }
        for (offset, cell) in cells(for: code, bits: layer.bits).enumerated() {
          grid[row, output * width + offset] = cell
        }
      }
    }
    return grid
  }

  /// The layer in a grid of bits; the inverse of `encode`.
  ///
  /// - Parameters:
  ///   - grid: bits, for example as read from an array.
  ///   - written: the layer that was written; it provides the shape, the number of bits and the scales.
  /// - Throws: `NeuralMappingError.mismatch` if the grid does not have that shape.
  public func decode(_ grid: Grid<Bool>, written: QuantizedLayer) throws -> QuantizedLayer {
    try checkBits(written.bits)
    let width = cellsPerCode(bits: written.bits)
    let (rows, columns) = (written.inputCount + 1, written.outputCount * width)
    guard grid.rows == rows, grid.columns == columns else {
      throw NeuralMappingError.mismatch(
        subject: "rows x columns of a grid of bits", found: "\(grid.rows) x \(grid.columns)",
        expected: "\(rows) x \(columns)")
    }
    let codes = Grid<Int>(rows: rows, columns: written.outputCount) { row, output in
      code(in: grid.row(row).dropFirst(output * width).prefix(width))
    }
    return try QuantizedLayer(
      weightCodes: Grid(rows: written.inputCount, columns: written.outputCount) { codes[$0, $1] },
      biasCodes: Array(codes.row(written.inputCount)), bits: written.bits, weightScale: written.weightScale,
      biasScale: written.biasScale)
  }

  func checkBits(_ bits: Int) throws {
    guard allowedBits.contains(bits) else { throw NeuralMappingError.codingBits(bits, allowed: allowedBits) }
  }

  /// The bits of each layer, from input to output.
  public func encode(_ network: QuantizedNetwork) throws -> [Grid<Bool>] {
    try network.layers.map { try encode($0) }
  }

  /// The network in one grid of bits per layer.
  /// - Throws: `NeuralMappingError.mismatch`.
  public func decode(_ grids: [Grid<Bool>], written: QuantizedNetwork) throws -> QuantizedNetwork {
    guard grids.count == written.layers.count else {
      throw NeuralMappingError.mismatch(
        subject: "number of grids", found: "\(grids.count)", expected: "\(written.layers.count), one for each layer")
    }
    return QuantizedNetwork(
      layers: try zip(grids, written.layers).map { try decode($0, written: $1) }, structure: written.structure)
  }
}
