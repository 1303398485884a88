import Foundation

/// A prefix of SI units.
public struct SIPrefix: Hashable, Sendable {
  public let symbol: String
  /// Of ten; the unit with prefix is 10^exponent units.
  public let exponent: Int

  public static let none = SIPrefix(symbol: "", exponent: 0)

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

  /// The prefix with which a value lies between 1 and 1000, as far as there is one.
  public init(suiting value: Double) {
    let magnitude = abs(value)
    guard magnitude > 0, magnitude.isFinite else {
      self = .none
      return
    }
    // A hair of tolerance, so that 1e-6, which is a little less than a millionth, is 1 µ and not 1000 n.
    self = Self.all.last { magnitude >= pow(10, Double($0.exponent)) * (1 - 1e-9) } ?? Self.all[0]
  }

  /// A value with unit to so many digits: `519 Ω`, `10 kΩ`, `0 A`.
  public static func text(_ value: Double, unit: String, digits: Int = 3) -> String {
    let prefix = SIPrefix(suiting: value)
    // %g would turn 1e18 T... into an exponent, which is right for numbers no prefix suits.
    let number = String(format: "%.\(digits)g", value / pow(10, Double(prefix.exponent)))
    let symbol = prefix.symbol + unit
    return symbol.isEmpty ? number : "\(number) \(symbol)"
  }
}
