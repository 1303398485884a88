import CrossbarPrimitives
import Foundation

/// What R_LRS is of devices that were SET under a compliance.
///
/// A filament stops growing when the source limits the current: at a voltage V_hold across it, so at R = V_hold / I. What
/// is read is the larger of that and the device's own lowest resistance; so, under a low compliance, one number over and
/// over, which says of the device itself only that its own is no larger. Both are fitted together: the own one
/// log-normal, V_hold with a small spread of its own.
///
///     ln R = max(ln R_own, ln V_hold - ln I),   both normal
///
/// A mean taken over such readings is that of the compliance: 1.4 kohm at 100 uA for devices of 519 ohm.
struct LimitedResistanceFit: Hashable, Sendable {
  /// Mean and standard deviation of ln R_own, R in ohm.
  let mean, standardDeviation: Double
  /// Their standard errors, robust against several readings of one device.
  let meanError, standardDeviationError: Double
  /// V_hold, V: the median, and the standard error of its logarithm.
  let holdVoltage, holdError: Double
  /// How many readings are probably the compliance's doing, and how many the device's own.
  let limitedCount, ownCount: Double
  /// Natural logarithm, for the density of ln R.
  let logLikelihood: Double

  /// A reading: R_LRS, ohm, and the compliance that its SET ended at, A; nil for a SET that did not reach it.
  struct Reading: Hashable, Sendable {
    var resistance: Double
    var compliance: Double?
  }

  /// Bounds of V_hold's spread: a narrower one is not told from the noise of a reading, a wider one is no common voltage.
  private static let holdSpread = 0.02...0.15
  /// Fewer readings of one kind say nothing about it.
  private static let leastCount = 3.0

  /// - Parameter groups: readings by device.
  /// - Returns: nil where no three readings are the compliance's doing; then all are the devices' own.
  init?(_ groups: [[Reading]]) {
    let groups = groups.filter { !$0.isEmpty }
    let readings = groups.flatMap { $0 }
    let limited = readings.filter { $0.compliance != nil }
    guard readings.count >= 5, Double(limited.count) >= Self.leastCount else { return nil }
    let logs = readings.map { log($0.resistance) }
    let held = readings.compactMap { reading in reading.compliance.map { log(reading.resistance * $0) } }.sorted()
    let middle = logs.reduce(0, +) / Double(logs.count)
    let spread = max((logs.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(logs.count)).squareRoot(), 0.05)
    /// Mean, ln of deviation, ln V_hold, ln of its deviation.
    func cost(_ point: [Double], _ some: [Reading]) -> Double {
      let parts = Parts(point)
      guard Self.holdSpread.contains(parts.holdSpread), parts.spread > 1e-3, parts.spread < 10 else { return .infinity }
      // Far below all readings the own resistance has no further effect; this keeps it from running away.
      let bound = min(0, parts.mean - (middle - 8))
      return -some.reduce(0) { $0 + parts.logDensity($1) } + bound * bound
    }
    var best: (point: [Double], cost: Double)?
    // The pile at the lower edge may be any part of the readings.
    for share in [0.02, 0.2, 0.6] {
      let edge = held[Int(share * Double(held.count - 1))]
      for lower in [0.0, 1.5] {
        let start = [middle - lower * spread, log(spread), edge, log(0.04)]
        let found = NelderMead.minimum(from: start, steps: [0.3 * spread, 0.3, 0.05, 0.3], precision: 1e-4, rounds: 800) {
          cost($0, readings)
        }
        let value = cost(found, readings)
        if best == nil || value < best?.cost ?? .infinity { best = (found, value) }
      }
    }
    guard let best else { return nil }
    let parts = Parts(best.point)
    // Against the readings as the devices' own.
    let plain = CensoredNormalFit(logs, lowerBounds: [])
    if limited.count * 10 >= readings.count * 9, let summary = Summary(held),
      summary.standardDeviation <= Self.holdSpread.upperBound
    {
      // One narrow pile and nothing besides, whatever its shape: nothing is said of the devices' own.
      (mean, standardDeviation, meanError, standardDeviationError) = (-.infinity, 0, .infinity, .infinity)
      (holdVoltage, holdError) = (exp(summary.mean), summary.standardError)
      (limitedCount, ownCount, logLikelihood) = (Double(readings.count), 0, plain.logLikelihood)
      return
    }
    let shares = readings.map(parts.limitedShare)
    limitedCount = shares.reduce(0, +)
    ownCount = Double(readings.count) - limitedCount
    guard limitedCount >= Self.leastCount, plain.standardDeviation == 0 || -best.cost > plain.logLikelihood + 4 else {
      return nil
    }
    (mean, standardDeviation) = (parts.mean, parts.spread)
    (holdVoltage, logLikelihood) = (exp(parts.hold), -best.cost)
    let errors = Self.errors(best.point, groups, cost)
    (meanError, standardDeviationError) = (errors[0], parts.spread * errors[1])
    holdError = errors[2]
  }

