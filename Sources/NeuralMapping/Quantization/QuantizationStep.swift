import Foundation

/// Finds the step size, the value of an integer code of 1, for which the nearest codes have the least squared error.
///
/// The squared error has many local minima over the step. A scan of 64 steps finds the right valley: from the step whose
/// outermost code meets the largest value down to a hundredth of it. From there, the best step for fixed codes (a linear
/// regression) and the nearest codes for a fixed step alternate until neither changes.
///
/// If no code is positive, as in two's complement of one bit, the step may be negative: the codes -1 and 0 then stand for
/// a positive value and zero.
struct QuantizationStep {
  private let lowest: Double
  private let highest: Double

  private static let scannedSteps = 64
  private static let smallestShare = 0.01

  init(codes: ClosedRange<Int>) {
    lowest = Double(codes.lowerBound)
    highest = Double(codes.upperBound)
  }

  /// The code nearest to `value`; of two equally near ones the even one. Values beyond the codes are clamped.
  func code(_ value: Double, step: Double) -> Double {
    min(max((value / step).rounded(.toNearestOrEven), lowest), highest)
  }

  /// The best step; nil for zeros, whose codes are zero whatever the step.
  func step(for values: [Double]) -> Double? {
    let largest = values.reduce(0) { max($0, $1 > 0 ? $1 / max(highest, 1) : -$1 / max(-lowest, 1)) }
    guard largest > 0 else { return nil }
    let signs = highest > 0 ? [1.0] : [1.0, -1.0]
    let scan = signs.flatMap { sign in
      (0..<Self.scannedSteps).map { index in
        sign * largest * pow(Self.smallestShare, Double(index) / Double(Self.scannedSteps - 1))
      }
    }
    let best = scan.map { (step: $0, error: fit(values, step: $0).error) }.min { $0.error < $1.error }
    guard var step = best?.step else { return nil }
    for _ in 0..<50 {
      guard let better = fit(values, step: step).regression, better != step else { break }
      step = better
    }
    return step
  }

  /// The squared error with the nearest codes, and the best step for these codes; nil if all codes are zero.
  private func fit(_ values: [Double], step: Double) -> (error: Double, regression: Double?) {
    var (error, products, squares) = (0.0, 0.0, 0.0)
    for value in values {
      let code = code(value, step: step)
      let miss = value - step * code
      error += miss * miss
      products += value * code
      squares += code * code
    }
    return (error, squares > 0 ? products / squares : nil)
  }
}
