/// Least squares of residuals that are no linear function of the parameters (Marquardt, J. SIAM 11, 431, 1963), with the
/// slopes taken from differences.
struct LevenbergMarquardt {
  /// Where the sum of squares is lowest, and what is known of the place.
  struct Solution {
    /// Parameters there.
    var point: [Double]
    /// Residuals there.
    var residuals: [Double]
    /// Jᵀ J there, row by row: the inverse covariance in units of the residuals' variance.
    var information: [[Double]]

    /// The sum of the squares of the residuals.
    var squares: Double { residuals.reduce(0) { $0 + $1 * $1 } }
  }

  /// Steps of the differences, one for each parameter.
  var steps: [Double]
  /// No parameter moves farther than this from the start, in both directions.
  var reach: Double
  /// Most rounds; each takes one evaluation of all differences.
  var rounds = 20

  /// - Parameters:
  ///   - start: of the parameters.
  ///   - residuals: of several points at a time, nil for points that have none; as many residuals for each point.
  /// - Returns: nil if the start has no residuals.
  func minimum(from start: [Double], _ residuals: ([[Double]]) throws -> [[Double]?]) rethrows -> Solution? {
    guard let first = try residuals([start])[0] else { return nil }
    var best = Solution(point: start, residuals: first, information: start.map { _ in start.map { _ in 0 } })
    var damping = 1e-2
    for round in 0..<rounds {
      let moved = start.indices.map { axis in
        var point = best.point
        point[axis] += steps[axis]
        return point
      }
      let there = try residuals(moved)
      let slopes = start.indices.map { axis in
        (there[axis] ?? best.residuals).enumerated().map { ($1 - best.residuals[$0]) / steps[axis] }
      }
      best.information = start.indices.map { row in
        start.indices.map { column in zip(slopes[row], slopes[column]).reduce(0) { $0 + $1.0 * $1.1 } }
      }
      if round == rounds - 1 { break }
      let gradient = slopes.map { slope in zip(slope, best.residuals).reduce(0) { $0 + $1.0 * $1.1 } }
      // Several dampings at a time cost no more than one.
      let dampings = [damping / 10, damping, damping * 10, damping * 100]
      let tries = dampings.map { damping -> [Double] in
        let damped = start.indices.map { row in
          start.indices.map { column in
            best.information[row][column] + (row == column ? damping * best.information[row][row] + 1e-12 : 0)
          }
        }
        guard let step = SymmetricMatrix(damped)?.solve(gradient) else { return best.point }
        return start.indices.map { min(max(best.point[$0] - step[$0], start[$0] - reach), start[$0] + reach) }
      }
      let answers = try residuals(tries)
      let before = best.squares
      var improved: Int?
      for (index, answer) in answers.enumerated() {
        guard let answer else { continue }
        let squares = answer.reduce(0) { $0 + $1 * $1 }
        if squares < best.squares {
          (best.point, best.residuals, improved) = (tries[index], answer, index)
        }
      }
      guard let improved else {
        if damping > 1e6 { break }
        damping *= 1000
        continue
      }
      damping = max(dampings[improved], 1e-9)
      if before - best.squares <= 1e-8 * before { break }
    }
    return best
  }
}
