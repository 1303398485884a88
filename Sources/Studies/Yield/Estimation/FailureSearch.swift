import CrossbarPrimitives
import Foundation

/// Looks for the points nearest to the median cell at which cells fail: first along many directions, then from the nearest ones by
/// the gradient of the margin (Hasofer and Lind, J. Eng. Mech. 100, 111, 1974), or, where it jumps, by trying other directions.
struct FailureSearch {
  let limit: LimitState
  let seed: UInt64
  /// Of its random directions.
  let purpose: String

  /// The largest distance at which failures are looked for, in standard deviations: beyond it lie 1e-19 of the cells.
  static let reach = 9.0
  private static let ladder = [1.5, 3, 4.5, 6, 7.5, reach]
  /// Regions that are told apart, at most.
  private static let mostRegions = 4

  /// What was found.
  struct Findings: Sendable {
    /// The nearest point of each region of failures, the nearest first; empty if no failure was found.
    var points: [FailurePoint] = []
    /// Along each score alone, the least number of standard deviations at which the cell fails, below and above the median;
    /// nil where it does not within `reach`.
    var alongAxes: [(below: Double?, above: Double?)] = []
  }

  /// A direction along which the first failure lies between two distances.
  private struct Bracket {
    var direction: [Double]
    var passes: Double
    var fails: Double
    /// Where it fails.
    var margin: Double

    var point: FailurePoint { FailurePoint(scores: direction.scaled(fails), margin: margin) }
  }

  /// - Parameter pilot: plain samples that are known already; they tell where margins are small.
  func run(_ pilot: [ScoredPoint]) async throws -> Findings {
    let axes = (0..<limit.dimension).flatMap { axis in [-1.0, 1].map { unit(axis, $0) } }
    let directions = axes + guesses(pilot)
    let brackets = try await bracket(directions)
    // The axes are for the report; others only serve to find the nearest failures.
    let nearest = brackets.compactMap { $0?.fails }.min() ?? .infinity
    let chosen = directions.indices.filter {
      brackets[$0] != nil && ($0 < axes.count || (brackets[$0]?.fails ?? 0) <= nearest + 1.5)
    }
    let narrowed = try await narrow(chosen.compactMap { brackets[$0] }, rounds: 5)
    let found = Dictionary(zip(chosen, narrowed)) { first, _ in first }
    var findings = Findings()
    findings.alongAxes = (0..<limit.dimension).map { (found[2 * $0]?.fails, found[2 * $0 + 1]?.fails) }
    var points: [FailurePoint] = []
    for start in distinct(narrowed.map(\.point)) { points.append(try await refined(start)) }
    findings.points = distinct(points)
    return findings
  }

  private func unit(_ axis: Int, _ sign: Double) -> [Double] { (0..<limit.dimension).map { $0 == axis ? sign : 0 } }

  /// Directions in which failures may be near: against the slope of the margin over all samples, towards the samples with the
  /// least margins, and at random.
  private func guesses(_ pilot: [ScoredPoint]) -> [[Double]] {
    let known = pilot.compactMap { point in point.margin.map { (point.scores, $0) } }
    let mean = known.reduce(0) { $0 + $1.1 } / Double(max(1, known.count))
    var slope = [Double](repeating: 0, count: limit.dimension)
    for (scores, margin) in known { for axis in slope.indices { slope[axis] -= (margin - mean) * scores[axis] } }
    let least = known.sorted { $0.1 < $1.1 }.prefix(8).map(\.0)
    let random = (0..<2 * limit.dimension).map { index -> [Double] in
      var stream = RandomStream(seed: seed, purpose: purpose + ", directions", index: index)
      return (0..<limit.dimension).map { _ in stream.standardNormal() }
    }
    return ([slope] + least + random).compactMap(\.direction)
  }

  /// The first failure along each direction; nil for none.
  private func bracket(_ directions: [[Double]], at radii: [Double] = ladder) async throws -> [Bracket?] {
    let margins = try await limit.margins("search", directions.flatMap { direction in radii.map { direction.scaled($0) } })
    return directions.indices.map { index in
      for (place, radius) in radii.enumerated() {
        guard let margin = margins[index * radii.count + place], margin <= 0 else { continue }
        return Bracket(
          direction: directions[index], passes: place == 0 ? 0 : radii[place - 1], fails: radius, margin: margin)
      }
      return nil
    }
  }

