import Foundation

/// Numbers as SPICE writes and reads them.
///
/// For numbers in netlists and in messages. What people type into options and descriptions is read by `WrittenNumber`,
/// which refuses what SPICE would silently read in its own way, such as `10M` for ten milli.
package enum SpiceNumber {
  /// The shortest decimal text that reads back as the same `Double`, without a trailing `.0`: `5`, `0.5`, `1e-12`.
  package static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Reads a number with an optional scale suffix (`t g meg k m u n p f`, in any letter case) and an optional unit after
  /// it, as ngspice does: `2.2k`, `10MEG`, `5uA`, `1e-9`.
  ///
  /// Letters that are no scale count as a unit and are ignored, so `10V` is 10, and `10F` is 10 femto.
  /// - Returns: nil where the text is not such a number, or has anything after it.
  package static func parse(_ text: some StringProtocol) -> Double? {
    var rest = Substring(text.lowercased())
    let value = read(from: &rest)
    return rest.isEmpty ? value : nil
  }

  /// Removes the number at the beginning of a text, with suffix and unit, and returns it.
  ///
  /// - Parameter text: in lower case; left unchanged where it does not begin with a number.
  /// - Returns: nil where the text does not begin with a number.
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
    // Dividing makes 5u equal to the literal 5e-06; multiplying by 1e-6 would not.
    return divides ? mantissa / factor : mantissa * factor
  }

  /// A factor for each suffix letter, and whether to divide by it. `meg` is handled before, since it begins with `m`.
  private static let scales: [Character: (Double, Bool)] = [
    "t": (1e12, false), "g": (1e9, false), "k": (1e3, false),
    "m": (1e3, true), "u": (1e6, true), "n": (1e9, true), "p": (1e12, true), "f": (1e15, true),
  ]
}
