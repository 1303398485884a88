import CrossbarPrimitives

extension ExpectedFigure {
  /// Why a comment that begins with `expect` states no figure.
  public struct Problem: Error, Equatable, Sendable {
    public let reason: String
    public init(reason: String) { self.reason = reason }
  }

  /// As a person writes it: `expect name = value`, and optionally a unit, `(relative r, absolute a)` and `: meaning`.
  public static let form = "expect name = value [unit] [(relative 1e-3, absolute 0)] [: meaning]"

  /// What a figure without a tolerance is held to, relative: people copy three or four digits.
  public static let usualTolerance = 1e-3

  /// Reads a comment, without its comment characters; letter case does not count.
  /// - Returns: nil for a comment that does not begin with `expect`.
  /// - Throws: `Problem` for one that does, and cannot be read: a figure passed over would be one never checked.
  public static func read(_ comment: some StringProtocol) throws(Problem) -> ExpectedFigure? {
    let words = comment.drop { $0.isWhitespace }
    let first = words.prefix { $0.isASCII && $0.isLetter }.lowercased()
    let isStatement = first == "expect" || ["expects", "expected"].contains(first) && words.contains("=")
    guard isStatement else { return nil }
    var rest = words.dropFirst(first.count).drop { $0.isWhitespace || $0 == ":" }
    guard first == "expect", let equals = rest.firstIndex(of: "=") else { throw Problem(reason: "it cannot be read") }
    let name = String(rest[..<equals]).trimmed
    guard isName(name) else {
      throw Problem(reason: "'\(name)' is no name; allowed are up to 64 letters, digits, '_' and vectors such as v(out)")
    }
    func take(until marks: String) -> String {
      let part = rest.prefix { !marks.contains($0) }
      rest = rest[part.endIndex...]
      return String(part).trimmed
    }
    rest = rest[equals...].dropFirst().drop { $0.isWhitespace }
    let figure = take(until: " \t(:")
    let unit = take(until: "(:")
    var tolerance = ""
    if rest.first == "(" {
      rest = rest.dropFirst()
      tolerance = take(until: ")")
      rest = rest.dropFirst().drop { $0.isWhitespace }
    }
    guard rest.isEmpty || rest.first == ":" else { throw Problem(reason: "'\(rest)' does not belong there") }
    let meaning = String(rest.dropFirst()).trimmed
    let (scale, unitName) = try readUnit(unit)
    let (relative, absolute) = try readTolerance(tolerance)
    var value: Double?
    if figure.lowercased() != "none" {
      guard let number = SpiceNumber.parse(figure), number.isFinite else {
        throw Problem(reason: "'\(figure)' is no number; allowed are 2.4e-6, 2.4u and none")
      }
      value = scale == 1 ? number : number * scale
    }
    return ExpectedFigure(
      name: name, unit: unitName, value: value, relativeTolerance: relative, absoluteTolerance: absolute, meaning: meaning)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 64
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.#@()[],".contains($0)) }
  }

  /// A unit, or one with a prefix: `uA` is 1e-6 A.
  private static func readUnit(_ text: String) throws(Problem) -> (scale: Double, name: String) {
    let units = ["A", "V", "s", "C", "W", "J", "ohm", "S", "F", "H", "Hz", "V s", "1", "%"]
    if let unit = units.first(where: { $0.lowercased() == text.lowercased() }) { return (1, unit) }
    if text.isEmpty { return (1, "") }
    let prefixes: [(String, Double)] = [
      ("meg", 1e6), ("k", 1e3), ("m", 1e-3), ("u", 1e-6), ("µ", 1e-6), ("n", 1e-9), ("p", 1e-12),
    ]
    for (prefix, scale) in prefixes where text.lowercased().hasPrefix(prefix) {
      // An upper-case M would be mega to some and milli to SPICE.
      if text.hasPrefix("M"), prefix == "m" { continue }
      let rest = text.dropFirst(prefix.count)
      if let unit = units.first(where: { $0.lowercased() == rest.lowercased() && $0.first?.isLetter == true }) {
        return (scale, unit)
      }
    }
    throw Problem(reason: "'\(text)' is no unit; allowed are \(units.joined(separator: ", ")), and these behind k, m, u, n and p")
  }

  /// `relative 1e-6, absolute 0`, either of them, in any order.
  private static func readTolerance(_ text: String) throws(Problem) -> (relative: Double, absolute: Double) {
    if text.isEmpty { return (usualTolerance, 1e-12) }
    var found: [String: Double] = [:]
    for part in text.split(separator: ",") {
      let words = part.split { $0.isWhitespace || $0 == "=" }
      guard words.count == 2, let value = SpiceNumber.parse(words[1]), value.isFinite, value >= 0,
        ["relative", "absolute"].contains(words[0].lowercased()), found[words[0].lowercased()] == nil
      else { throw Problem(reason: "'(\(text))' is no tolerance; allowed is (relative 1e-3, absolute 0), both from 0 on") }
      found[words[0].lowercased()] = value
    }
    let relative = found["relative"] ?? 0
    guard relative <= 1 else {
      throw Problem(reason: "a relative tolerance of \(relative) would let anything pass; allowed is 0 to 1")
    }
    return (relative, found["absolute"] ?? 0)
  }
}
