/// Finds the minimum of a function of a few variables without its derivatives (Nelder and Mead, Comput. J. 7, 308, 1965).
enum NelderMead {
  /// - Parameters:
  ///   - start: where to begin; the first simplex reaches one of `steps` from it along each axis.
  ///   - steps: of the size at which the function changes noticeably.
  ///   - function: infinite or not a number where it has no value.
  ///   - precision: the simplex ends when it is smaller than this share of `steps`.
  ///   - rounds: at most, of one or two evaluations each.
  /// - Returns: the lowest point found.
  static func minimum(
    from start: [Double], steps: [Double], precision: Double = 1e-6, rounds: Int = 2000, of function: ([Double]) -> Double
  ) -> [Double] {
    func value(_ point: [Double]) -> Double {
      let value = function(point)
      return value.isNaN ? .infinity : value
    }
    var simplex = [(point: start, value: value(start))]
    for axis in start.indices {
      var point = start
      point[axis] += steps[axis]
      simplex.append((point, value(point)))
    }
    for _ in 0..<rounds {
      simplex.sort { $0.value < $1.value }
      guard let best = simplex.first, let worst = simplex.last else { break }
      let spread = start.indices.map { axis in
        (simplex.map { $0.point[axis] }.max() ?? 0) - (simplex.map { $0.point[axis] }.min() ?? 0)
      }
      if zip(spread, steps).allSatisfy({ $0 <= precision * abs($1) }) { break }
      let others = simplex.dropLast()
      let centre = start.indices.map { axis in others.reduce(0) { $0 + $1.point[axis] } / Double(others.count) }
      func along(_ factor: Double) -> (point: [Double], value: Double) {
        let point = start.indices.map { centre[$0] + factor * (worst.point[$0] - centre[$0]) }
        return (point, value(point))
      }
      let reflected = along(-1)
      let second = simplex[simplex.count - 2].value
      if reflected.value < best.value {
        let expanded = along(-2)
        simplex[simplex.count - 1] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < second {
        simplex[simplex.count - 1] = reflected
      } else {
        let contracted = reflected.value < worst.value ? along(-0.5) : along(0.5)
        if contracted.value < min(reflected.value, worst.value) {
          simplex[simplex.count - 1] = contracted
        } else {
          for index in simplex.indices.dropFirst() {
            let point = start.indices.map { (simplex[index].point[$0] + best.point[$0]) / 2 }
            simplex[index] = (point, value(point))
          }
        }
      }
    }
    return simplex.min { $0.value < $1.value }?.point ?? start
  }
}
