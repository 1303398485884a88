import Foundation

/// Maximum-likelihood mean and standard deviation of a normal sample, some of whose members are known only to be larger
/// than a bound.
///
/// Without bounds the closed form; with them the expectation-maximisation iteration (Dempster, Laird and Rubin,
/// J. R. Stat. Soc. B 39, 1, 1977), which replaces the first two moments of each hidden value by their expectations.
struct CensoredNormalFit {
  let mean: Double
  /// Divided by n.
  let standardDeviation: Double
  let logLikelihood: Double

  /// - Parameter sample: at least one value.
  init(_ sample: [Double], lowerBounds: [Double]) {
    let n = Double(sample.count)
    let sum = sample.reduce(0, +)
    var m = sum / n
    func squares(around centre: Double) -> Double { sample.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } }
    var s = (squares(around: m) / n).squareRoot()
    // Values that differ by rounding alone do not spread.
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

  /// Mean and variance of a normal value that is larger than `bound`.
  private static func tail(above bound: Double, mean: Double, deviation: Double) -> (mean: Double, variance: Double) {
    let score = (bound - mean) / deviation
    // Mills' ratio; beyond its numerical reach the value lies just above its bound.
    let density = exp(-score * score / 2) / (2 * Double.pi).squareRoot()
    let hazard = score > 30 ? score : density / exceedance(score)
    return (mean + deviation * hazard, deviation * deviation * max(0, 1 + score * hazard - hazard * hazard))
  }

  private static func exceedance(_ score: Double) -> Double { erfc(score / 2.0.squareRoot()) / 2 }
}
