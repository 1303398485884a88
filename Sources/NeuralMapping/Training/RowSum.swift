/// A sum of matrix rows, each multiplied by a factor. Every product in training reduces to this.
///
/// Zero factors, as most pixels of a scanned digit and about half of the outputs of a ReLU, are dropped when the terms
/// are gathered and cost nothing afterwards. The order of the additions depends on the terms alone.
struct RowSum {
  /// Row number times row length of each term.
  private let offsets: UnsafeMutablePointer<Int>
  private let factors: UnsafeMutablePointer<Float>
  private var count = 0

  /// - Parameter capacity: the largest number of terms.
  init(capacity: Int) {
    // One more place: a dropped term is written after the last one.
    offsets = .allocate(capacity: capacity + 1)
    factors = .allocate(capacity: capacity + 1)
  }

  /// The struct does not free its memory by itself; its owner does.
  func deallocate() {
    offsets.deallocate()
    factors.deallocate()
  }

  mutating func removeAll() { count = 0 }

  /// Appends the term unless its factor is zero.
  @inline(__always)
  mutating func add(rowOffset: Int, factor: Float) {
    // Stored without a branch, since the processor cannot predict which pixels are zero.
    offsets[count] = rowOffset
    factors[count] = factor
    count &+= factor != 0 ? 1 : 0
  }

  /// Replaces all terms by one for each row of the matrix.
  mutating func gather(_ values: UnsafePointer<Float>, rowsOf matrix: FloatMatrix, count: Int) {
    removeAll()
    let width = matrix.columns
    var index = 0
    while index < count {
      add(rowOffset: index &* width, factor: values[index])
      index &+= 1
    }
  }

  /// Adds the sum to `target`, which is as long as a row. Four rows are processed together, so that the target is loaded
  /// and stored once for all four.
  func addRows(of matrix: FloatMatrix, to target: UnsafeMutablePointer<Float>) {
    let (rows, width) = (UnsafePointer(matrix.values), matrix.columns)
    var term = 0
    while term &+ 4 <= count {
      let (row0, row1) = (rows + offsets[term], rows + offsets[term &+ 1])
      let (row2, row3) = (rows + offsets[term &+ 2], rows + offsets[term &+ 3])
      let (factor0, factor1) = (factors[term], factors[term &+ 1])
      let (factor2, factor3) = (factors[term &+ 2], factors[term &+ 3])
      var column = 0
      while column < width {
        let half = (target[column] + factor0 * row0[column]) + factor1 * row1[column]
        target[column] = (half + factor2 * row2[column]) + factor3 * row3[column]
        column &+= 1
      }
      term &+= 4
    }
    while term < count {
      let (row, factor) = (rows + offsets[term], factors[term])
      var column = 0
      while column < width {
        target[column] += factor * row[column]
        column &+= 1
      }
      term &+= 1
    }
  }
}
