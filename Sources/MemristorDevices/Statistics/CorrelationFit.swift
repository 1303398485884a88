import Foundation

/// The correlation of two figures whose standard scores are normal, by maximum likelihood.
///
/// A figure may be known by a lower bound only: leaving such pairs out would find correlations that are not there, since
/// whether a SET is seen under a compliance depends on R_HRS too.
struct CorrelationFit: Hashable, Sendable {
  /// -1 to 1.
  let value: Double
  /// From the likelihood's curvature. Several loops of a device count as one device.
  let standardError: Double
  /// Whether the likelihood speaks against 0 as clearly as it does by chance in one of a hundred cases.
  let isSignificant: Bool

  /// atanh of the largest correlation that is told from 1.
  private static let most = 3.8

  /// Standard scores of one loop; at most one of them is a bound.
  struct Pair: Hashable, Sendable {
    var x: Double
    var isBoundX = false
    var y: Double
    var isBoundY = false
  }

  /// - Parameter groups: pairs by device.
  /// - Returns: nil for fewer than eight devices with both figures.
  init?(_ groups: [[Pair]]) {
    let devices = groups.count { $0.contains { !$0.isBoundX && !$0.isBoundY } }
    let pairs = groups.flatMap { $0 }.filter { !$0.isBoundX || !$0.isBoundY }
    guard devices >= 8 else { return nil }
    let weight = Double(groups.count { !$0.isEmpty }) / Double(pairs.count)
    func likelihood(_ correlation: Double) -> Double {
      weight * pairs.reduce(0) { $0 + Self.logDensity($1, correlation) }
    }
    // Along atanh the likelihood is nearly a parabola; figures that follow from each other have their maximum at the end.
    let best = NelderMead.minimum(from: [0], steps: [0.5], rounds: 200) {
      abs($0[0]) > Self.most ? .infinity : -likelihood(tanh($0[0]))
    }
    let place = best[0]
    value = tanh(place)
    let step = 1e-2
    let curvature =
      (2 * likelihood(value) - likelihood(tanh(place + step)) - likelihood(tanh(place - step))) / (step * step)
    // At the end the curvature says nothing; without bounds it is the number of devices.
    let known = curvature > 0 ? curvature : Double(devices)
    standardError = (1 - value * value) / known.squareRoot()
    isSignificant = 2 * (likelihood(value) - likelihood(0)) > 6.63
  }

  /// ln of the density of a pair, without what does not depend on the correlation.
  private static func logDensity(_ pair: Pair, _ correlation: Double) -> Double {
    let rest = 1 - correlation * correlation
    let (x, y) = (pair.x, pair.y)
    if pair.isBoundX || pair.isBoundY {
      let (bound, known) = pair.isBoundX ? (x, y) : (y, x)
      return log(max(erfc((bound - correlation * known) / (2 * rest).squareRoot()) / 2, 1e-300))
    }
    return -log(rest) / 2 - (x * x - 2 * correlation * x * y + y * y) / (2 * rest) + (x * x + y * y) / 2
  }

  /// The factor, at most 1, by which correlations estimated pair by pair are made smaller until they can be at once.
  /// - Parameters:
  ///   - count: of the figures.
  ///   - value: of a pair of them; 0 for one without a correlation.
  static func jointFactor(_ count: Int, _ value: (_ first: Int, _ second: Int) -> Double) -> Double {
    var factor = 1.0
    func matrix() -> [[Double]] {
      (0..<count).map { row in (0..<count).map { row == $0 ? 1 : factor * value(row, $0) } }
    }
    while SymmetricMatrix(matrix()) == nil { factor *= 0.95 }
    return factor
  }
}
