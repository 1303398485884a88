import CrossbarPrimitives
import Foundation

/// Bins of equal width and the number of values in each.
struct HistogramBins {
  /// The lower edge of the first bin.
  let start: Double
  let width: Double
  var counts: [Int]

  /// - Parameters:
  ///   - values: positions on the axis, so logarithms for a logarithmic one.
  ///   - count: the number of bins; nil for the rule of Freedman and Diaconis (1981), limited to 5...80.
  /// - Returns: nil where there are no values.
  init?(_ values: [Double], count: Int?) {
    guard let summary = Summary(values) else { return nil }
    let extent = summary.maximum - summary.minimum
    let number = count ?? Self.suitingCount(summary, extent)
    // Values that are all the same, or too close to be told apart, get bins around them.
    let share = extent / Double(number)
    let canPart = share.isFinite && summary.minimum + share > summary.minimum
    width = canPart ? share : max(abs(summary.minimum), summary.minimum == 0 ? 1 : 0) / 10
    start = canPart ? summary.minimum : summary.minimum - width * Double(number) / 2
    counts = Self.counts(of: values, start: start, width: width, number: number)
  }

  /// How many values of another sample fall into each of these bins; values beyond the ends count in the outermost bins.
  func counts(of values: [Double]) -> [Int] { Self.counts(of: values, start: start, width: width, number: counts.count) }

  private static func counts(of values: [Double], start: Double, width: Double, number: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: number)
    for value in values { counts[Int((value - start) / width, within: 0...(number - 1))] += 1 }
    return counts
  }

  /// The lower edge of a bin; that of bin n is the upper edge of the last of n bins.
  func edge(_ index: Int) -> Double { start + Double(index) * width }

  /// Freedman and Diaconis: the bin width is twice the interquartile range over the cube root of the sample size.
  private static func suitingCount(_ summary: Summary, _ extent: Double) -> Int {
    let spread = summary.quantile(0.75) - summary.quantile(0.25)
    guard spread > 0 else { return 5 }
    let width = 2 * spread / cbrt(Double(summary.count))
    return Int((extent / width).rounded(.up), within: 5...80)
  }
}
