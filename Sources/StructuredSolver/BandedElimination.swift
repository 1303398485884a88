/// Gaussian elimination of the equations with the rows eliminated, for networks on which conjugate gradients take too
/// long.
///
/// Numbered row by row, the column nodes' equations have a half bandwidth of one row: N × M unknowns cost N M³
/// multiplications and 2 N M² numbers. It needs no pivoting: in each column of S the diagonal exceeds the sum of the
/// rest.
struct BandedElimination {
  private let schur: SchurOperator
  /// Half bandwidth: the number of columns.
  private let band: Int
  /// Number of unknowns.
  private let order: Int
  /// The band, then its factors. Row k holds columns k - band to k + band.
  private let matrix: AlignedBuffer
  private let width: Int

  /// Whether the factors fit into 1 GiB.
  static func isAffordable(_ shape: PlaneShape) -> Bool { size(shape) <= 1 << 27 }

  /// Approximate number of doubles in the factors.
  private static func size(_ shape: PlaneShape) -> Int {
    shape.rows.multipliedReportingOverflow(by: shape.columns * (2 * shape.columns + 9)).partialValue
  }

  init(_ schur: SchurOperator) {
    self.schur = schur
    let shape = schur.shape
    // A merged column has one equation, which is coupled to all others.
    order = schur.columnLines.isMerged ? shape.columns : shape.rows * shape.columns
    band = shape.columns
    width = 2 * band + 1
    matrix = AlignedBuffer(count: order * width + 8)
    for row in 0..<shape.rows { addRow(row) }
    fixNodes()
    factor()
  }

  /// Number of a column node's unknown.
  private func unknown(_ row: Int, _ column: Int) -> Int {
    schur.columnLines.isMerged ? column : row * schur.shape.columns + column
  }

  /// Adds to the matrix element of row k and column l.
  private func add(_ value: Double, _ k: Int, _ l: Int) { matrix.pointer[k * width + l - k + band] += value }

  /// Adds the contribution of one row wire, and of the column segments below it.
  private func addRow(_ row: Int) {
    let shape = schur.shape
    let lines = schur.columnLines
    let g = lines.segment
    // - b (R + b)⁻¹ a, one column after another.
    let place = (row / 8) * 8 * shape.stride + row % 8
    func gain(_ column: Int) -> Double { schur.gain.pointer[place + 8 * column] }
    for column in 0..<shape.columns {
      let k = unknown(row, column)
      add(gain(column), k, k)
      let voltages = schur.rowResponse(row, toCurrentAt: column)
      for other in 0..<shape.columns {
        add(-gain(other) * voltages[other] * gain(column), unknown(row, other), k)
      }
      if row == 0 { add(lines.first[column].finiteConductance, k, k) }
      if row == shape.rows - 1 { add(lines.last[column].finiteConductance, k, k) }
      guard !lines.isMerged, row + 1 < shape.rows else { continue }
      let below = unknown(row + 1, column)
      add(g, k, k)
      add(g, below, below)
      add(-g, k, below)
      add(-g, below, k)
    }
  }

  /// Replaces the equations of nodes whose voltage is given: their correction is zero.
  private func fixNodes() {
    for k in fixedUnknowns {
      for l in 0..<width { matrix.pointer[k * width + l] = 0 }
      add(1, k, k)
    }
  }

  /// Unknowns of the nodes that a source holds directly.
  private var fixedUnknowns: [Int] {
    let lines = schur.columnLines
    return (0..<schur.shape.columns).flatMap { column -> [Int] in
      (lines.first[column].isFixed ? [unknown(0, column)] : [])
        + (lines.last[column].isFixed ? [unknown(schur.shape.rows - 1, column)] : [])
    }
  }

