import Foundation

/// An SI prefix from atto (1e-18) to tera (1e12), for numbers that people read, as on axes and in reports.
///
/// Files and messages that are read back use plain SI numbers instead (`SpiceNumber.shortest`).
package struct SIPrefix: Hashable, Sendable {
  /// The letter before the unit; empty for none.
  package let symbol: String
  /// The power of ten: one prefixed unit is 10^exponent units.
  package let exponent: Int

  /// No prefix: values from 1 to below 1000, and zero.
  package static let none = SIPrefix(symbol: "", exponent: 0)

  /// In ascending order; `init(suiting:)` depends on it.
  private static let all = [
    SIPrefix(symbol: "a", exponent: -18), SIPrefix(symbol: "f", exponent: -15), SIPrefix(symbol: "p", exponent: -12),
    SIPrefix(symbol: "n", exponent: -9), SIPrefix(symbol: "µ", exponent: -6), SIPrefix(symbol: "m", exponent: -3), none,
    SIPrefix(symbol: "k", exponent: 3), SIPrefix(symbol: "M", exponent: 6), SIPrefix(symbol: "G", exponent: 9),
    SIPrefix(symbol: "T", exponent: 12),
  ]

  private init(symbol: String, exponent: Int) {
    self.symbol = symbol
    self.exponent = exponent
  }

  /// The prefix with which the magnitude of a value lies between 1 and 1000.
  ///
  /// Values beyond the ends of the list get its first or last prefix; zero and values that are not finite get none.
  package init(suiting value: Double) {
    let magnitude = abs(value)
    guard magnitude > 0, magnitude.isFinite else {
      self = .none
      return
    }
    // A small tolerance: a value that is 1e-6 but for rounding shows as 1 µ, not as 1000 n.
    self = Self.all.last { magnitude >= pow(10, Double($0.exponent)) * (1 - 1e-9) } ?? Self.all[0]
  }

  /// A value with its unit, to so many significant digits: `519 Ω`, `10 kΩ`, `0 A`.
  package static func text(_ value: Double, unit: String, digits: Int = 3) -> String {
    let prefix = SIPrefix(suiting: value)
    // Beyond the last prefix %g falls back to an exponent, which is right for numbers that no prefix suits.
    let number = String(format: "%.\(digits)g", value / pow(10, Double(prefix.exponent)))
    let symbol = prefix.symbol + unit
    return symbol.isEmpty ? number : "\(number) \(symbol)"
  }
}
