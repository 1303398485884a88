import CrossbarPrimitives
import Foundation

/// A mixture of normal distributions of unit variance: where samples are drawn in place of the distribution of the cells, so
/// that many of them fail.
struct ShiftMixture: Hashable, Sendable {
  struct Part: Hashable, Sendable {
    /// Of all samples, 0 to 1.
    var share: Double
    var centre: [Double]
  }

  /// Shares add up to 1.
  var parts: [Part]

  /// The cells' own distribution: plain sampling.
  static func plain(_ dimension: Int) -> ShiftMixture {
    ShiftMixture(parts: [Part(share: 1, centre: [Double](repeating: 0, count: dimension))])
  }

  init(parts: [Part]) { self.parts = parts }

  /// One part at each failure point, weighted by how likely its distance is; and, where failures are near, some of the cells'
  /// own distribution, so that no weight is large.
  init(_ points: [FailurePoint]) {
    let nearest = points.map(\.radius).min() ?? 0
    let weights = points.map { max(0.1, exp(-($0.radius * $0.radius - nearest * nearest) / 4)) }
    let own = nearest < Self.near ? 0.1 : 0
    let sum = weights.reduce(0, +)
    parts = zip(points, weights).map { Part(share: (1 - own) * $1 / sum, centre: $0.scores) }
    if own > 0, let dimension = points.first?.scores.count {
      parts.append(Part(share: own, centre: [Double](repeating: 0, count: dimension)))
    }
  }

  /// Distance, in standard deviations, below which plain samples meet failures too.
  private static let near = 3.5

  /// Sample number `index`; it depends on seed, purpose and index alone.
  func sample(seed: UInt64, purpose: String, index: Int) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: purpose, index: index)
    var left = stream.uniform()
    let part = parts.first { part in
      left -= part.share
      return left < 0
    }
    return (part ?? parts[parts.count - 1]).centre.map { $0 + stream.standardNormal() }
  }

  /// ln of the mixture's density over that of the cells.
  func logRatio(_ scores: [Double]) -> Double {
    let terms = parts.map { log($0.share) + $0.centre.dot(scores) - $0.centre.dot($0.centre) / 2 }
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }

  /// The mixture with each part at the mean of the failures that it accounts for.
  /// - Parameter failures: with their weights, density of the cells over that of this mixture.
  func moved(to failures: [(scores: [Double], weight: Double)]) -> ShiftMixture {
    var (masses, sums) = (parts.map { _ in 0.0 }, parts.map { [Double](repeating: 0, count: $0.centre.count) })
    for (scores, weight) in failures {
      let total = logRatio(scores)
      for (index, part) in parts.enumerated() where part.centre.length > 0 {
        let share = exp(log(part.share) + part.centre.dot(scores) - part.centre.dot(part.centre) / 2 - total)
        masses[index] += weight * share
        for axis in scores.indices { sums[index][axis] += weight * share * scores[axis] }
      }
    }
    var moved = self
    for index in parts.indices where masses[index] > 0 { moved.parts[index].centre = sums[index].scaled(1 / masses[index]) }
    return moved
  }
}
