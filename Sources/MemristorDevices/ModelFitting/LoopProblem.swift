import CrossbarPrimitives
import Foundation

/// The fit of one loop: points are logarithms of the parameters' changes, followed by the state at the beginning of each of
/// the loop's parts, as a fraction of the way from HRS to LRS.
struct LoopProblem {
  let bench: LoopBench
  let initial: [Double]
  let state: DeviceState
  /// How far parameters may move, as logarithms: while a place to begin is looked for, and from there.
  private static let startReach = 2.5
  private static let loopReach = 1.5

  init(bench: LoopBench, initial: [Double], state: DeviceState) {
    (self.bench, self.initial, self.state) = (bench, initial, state)
  }

  /// The parameters at a point. Those of either sign keep it; one that is zero moves by itself.
  func values(_ point: [Double]) -> [Double] {
    zip(initial, point).map { initial, move in initial == 0 ? move : initial * exp(move) }
  }

  private func currents(_ comparison: LoopComparison, _ points: [[Double]]) -> [[Double]?] {
    let parameters = points.map(values)
    var whole: [[Double]?] = points.map { _ in [] }
    for (number, part) in comparison.parts.enumerated() {
      let states = points.map { point in
        let value = state.value(at: point[initial.count + number])
        return min(max(value, state.limits.lowerBound), state.limits.upperBound)
      }
      for (place, found) in bench.currents(comparison.drive(part), parameters: parameters, states: states).enumerated() {
        whole[place] = found.flatMap { found in whole[place].map { $0 + found } }
      }
    }
    return whole
  }

  /// A point with these parameters, and with the states that carry the first current compared in each part.
  private func point(_ moves: [Double], _ comparison: LoopComparison) -> [Double] {
    let parameters = values(moves)
    return moves
      + comparison.parts.map { part in
        guard let sample = comparison.firstCompared(in: part) else { return 0 }
        return state.fraction(
          of: bench.state(
            carrying: comparison.currents[sample], at: comparison.drive.voltages[sample], parameters: parameters))
      }
  }

  /// Those of many points at which the model comes nearest to a loop.
  private func best(_ candidates: [[Double]], _ count: Int, _ comparison: LoopComparison) -> [[Double]] {
    let ranked = zip(candidates, currents(comparison, candidates)).compactMap { point, currents in
      currents.map { (point, squares: comparison.residuals($0).reduce(0) { $0 + $1 * $1 }) }
    }.sorted { $0.squares < $1.squares }
    return ranked.prefix(count).map(\.0)
  }

  /// Least squares over some of the axes, the others staying where they are.
  private func minimum(
    _ comparison: LoopComparison, _ axes: [Int], from start: [Double], reach: Double, rounds: Int = 20
  ) -> LevenbergMarquardt.Solution? {
    func whole(_ part: [Double]) -> [Double] {
      var point = start
      for (axis, value) in zip(axes, part) { point[axis] = value }
      return point
    }
    let method = LevenbergMarquardt(steps: axes.map { $0 >= initial.count ? 1e-3 : 5e-4 }, reach: reach, rounds: rounds)
    let found = method.minimum(from: axes.map { start[$0] }) { parts in
      currents(comparison, parts.map(whole)).map { $0.map(comparison.residuals) }
    }
    guard var found else { return nil }
    found.point = whole(found.point)
    return found
  }