  /// Halves brackets.
  private func narrow(_ brackets: [Bracket], rounds: Int) async throws -> [Bracket] {
    var brackets = brackets
    for _ in 0..<rounds {
      let margins = try await limit.margins(
        "search", brackets.map { $0.direction.scaled(($0.passes + $0.fails) / 2) })
      for index in brackets.indices {
        let middle = (brackets[index].passes + brackets[index].fails) / 2
        if let margin = margins[index], margin <= 0 {
          (brackets[index].fails, brackets[index].margin) = (middle, margin)
        } else {
          brackets[index].passes = middle
        }
      }
    }
    return brackets
  }

  /// The nearest of points that lie in about the same direction, without those so far away that they hardly count.
  private func distinct(_ points: [FailurePoint]) -> [FailurePoint] {
    var kept: [FailurePoint] = []
    for point in points.sorted(by: { $0.radius < $1.radius }) where kept.count < Self.mostRegions {
      guard point.radius <= (kept.first?.radius ?? .infinity) + 1.5 else { break }
      let isNear = kept.contains { $0.scores.dot(point.scores) > 0.5 * $0.radius * point.radius }
      if !isNear { kept.append(point) }
    }
    return kept
  }

  // MARK: From one point

  private func refined(_ start: FailurePoint) async throws -> FailurePoint {
    let (point, isStationary) = try await descended(start)
    return isStationary ? point : try await wandered(point)
  }

  /// Follows the gradient, as long as it leads to nearer failures.
  /// - Returns: also whether the margin falls the fastest straight away from the median cell there: then no failure is nearer.
  private func descended(_ start: FailurePoint) async throws -> (FailurePoint, isStationary: Bool) {
    var (best, step) = (start, 0.1)
    for _ in 0..<8 {
      guard let slope = try await gradient(best, step: step), let direction = slope.scaled(-1).direction else { break }
      let alignment = direction.dot(best.scores) / best.radius
      if alignment > 0.995 { return (best, true) }
      let distance = (slope.dot(best.scores) - best.margin) / (slope.dot(slope).squareRoot()) * -1
      let expected = min(max(distance, 0.3), best.radius)
      let radii = [0.85, 0.92, 0.96, 0.98, 1, 1.02, 1.05, 1.1].map { $0 * expected }.filter { $0 <= best.radius * 1.001 }
      guard let bracket = try await bracket([direction], at: radii)[0] else {
        step /= 2
        if step < 0.02 { break }
        continue
      }
      let next = (bracket.passes > 0 ? try await narrow([bracket], rounds: 2)[0] : bracket).point
      guard next.radius < best.radius * 0.999 else { break }
      best = next
    }
    return (best, false)
  }

  /// Of the margin at a point; nil where some difference is not known.
  private func gradient(_ point: FailurePoint, step: Double) async throws -> [Double]? {
    let moved = (0..<limit.dimension).flatMap { axis in
      [-step, step].map { change in
        var scores = point.scores
        scores[axis] += change
        return scores
      }
    }
    let margins = try await limit.margins("search", moved)
    let slope = (0..<limit.dimension).compactMap { axis -> Double? in
      guard let low = margins[2 * axis], let high = margins[2 * axis + 1] else { return nil }
      return (high - low) / (2 * step)
    }
    return slope.count == limit.dimension ? slope : nil
  }

  /// Tries directions around a point's own at a slightly smaller distance, for margins that jump.
  private func wandered(_ start: FailurePoint) async throws -> FailurePoint {
    var (best, spread) = (start, 0.5)
    for round in 0..<12 where spread > 0.04 {
      let directions = (0..<3 * limit.dimension).compactMap { index -> [Double]? in
        var stream = RandomStream(seed: seed, purpose: purpose + ", around", index: round * 3 * limit.dimension + index)
        let scale = spread / Double(limit.dimension).squareRoot()
        return best.scores.scaled(1 / best.radius).map { $0 + scale * stream.standardNormal() }.direction
      }
      let margins = try await limit.margins("search", directions.map { $0.scaled(best.radius * 0.98) })
      let found = directions.indices.filter { margins[$0].map { $0 <= 0 } ?? false }
      let nearer = try await bracket(found.map { directions[$0] }, at: [0.8, 0.88, 0.94, 0.98].map { $0 * best.radius })
      guard let next = nearer.compactMap({ $0?.point }).min(by: { $0.radius < $1.radius }) else {
        spread *= 0.6
        continue
      }
      best = next
    }
    return best
  }
}