  /// Whether the own resistance is told at all; else R_LRS as read is an upper bound of it.
  var isOwnTold: Bool { ownCount >= Self.leastCount && meanError < 1 }

  /// Standard errors of mean, ln deviation and ln V_hold: the sandwich of second derivatives and of the groups' first ones
  /// (Liang and Zeger, Biometrika 73, 13, 1986). Infinite where the second derivatives do not tell.
  private static func errors(
    _ point: [Double], _ groups: [[Reading]], _ cost: ([Double], [Reading]) -> Double
  ) -> [Double] {
    // The spread of V_hold is at one of its bounds, as a rule, and is taken as given.
    let free = 0..<3
    let step = 1e-3
    func moved(_ changes: [(Int, Double)]) -> [Double] {
      var moved = point
      for (axis, change) in changes { moved[axis] += change }
      return moved
    }
    let all = groups.flatMap { $0 }
    let hessian = free.map { row in
      free.map { column in
        var sum = 0.0
        for (a, b) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
          sum += a * b * cost(moved([(row, a * step), (column, b * step)]), all)
        }
        return sum / (4 * step * step)
      }
    }
    guard let bread = SymmetricMatrix(hessian)?.inverse else { return free.map { _ in .infinity } }
    var meat = free.map { _ in free.map { _ in 0.0 } }
    for group in groups {
      let slopes = free.map { (cost(moved([($0, step)]), group) - cost(moved([($0, -step)]), group)) / (2 * step) }
      for row in free { for column in free { meat[row][column] += slopes[row] * slopes[column] } }
    }
    return free.map { axis in
      var sum = 0.0
      for row in free { for column in free { sum += bread[axis][row] * meat[row][column] * bread[column][axis] } }
      return sum.squareRoot()
    }
  }

  /// The two normal distributions of which the larger value is read.
  private struct Parts {
    let mean, spread, hold, holdSpread: Double

    init(_ point: [Double]) {
      (mean, spread, hold, holdSpread) = (point[0], exp(point[1]), point[2], exp(point[3]))
    }

    /// ln of a normal density, and its cumulative probability.
    private static func normal(_ value: Double, _ mean: Double, _ spread: Double) -> (log: Double, cumulative: Double) {
      let score = (value - mean) / spread
      return (-score * score / 2 - log(spread) - log(2 * .pi) / 2, erfc(-score / 2.0.squareRoot()) / 2)
    }

    private func terms(_ reading: Reading) -> (own: Double, limited: Double) {
      let value = log(reading.resistance)
      let own = Self.normal(value, mean, spread)
      guard let compliance = reading.compliance else { return (own.log, -.infinity) }
      let limit = Self.normal(value, hold - log(compliance), holdSpread)
      return (own.log + log(max(limit.cumulative, 1e-300)), limit.log + log(max(own.cumulative, 1e-300)))
    }

    func logDensity(_ reading: Reading) -> Double {
      let (own, limited) = terms(reading)
      let larger = max(own, limited)
      return larger + log(exp(own - larger) + exp(limited - larger))
    }

    /// The probability that a reading is the compliance's doing.
    func limitedShare(_ reading: Reading) -> Double {
      let (own, limited) = terms(reading)
      return 1 / (1 + exp(own - limited))
    }
  }
}
