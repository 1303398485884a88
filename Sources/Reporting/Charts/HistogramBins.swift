import CrossbarPrimitives
import Foundation

/// Bins of equal width and how many values fall into each.
struct HistogramBins {
  let start: Double
  let width: Double
  var counts: [Int]

  /// - Parameter count: nil for the rule of Freedman and Diaconis (1981), within 5 to 80.
  /// - Returns: nil for no values.
  init?(_ values: [Double], count: Int?) {
    guard let summary = Summary(values) else { return nil }
    let extent = summary.maximum - summary.minimum
    let number = count ?? Self.suitingCount(summary, extent)
    // Values that are all the same, or too close to be parted, get bins around them.
    let share = extent / Double(number)
    let canPart = share.isFinite && summary.minimum + share > summary.minimum
    width = canPart ? share : max(abs(summary.minimum), summary.minimum == 0 ? 1 : 0) / 10
    start = canPart ? summary.minimum : summary.minimum - width * Double(number) / 2
    counts = Self.counts(of: values, start: start, width: width, number: number)
  }

  /// How many of other values fall into each of these bins; what lies beyond counts in the outermost.
  func counts(of values: [Double]) -> [Int] { Self.counts(of: values, start: start, width: width, number: counts.count) }

  private static func counts(of values: [Double], start: Double, width: Double, number: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: number)
    for value in values { counts[Int((value - start) / width, within: 0...(number - 1))] += 1 }
    return counts
  }

  func edge(_ index: Int) -> Double { start + Double(index) * width }

  private static func suitingCount(_ summary: Summary, _ extent: Double) -> Int {
    let spread = summary.quantile(0.75) - summary.quantile(0.25)
    guard spread > 0 else { return 5 }
    let width = 2 * spread / cbrt(Double(summary.count))
    return Int((extent / width).rounded(.up), within: 5...80)
  }
}
