/// The words of a Verilog-A text, as far as exported modules may use the language (Verilog-AMS Language Reference Manual 2.4,
/// chapter 2).
enum VerilogAToken: Equatable {
  case identifier(String)
  /// Always with a point or an exponent: whole numbers are refused, since 1/2 of them is 0.
  case real(Double)
  case text(String)
  /// `$name` or a backtick and a name.
  case system(String), directive(String)
  case symbol(String)

  /// - Throws: `GrammarError` for anything that is no word.
  static func all(of text: String) throws -> [(line: Int, token: VerilogAToken)] {
    var tokens: [(Int, VerilogAToken)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      func error(_ reason: String) -> GrammarError { GrammarError(line: "\(index + 1): \(line)", reason: reason) }
      var rest = line.utf8[...]
      /// The beginning of the rest, as far as all of it is such.
      func take(_ isSuch: (UInt8) -> Bool) -> String {
        let word = rest.prefix(while: isSuch)
        rest = rest[word.endIndex...]
        return String(Substring(word))
      }
      func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte < 58 }
      func isLetter(_ byte: UInt8) -> Bool { byte == 95 || byte | 32 >= 97 && byte | 32 < 123 }
      guard rest.allSatisfy({ $0 >= 32 && $0 < 127 }) else { throw error("a letter that is no printable ASCII") }
      while true {
        _ = take { $0 == 32 }
        guard let first = rest.first, !rest.starts(with: "//".utf8) else { break }
        var token: VerilogAToken?
        if isLetter(first) {
          token = .identifier(take { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "$") })
        } else if isDigit(first) {
          var number = take(isDigit)
          if rest.first == UInt8(ascii: ".") { number += take { $0 == UInt8(ascii: ".") } + take(isDigit) }
          if let letter = rest.first, letter | 32 == UInt8(ascii: "e") {
            number += take { $0 == letter } + take { "+-".utf8.contains($0) } + take(isDigit)
          }
          guard number.contains(where: { ".eE".contains($0) }), !number.hasSuffix("."), let value = Double(number) else {
            throw error("'\(number)' is no real number")
          }
          if let next = rest.first, isLetter(next) || next == UInt8(ascii: ".") { throw error("a letter behind \(number)") }
          token = .real(value)
        } else if first == UInt8(ascii: "\"") {
          rest = rest.dropFirst()
          let text = take { $0 != first }
          if rest.isEmpty || text.contains("\\") { throw error("an open or escaped text") }
          rest = rest.dropFirst()
          token = .text(text)
        } else if first == UInt8(ascii: "$") || first == UInt8(ascii: "`") {
          rest = rest.dropFirst()
          token = first == UInt8(ascii: "$") ? .system(take(isLetter)) : .directive(take(isLetter))
        } else if let symbol = symbols.first(where: { rest.starts(with: $0.utf8) }) {
          rest = rest.dropFirst(symbol.utf8.count)
          token = .symbol(symbol)
        }
        guard let token else { throw error("'\(Character(UnicodeScalar(first)))' is no word") }
        tokens.append((index + 1, token))
      }
    }
    return tokens
  }

  /// Longer ones first.
  private static let symbols = ["<+", "(*", "*)", "-", "+", "*", "/", "(", ")", "=", ",", ";", ":", "[", "]"]
}
