import Foundation

/// Maximum-likelihood mean and standard deviation of a normal sample, part of which is known only to lie above lower
/// bounds (right-censored).
///
/// Without bounds it is the closed form. With bounds it is the expectation-maximisation iteration (Dempster, Laird and
/// Rubin, J. R. Stat. Soc. B 39, 1, 1977), which replaces the first two moments of each hidden value by their
/// expectations.
struct CensoredNormalFit {
  let mean: Double
  /// Divided by n, as maximum likelihood has it; 0 for values that differ by rounding alone.
  let standardDeviation: Double
  /// Natural logarithm, of the values and of the bounds. Not finite for a deviation of 0.
  let logLikelihood: Double

  /// - Parameters:
  ///   - sample: known values, at least one.
  ///   - lowerBounds: one for each value of which only a lower bound is known.
  init(_ sample: [Double], lowerBounds: [Double]) {
    let n = Double(sample.count)
    let sum = sample.reduce(0, +)
    var m = sum / n
    func squares(around centre: Double) -> Double { sample.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } }
    var s = (squares(around: m) / n).squareRoot()
    // Values that differ only by rounding have no spread.
    if s <= 1e-12 * max(abs(m), 1e-300) { s = 0 }
    if !lowerBounds.isEmpty, s > 0 {
      let total = n + Double(lowerBounds.count)
      for _ in 0..<10_000 {
        let hidden = lowerBounds.map { Self.tail(above: $0, mean: m, deviation: s) }
        let newMean = hidden.reduce(sum) { $0 + $1.mean } / total
        let spread = hidden.reduce(squares(around: newMean)) {
          $0 + $1.variance + ($1.mean - newMean) * ($1.mean - newMean)
        }
        let newDeviation = (spread / total).squareRoot()
        let change = abs(newMean - m) + abs(newDeviation - s)
        (m, s) = (newMean, newDeviation)
        if change < 1e-12 * s { break }
      }
    }
    mean = m
    standardDeviation = s
    let seen = -squares(around: m) / (2 * s * s) - n * (log(2 * .pi) / 2 + log(s))
    logLikelihood = lowerBounds.reduce(seen) { $0 + log(Self.exceedance(($1 - m) / s)) }
  }

  /// Mean and variance of a normal value, given that it is larger than `bound`.
  private static func tail(above bound: Double, mean: Double, deviation: Double) -> (mean: Double, variance: Double) {
    let score = (bound - mean) / deviation
    // Mills' ratio. Beyond its numerical range the value lies just above its bound.
    let density = exp(-score * score / 2) / (2 * Double.pi).squareRoot()
    let hazard = score > 30 ? score : density / exceedance(score)
    return (mean + deviation * hazard, deviation * deviation * max(0, 1 + score * hazard - hazard * hazard))
  }

  /// P(Z > score) of the standard normal distribution.
  private static func exceedance(_ score: Double) -> Double { erfc(score / 2.0.squareRoot()) / 2 }
}
