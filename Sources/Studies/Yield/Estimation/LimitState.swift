/// A question that a cell passes or fails, as a function of the standard scores that its parameters are drawn by.
///
/// The margin is above zero where it passes, and zero or less where it fails. It may be a smooth function of the scores or jump.
struct LimitState {
  /// Number of scores of a point.
  let dimension: Int
  /// The margins of points, in their order; nil where nothing is known of a point, as after a failed simulation. The stage
  /// names what the points are for.
  let margins: (_ stage: String, _ points: [[Double]]) async throws -> [Double?]

  /// - Parameter dimension: 1 or more.
  init(
    dimension: Int, _ margins: @escaping (_ stage: String, _ points: [[Double]]) async throws -> [Double?]
  ) {
    (self.dimension, self.margins) = (dimension, margins)
  }
}

/// A point of scores, and its margin where one is known.
struct ScoredPoint: Hashable, Sendable {
  var scores: [Double]
  var margin: Double?

  var fails: Bool { margin.map { $0 <= 0 } ?? false }
}

/// A point at which cells begin to fail, as near to the median cell as was found.
struct FailurePoint: Hashable, Sendable {
  /// Just beyond the limit.
  var scores: [Double]
  /// Its margin, zero or less.
  var margin: Double

  /// Its distance from the median cell, in standard deviations.
  var radius: Double { scores.length }
}

extension [Double] {
  var length: Double { dot(self).squareRoot() }

  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for index in indices { sum += self[index] * other[index] }
    return sum
  }

  func scaled(_ factor: Double) -> [Double] { map { $0 * factor } }

  /// In the same direction, with length 1; nil for one without a direction.
  var direction: [Double]? {
    let length = length
    return length > 0 && length.isFinite ? scaled(1 / length) : nil
  }
}
