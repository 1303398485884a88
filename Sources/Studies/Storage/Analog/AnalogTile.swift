import CrossbarPrimitives

/// A tile that forms products, with its converters' range and its columns' gains.
struct AnalogTile: Sendable {
  /// Rows of inputs; the biases' row is not driven.
  let inputs: Range<Int>
  /// The tile's first column in the layer's grid.
  let firstColumn: Int
  let columns: Int
  /// Effective conductances times the read voltage, A, row by row.
  private let currents: [Double]
  private var step = 0.0
  private var largestCode = 0.0
  /// From a converted current in A and the number of driven rows to a count of set cells, a column each.
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

  /// The columns' currents, A, with some of the rows driven.
  /// - Parameter driven: rows of the layer, rising.
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

  /// The set cells that each column counts among the driven rows.
  func counts(_ driven: [Int]) -> [Double] {
    let own = Double(driven.count { inputs.contains($0) })
    guard own > 0 else { return Array(repeating: 0, count: columns) }
    return columnCurrents(driven).enumerated().map { gains[$0] * converted($1) + offsets[$0] * own }
  }

  /// Sets the converters' range to the largest current, and each column's gain and offset to those that come nearest to
  /// the counts of cells that are to be set, by least squares.
  /// - Parameter bits: what the tile's cells were to hold, from its first row on.
  mutating func calibrate(_ samples: [[Int]], bits: Grid<Bool>, converterBits: Int) {
    let driven = samples.map { $0.filter(inputs.contains) }.filter { !$0.isEmpty }
    let measured = driven.map { columnCurrents($0) }
    largestCode = Double((1 << converterBits) - 1)
    step = (measured.lazy.flatMap { $0 }.max() ?? 0) / largestCode
    for column in 0..<columns {
      var sums = LeastSquares()
      for (rows, currents) in zip(driven, measured) {
        let count = rows.count { bits[$0 - inputs.lowerBound, column] }
        sums.add(converted(currents[column]), Double(rows.count), is: Double(count))
      }
      (gains[column], offsets[column]) = sums.coefficients
    }
  }

  /// As the converter gives it: rounded to its steps, and cut off at its ends.
  private func converted(_ current: Double) -> Double {
    guard step > 0 else { return 0 }
    return min(max((current / step).rounded(), 0), largestCode) * step
  }
}

/// The a and b for which a x + b y comes nearest to z.
private struct LeastSquares {
  private var xx = 0.0, xy = 0.0, yy = 0.0, xz = 0.0, yz = 0.0

  mutating func add(_ x: Double, _ y: Double, is z: Double) {
    xx += x * x
    xy += x * y
    yy += y * y
    xz += x * z
    yz += y * z
  }

  var coefficients: (Double, Double) {
    let determinant = xx * yy - xy * xy
    // In proportion to each other, or one of them nothing: what there is belongs to the first, or to the second.
    guard determinant > 1e-9 * xx * yy else { return xx > 0 ? (xz / xx, 0) : (0, yy > 0 ? yz / yy : 0) }
    return ((xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant)
  }
}
