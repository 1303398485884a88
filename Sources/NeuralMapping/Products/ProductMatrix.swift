import CrossbarPrimitives

/// A matrix that many vectors are multiplied by: rows are inputs, and each row is laid out in whole blocks of eight columns.
///
/// Vectors are taken four at a time. Rows that are zero in all four are left out, as most pixels of a scanned digit are;
/// neighbouring vectors should therefore belong to the same image. The order of the additions is that of the rows, so that a
/// result depends on its own vector alone.
package struct ProductMatrix: Sendable {
  /// Length of a vector.
  package let rows: Int
  package let columns: Int
  /// Blocks of eight columns, the last one filled up with zeros.
  package let blocks: Int
  /// Row by row.
  private let values: [SIMD8<Double>]

  package init(_ matrix: Grid<Double>) {
    (rows, columns) = (matrix.rows, matrix.columns)
    blocks = (matrix.columns + 7) / 8
    var values = [SIMD8<Double>](repeating: .zero, count: rows * blocks)
    for row in 0..<matrix.rows {
      for (column, value) in matrix.row(row).enumerated() { values[row * blocks + column / 8][column % 8] = value }
    }
    self.values = values
  }

  /// Vectors times the matrix.
  /// - Parameter vectors: one after the other, `rows` values each.
  /// - Returns: `blocks` blocks for each vector.
  package func products(_ vectors: [Double]) -> [SIMD8<Double>] {
    let count = rows > 0 ? vectors.count / rows : 0
    return [SIMD8<Double>](unsafeUninitializedCapacity: count * blocks) { sums, initialized in
      if let sums = sums.baseAddress { multiply(vectors, count: count, into: sums) }
      initialized = count * blocks
    }
  }

  /// Vectors taken together.
  private static let group = 4

  private func multiply(_ vectors: [Double], count: Int, into sums: UnsafeMutablePointer<SIMD8<Double>>) {
    var places = [Int](repeating: 0, count: rows + 1)
    var factors = [SIMD4<Double>](repeating: .zero, count: rows + 1)
    values.withUnsafeBufferPointer { values in
      vectors.withUnsafeBufferPointer { vectors in
        places.withUnsafeMutableBufferPointer { places in
          factors.withUnsafeMutableBufferPointer { factors in
            guard let values = values.baseAddress, let vectors = vectors.baseAddress, let places = places.baseAddress,
              let factors = factors.baseAddress
            else { return sums.initialize(repeating: .zero, count: count &* blocks) }
            var first = 0
            while first < count {
              let own = min(Self.group, count &- first)
              let terms = gather(vectors + first &* rows, own, places, factors)
              addRows(terms, places, factors, values, own, sums + first &* blocks)
              first &+= own
            }
          }
        }
      }
    }
  }

  /// The rows in which any of up to four vectors is not zero, with the vectors' values there.
  /// - Returns: how many there are.
  @inline(__always)
  private func gather(
    _ vectors: UnsafePointer<Double>, _ count: Int, _ places: UnsafeMutablePointer<Int>,
    _ factors: UnsafeMutablePointer<SIMD4<Double>>
  ) -> Int {
    var terms = 0
    var row = 0
    while row < rows {
      let factor = SIMD4(
        vectors[row], count > 1 ? vectors[rows &+ row] : 0, count > 2 ? vectors[2 &* rows &+ row] : 0,
        count > 3 ? vectors[3 &* rows &+ row] : 0)
      // Stored without a branch, since the processor cannot predict which pixels are zero.
      (places[terms], factors[terms]) = (row &* blocks, factor)
      let bits = (factor[0].bitPattern | factor[1].bitPattern) | (factor[2].bitPattern | factor[3].bitPattern)
      terms &+= bits == 0 ? 0 : 1
      row &+= 1
    }
    return terms
  }

  @inline(__always)
  private func addRows(
    _ terms: Int, _ places: UnsafePointer<Int>, _ factors: UnsafePointer<SIMD4<Double>>,
    _ values: UnsafePointer<SIMD8<Double>>, _ count: Int, _ sums: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    var block = 0
    while block < blocks {
      var (sum0, sum1, sum2, sum3) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
      var term = 0
      while term < terms {
        let value = values[places[term] &+ block]
        let factor = factors[term]
        sum0 += factor[0] * value
        sum1 += factor[1] * value
        sum2 += factor[2] * value
        sum3 += factor[3] * value
        term &+= 1
      }
      (sums + block).initialize(to: sum0)
      if count > 1 { (sums + (blocks &+ block)).initialize(to: sum1) }
      if count > 2 { (sums + (2 &* blocks &+ block)).initialize(to: sum2) }
      if count > 3 { (sums + (3 &* blocks &+ block)).initialize(to: sum3) }
      block &+= 1
    }
  }
}
