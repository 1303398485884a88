import CrossbarPrimitives

/// A tile that forms products, with the range of its converters and the gains of its columns.
struct AnalogTile: Sendable {
  /// The rows of the layer that the tile holds and that are driven; the biases' row is not.
  let inputs: Range<Int>
  /// The index of the tile's first column in the layer's grid.
  let firstColumn: Int
  let columns: Int
  /// Effective conductances times the read voltage, A, row by row: what one driven row adds to each column.
  private let currents: [Double]
  /// Current of one converter step, A; 0 before calibration.
  private var step = 0.0
  /// The converter's highest number: 2 to the power of its bits, minus 1.
  private var largestCode = 0.0
  /// Gain in levels per A, and offset in levels per driven row, one per column. They make a sum of the cells' levels (with one
  /// bit a cell, a count of set cells) of a converted current and the number of driven rows.
  private var gains: [Double]
  private var offsets: [Double]

  init(_ tile: Tile, inputCount: Int, effective: Grid<Double>, readVoltage: Voltage) {
    inputs = tile.rows.lowerBound..<max(tile.rows.lowerBound, min(tile.rows.upperBound, inputCount))
    firstColumn = tile.outputs.lowerBound * tile.cellsPerCode
    columns = tile.outputs.count * tile.cellsPerCode
    currents = effective.elements.map { $0 * readVoltage.si }
    gains = Array(repeating: 0, count: columns)
    offsets = gains
  }

  /// The currents of the columns, A, with some rows driven. Linear: each driven row adds its own.
  /// - Parameter driven: rows of the layer, rising; those of other tiles are ignored.
  func columnCurrents(_ driven: some Sequence<Int>) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    currents.withUnsafeBufferPointer { currents in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in driven where inputs.contains(row) {
          let start = (row - inputs.lowerBound) * columns
          for column in 0..<columns { sums[column] += currents[start + column] }
        }
      }
    }
    return sums
  }

  /// The sum of the levels that each column reports of the driven rows (with one bit a cell, the number of set cells), not
  /// rounded.
  func counts(_ driven: [Int]) -> [Double] {
    let own = Double(driven.count { inputs.contains($0) })
    guard own > 0 else { return Array(repeating: 0, count: columns) }
    return columnCurrents(driven).enumerated().map { gains[$0] * converted($1) + offsets[$0] * own }
  }

  /// Sets the converters' range to the largest current, and each column's gain and offset to those that best reproduce
  /// the true sums, by least squares.
  /// - Parameters:
  ///   - samples: driven rows, one list per input and bit.
  ///   - levels: what the tile's cells were meant to hold: rows of the tile × columns.
  mutating func calibrate(_ samples: [[Int]], levels: Grid<Int>, converterBits: Int) {
    let driven = samples.map { $0.filter(inputs.contains) }.filter { !$0.isEmpty }
    let measured = driven.map { columnCurrents($0) }
    largestCode = Double((1 << converterBits) - 1)
    step = (measured.lazy.flatMap { $0 }.max() ?? 0) / largestCode
    for column in 0..<columns {
      var sums = LeastSquares()
      for (rows, currents) in zip(driven, measured) {
        let sum = rows.reduce(0) { $0 + levels[$1 - inputs.lowerBound, column] }
        sums.add(converted(currents[column]), Double(rows.count), is: Double(sum))
      }
      (gains[column], offsets[column]) = sums.coefficients
    }
  }

  /// A current after the converter, A: rounded to its steps and limited to its range.
  private func converted(_ current: Double) -> Double {
    guard step > 0 else { return 0 }
    return min(max((current / step).rounded(), 0), largestCode) * step
  }
}

/// The a and b for which a x + b y best approximates z over all samples, by the normal equations.
private struct LeastSquares {
  private var xx = 0.0, xy = 0.0, yy = 0.0, xz = 0.0, yz = 0.0

  mutating func add(_ x: Double, _ y: Double, is z: Double) {
    xx += x * x
    xy += x * y
    yy += y * y
    xz += x * z
    yz += y * z
  }

  /// (a, b); both 0 without samples.
  var coefficients: (Double, Double) {
    let determinant = xx * yy - xy * xy
    // x and y are proportional, or one of them is 0: everything is attributed to the first that is not.
    guard determinant > 1e-9 * xx * yy else { return xx > 0 ? (xz / xx, 0) : (0, yy > 0 ? yz / yy : 0) }
    return ((xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant)
  }
}