  /// LU factors in place, without pivoting.
  private func factor() {
    let a = matrix.pointer
    for k in 0..<order {
      let pivotRow = a + k * width + band - k
      let inverse = 1 / pivotRow[k]
      let end = min(order, k + band + 1)
      for row in (k + 1)..<max(k + 1, end) {
        let target = a + row * width + band - row
        let multiplier = target[k] * inverse
        guard multiplier != 0 else { continue }
        target[k] = multiplier
        var column = k + 1
        while column + 8 <= end {
          target.store(target.vector(column) - multiplier * pivotRow.vector(column), column)
          column += 8
        }
        while column < end {
          target[column] -= multiplier * pivotRow[column]
          column += 1
        }
      }
    }
  }

  /// Solves for the corrections of the column voltages. The residual is left as it is.
  func solve(_ residual: AlignedBuffer, into solution: AlignedBuffer) {
    let shape = schur.shape
    var unknowns = Array(repeating: 0.0, count: order)
    for row in 0..<shape.rows {
      for column in 0..<shape.columns { unknowns[unknown(row, column)] += residual.pointer[row * shape.stride + column] }
    }
    for k in fixedUnknowns { unknowns[k] = 0 }
    unknowns.withUnsafeMutableBufferPointer { substitute($0) }
    for row in 0..<shape.rows {
      for column in 0..<shape.columns { solution.pointer[row * shape.stride + column] = unknowns[unknown(row, column)] }
    }
  }

  /// Solves for eight inputs at a time, in place: eight lanes for each unknown.
  func solve(lanes x: UnsafeMutablePointer<Double>) {
    for k in 0..<order {
      let row = matrix.pointer + k * width + band - k
      var value = x.vector(8 * k)
      for l in max(0, k - band)..<k { value -= row[l] * x.vector(8 * l) }
      x.store(value, 8 * k)
    }
    for k in (0..<order).reversed() {
      let row = matrix.pointer + k * width + band - k
      var value = x.vector(8 * k)
      for l in (k + 1)..<max(k + 1, min(order, k + band + 1)) { value -= row[l] * x.vector(8 * l) }
      x.store(value / row[k], 8 * k)
    }
  }

  /// Forward and back substitution in place.
  private func substitute(_ x: UnsafeMutableBufferPointer<Double>) {
    guard let x = x.baseAddress else { return }
    for k in 0..<order {
      let row = matrix.pointer + k * width + band - k
      x[k] -= Self.dot(row, x, max(0, k - band)..<k)
    }
    for k in (0..<order).reversed() {
      let row = matrix.pointer + k * width + band - k
      x[k] -= Self.dot(row, x, (k + 1)..<max(k + 1, min(order, k + band + 1)))
      x[k] /= row[k]
    }
  }

  @inline(__always)
  private static func dot(_ one: UnsafeMutablePointer<Double>, _ other: UnsafeMutablePointer<Double>, _ places: Range<Int>)
    -> Double
  {
    var sums = Vector8.zero
    var place = places.lowerBound
    while place + 8 <= places.upperBound {
      sums += one.vector(place) * other.vector(place)
      place += 8
    }
    var total = sums.sum()
    while place < places.upperBound {
      total += one[place] * other[place]
      place += 1
    }
    return total
  }
}

extension SchurOperator {
  /// The voltages along a row wire, V, in response to one ampere at a column: a column of (R + b)⁻¹.
  func rowResponse(_ row: Int, toCurrentAt column: Int) -> [Double] {
    let place = (row / 8) * 8 * shape.stride + row % 8
    let u = rowFactor.pointer + place
    let end = shape.columns - 1
    if rowLines.isMerged { return Array(repeating: u[8 * end], count: shape.columns) }
    var voltages = Array(repeating: 0.0, count: shape.columns)
    voltages[column] = 1 / rowLines.segment
    for j in (column + 1)..<max(column + 1, end + 1) { voltages[j] = u[8 * (j - 1)] * voltages[j - 1] }
    voltages[end] *= u[8 * end]
    for j in (0..<max(0, end)).reversed() { voltages[j] = u[8 * j] * (voltages[j] + voltages[j + 1]) }
    return voltages
  }
}
