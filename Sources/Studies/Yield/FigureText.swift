import CrossbarPrimitives
import Foundation

/// Numbers that range over many decades, for people.
enum FigureText {
  /// As in `1.234e-07` or `12.3`.
  static func significant(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return SpiceNumber.shortest(value) }
    return SpiceNumber.shortest(Double(String(format: "%.\(digits - 1)e", value)) ?? value)
  }

  /// A probability and its interval: `5.3e-7 (4.8e-7 to 5.9e-7)`.
  static func probability(_ value: Double, _ low: Double, _ high: Double) -> String {
    "\(significant(value, 3)) (\(significant(low, 3)) to \(significant(high, 3)))"
  }
}
