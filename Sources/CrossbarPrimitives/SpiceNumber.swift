import Foundation

/// Numbers as SPICE writes and reads them.
public enum SpiceNumber {
  /// The shortest decimal text that reads back as the same `Double`, without a trailing `.0`.
  public static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Reads a number with an optional scale suffix (`t g meg k m u n p f`, case-insensitive) and an optional unit
  /// behind it, as ngspice does: `2.2k`, `10MEG`, `5uA`, `1e-9`. Nil where the text is not such a number.
  public static func parse(_ text: some StringProtocol) -> Double? {
    let lower = text.lowercased()
    var end = lower.startIndex
    var exponentSeen = false
    while end < lower.endIndex {
      let character = lower[end]
      if character.isASCII, character.isNumber || character == "." {
        end = lower.index(after: end)
      } else if character == "+" || character == "-" {
        let isLeading = end == lower.startIndex
        let followsExponent = !isLeading && exponentSeen && lower[lower.index(before: end)] == "e"
        guard isLeading || followsExponent else { break }
        end = lower.index(after: end)
      } else if character == "e", !exponentSeen, end > lower.startIndex {
        let rest = lower[lower.index(after: end)...].drop { $0 == "+" || $0 == "-" }
        guard let first = rest.first, first.isASCII, first.isNumber else { break }
        exponentSeen = true
        end = lower.index(after: end)
      } else {
        break
      }
    }
    guard let mantissa = Double(lower[..<end]) else { return nil }
    let suffix = lower[end...]
    guard suffix.allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
    if suffix.hasPrefix("meg") { return mantissa * 1e6 }
    guard let first = suffix.first, let (factor, divides) = scales[first] else { return mantissa }
    // Dividing keeps 5u equal to the literal 5e-06.
    return divides ? mantissa / factor : mantissa * factor
  }

  private static let scales: [Character: (Double, Bool)] = [
    "t": (1e12, false), "g": (1e9, false), "k": (1e3, false),
    "m": (1e3, true), "u": (1e6, true), "n": (1e9, true), "p": (1e12, true), "f": (1e15, true),
  ]
}
