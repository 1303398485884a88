/// A small symmetric, positive definite matrix, by its Cholesky factor: for correlations and for the errors of fits.
struct SymmetricMatrix: Hashable, Sendable {
  /// The lower triangular factor L of L Lᵀ, row by row.
  let factor: [[Double]]

  /// Nil if the matrix is not positive definite.
  /// - Parameter matrix: row by row; only its lower triangle is read.
  init?(_ matrix: [[Double]]) {
    var factor = matrix.indices.map { _ in matrix.indices.map { _ in 0.0 } }
    for row in matrix.indices {
      for column in 0...row {
        let sum = (0..<column).reduce(matrix[row][column]) { $0 - factor[row][$1] * factor[column][$1] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          factor[row][row] = sum.squareRoot()
        } else {
          factor[row][column] = sum / factor[column][column]
        }
      }
    }
    self.factor = factor
  }

  /// The vector x with A x = b.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for row in factor.indices {
      for column in 0..<row { x[row] -= factor[row][column] * x[column] }
      x[row] /= factor[row][row]
    }
    for row in factor.indices.reversed() {
      for below in row + 1..<max(factor.count, row + 1) { x[row] -= factor[below][row] * x[below] }
      x[row] /= factor[row][row]
    }
    return x
  }

  /// Row by row.
  var inverse: [[Double]] {
    factor.indices.map { row in solve(factor.indices.map { $0 == row ? 1 : 0 }) }
  }
}