  /// The best place to begin for loops like this one, found among many, and the parameters that such a loop tells.
  /// - Parameter drawn: those that devices differ in.
  func start(_ comparison: LoopComparison, drawn: [Int]) -> (told: [Int], solution: LevenbergMarquardt.Solution)? {
    let all = Array(0..<initial.count + comparison.parts.count)
    var stream = RandomStream(seed: 1, purpose: "starts of a model's fit")
    let candidates = (0..<256).map { number in
      let spread = number == 0 ? 0 : [0.1, 0.3, 0.4, 1][number % 4]
      // Half of them move only what devices of this kind are known to differ in.
      let isKnown = number < 128 && !drawn.isEmpty
      return point(
        initial.indices.map { axis in
          let score = stream.standardNormal()
          return isKnown && !drawn.contains(axis) ? 0 : spread * score
        }, comparison)
    }
    let solutions = best(candidates, 4, comparison).compactMap {
      minimum(comparison, all, from: $0, reach: Self.startReach, rounds: 40)
    }
    guard var best = solutions.min(by: { $0.squares < $1.squares }) else { return nil }
    var told = all
    // What cannot be told goes back to where it was, one at a time, the least told first.
    while true {
      let errors = errors(best.information, best.squares, comparison)
      guard let worst = told.indices.filter({ told[$0] < initial.count }).max(by: { errors[$0] < errors[$1] }),
        errors[worst] > ModelFit.largestError
      else { break }
      var point = best.point
      point[told[worst]] = 0
      told.remove(at: worst)
      guard let again = minimum(comparison, told, from: point, reach: Self.startReach, rounds: 40) else { return nil }
      best = again
    }
    // All others rest on this one.
    best = minimum(comparison, told, from: best.point, reach: Self.startReach, rounds: 80) ?? best
    return (told.filter { $0 < initial.count }, best)
  }

  /// Standard errors of a point's axes; infinite where they cannot be told from each other.
  private func errors(_ information: [[Double]], _ squares: Double, _ comparison: LoopComparison) -> [Double] {
    let freedom = max(comparison.effectiveCount - Double(information.count), 1)
    let variance = max(squares / freedom, LoopComparison.leastVariance)
    // Axes in units of their own, so that one that has no effect does not hide the others.
    let scales = information.indices.map { max(information[$0][$0].squareRoot(), 1e-30) }
    let scaled = information.indices.map { row in
      information.indices.map { column in
        information[row][column] / (scales[row] * scales[column]) + (row == column ? 1e-10 : 0)
      }
    }
    guard let inverse = SymmetricMatrix(scaled)?.inverse else { return information.map { _ in .infinity } }
    return information.indices.map { (variance * inverse[$0][$0]).squareRoot() / scales[$0] }
  }

  /// Standard errors of a solution's axes.
  func errors(_ solution: LevenbergMarquardt.Solution, _ comparison: LoopComparison) -> [Double] {
    errors(solution.information, solution.squares, comparison)
  }

  /// One loop, from the best of many places around where the typical one came to.
  func loop(
    _ comparison: LoopComparison, _ told: [Int], near start: [Double], _ device: String, _ cycle: String
  ) -> ModelFit.Loop? {
    var stream = RandomStream(seed: 2, purpose: "starts of a loop's fit")
    let candidates = (0..<128).map { number in
      var moves = Array(start.prefix(initial.count))
      for axis in told { moves[axis] += (number < 64 ? 0.1 : 0.3) * stream.standardNormal() }
      return point(moves, comparison)
    }
    return best(candidates, 3, comparison).compactMap { loop(comparison, told, from: $0, device, cycle) }.min {
      $0.squares < $1.squares
    }
  }

  /// One loop, from where the typical one came to.
  func loop(
    _ comparison: LoopComparison, _ told: [Int], from start: [Double], _ device: String, _ cycle: String
  ) -> ModelFit.Loop? {
    let axes = told + comparison.parts.indices.map { initial.count + $0 }
    let start = point(Array(start.prefix(initial.count)), comparison)
    guard let found = minimum(comparison, axes, from: start, reach: Self.loopReach),
      let currents = currents(comparison, [found.point])[0]
    else { return nil }
    let errors = errors(found.information, found.squares, comparison)
    let values = values(found.point)
    var parameterErrors = [Double?](repeating: nil, count: initial.count)
    for (place, index) in told.enumerated() {
      parameterErrors[index] = errors[place] * (initial[index] == 0 ? 1 : abs(values[index]))
    }
    return ModelFit.Loop(
      device: device, cycle: cycle, values: values, errors: parameterErrors, misfit: comparison.misfit(currents),
      squares: found.squares, comparison: comparison, currents: currents)
  }
}
