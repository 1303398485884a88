import CrossbarPrimitives
import Foundation

/// Ends and ticks of a colour scale. Each tick carries its own unit with prefix, since a scale may span many decades.
struct ColourBar {
  /// Its scale and unit; its quantity is the label, which the frame draws.
  let axis: ChartAxis
  /// The ends in the SI unit.
  let range: ClosedRange<Double>

  /// Commands for range, scale and ticks.
  var settings: [String] {
    let (low, high) = ends
    var lines = ["set cbrange [\(low.chartText):\(high.chartText)]"]
    if axis.scale == .logarithmic { lines.append("set logscale cb") }
    let labels = ticks.map { "\(ChartText.quoted(SIPrefix.text($0, unit: axis.unit ?? ""))) \($0.chartText)" }
    lines += ["unset mcbtics", "set cbtics (\(labels.joined(separator: ", "))) noenhanced"]
    return lines
  }

  /// A scale needs two different ends: a single value gets some room on both sides.
  private var ends: (Double, Double) {
    guard range.lowerBound == range.upperBound else { return (range.lowerBound, range.upperBound) }
    let value = range.lowerBound
    if axis.scale == .logarithmic { return (value / 2, value * 2) }
    return value == 0 ? (-1, 1) : (value - abs(value) / 2, value + abs(value) / 2)
  }

  /// Values in the SI unit.
  private var ticks: [Double] {
    let (low, high) = ends
    return axis.scale == .logarithmic ? Self.logarithmicTicks(low, high) : Self.linearTicks(low, high)
  }

  /// Powers of ten, at most about nine; below two decades also 2 and 5 times each; below 0.7 decades linear ticks.
  private static func logarithmicTicks(_ low: Double, _ high: Double) -> [Double] {
    let decades = log10(high / low)
    if decades < 0.7 { return linearTicks(low, high) }
    let factors: [Double] = decades < 2 ? [1, 2, 5] : [1]
    let step = Int((decades / 8).rounded(.up), within: 1...100)
    let all = -400...400
    let exponents = stride(
      from: Int(log10(low).rounded(.down), within: all), through: Int(log10(high).rounded(.up), within: all), by: step)
    let candidates = exponents.flatMap { exponent -> [Double] in
      let decade = pow(10, Double(exponent))
      return factors.map { $0 * decade }
    }
    return candidates.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
  }

  /// About five multiples of 1, 2 or 5 times a power of ten.
  private static func linearTicks(_ low: Double, _ high: Double) -> [Double] {
    let rough = (high - low) / 5
    let decade = pow(10, log10(rough).rounded(.down))
    let candidates: [Double] = [decade, 2 * decade, 5 * decade, 10 * decade]
    let step = candidates.first { $0 >= rough } ?? rough
    // Ends too close for any step between them, or too far apart to be subtracted.
    guard step > 0, rough.isFinite, low + step > low else { return [low, high] }
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step + 0 }
  }
}
