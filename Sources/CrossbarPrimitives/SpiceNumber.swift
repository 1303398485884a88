import Foundation

/// Numbers as SPICE writes and reads them.
public enum SpiceNumber {
  /// The shortest decimal text that reads back as the same `Double`, without a trailing `.0`.
  public static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Reads a number with an optional scale suffix (`t g meg k m u n p f`, case-insensitive) and an optional unit
  /// after it, as ngspice does: `2.2k`, `10MEG`, `5uA`, `1e-9`. Nil where the text is not such a number.
  public static func parse(_ text: some StringProtocol) -> Double? {
    var rest = Substring(text.lowercased())
    let value = read(from: &rest)
    return rest.isEmpty ? value : nil
  }

  /// Takes the number that a text in lower case begins with, suffix and unit included; nil where it begins with none.
  package static func read(from text: inout Substring) -> Double? {
    var end = text.startIndex
    var exponentSeen = false
    while end < text.endIndex {
      let character = text[end]
      if character.isASCII, character.isNumber || character == "." {
        end = text.index(after: end)
      } else if character == "+" || character == "-" {
        let isLeading = end == text.startIndex
        let followsExponent = !isLeading && exponentSeen && text[text.index(before: end)] == "e"
        guard isLeading || followsExponent else { break }
        end = text.index(after: end)
      } else if character == "e", !exponentSeen, end > text.startIndex {
        let rest = text[text.index(after: end)...].drop { $0 == "+" || $0 == "-" }
        guard let first = rest.first, first.isASCII, first.isNumber else { break }
        exponentSeen = true
        end = text.index(after: end)
      } else {
        break
      }
    }
    guard let mantissa = Double(text[..<end]) else { return nil }
    let suffix = text[end...].prefix { $0.isASCII && $0.isLetter }
    text = text[suffix.endIndex...]
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
