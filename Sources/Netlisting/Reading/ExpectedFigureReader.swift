import CrossbarPrimitives

extension ExpectedFigure {
  /// Why a comment that begins with `expect` does not state a figure.
  public struct Problem: Error, Equatable, Sendable {
    /// Part of a sentence, without the comment itself.
    public let reason: String
    /// The reason goes into a message after a colon, so it begins in lower case and has no full stop.
    public init(reason: String) { self.reason = reason }
  }

  /// The form in which a person states a figure; unit, tolerances and meaning may be left out.
  public static let form = "expect name = value [unit] [(relative 1e-3, absolute 0)] [: meaning]"

  /// The relative tolerance of a figure that states none: people copy three or four digits.
  public static let usualTolerance = 1e-3

  /// Reads the figure that a comment states.
  ///
  ///     try ExpectedFigure.read("expect i_out = 2.4 uA (relative 1e-3): read current")
  /// - Parameter comment: without its comment characters; letter case does not matter.
  /// - Returns: nil for a comment that does not begin with `expect`.
  /// - Throws: `Problem` for one that does and cannot be read; if it were ignored, its figure would never be checked.
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

  /// Whether a text may name a figure: that of a measure or a vector, such as `v(out)` or `@m1[id]`.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 64
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.#@()[],".contains($0)) }
  }

  /// Reads a unit with an optional prefix.
  /// - Returns: the unit without its prefix, and the factor to it: 1e-6 and `A` for `uA`. An empty text is a figure without a
  ///   unit.
  private static func readUnit(_ text: String) throws(Problem) -> (scale: Double, name: String) {
    let units = ["A", "V", "s", "C", "W", "J", "ohm", "S", "F", "H", "Hz", "V s", "1", "%"]
    if let unit = units.first(where: { $0.lowercased() == text.lowercased() }) { return (1, unit) }
    if text.isEmpty { return (1, "") }
    let prefixes: [(String, Double)] = [
      ("meg", 1e6), ("k", 1e3), ("m", 1e-3), ("u", 1e-6), ("µ", 1e-6), ("n", 1e-9), ("p", 1e-12),
    ]
    for (prefix, scale) in prefixes where text.lowercased().hasPrefix(prefix) {
      // Some read an upper-case M as mega, SPICE as milli; it is rejected.
      if text.hasPrefix("M"), prefix == "m" { continue }
      let rest = text.dropFirst(prefix.count)
      if let unit = units.first(where: { $0.lowercased() == rest.lowercased() && $0.first?.isLetter == true }) {
        return (scale, unit)
      }
    }
    throw Problem(reason: "'\(text)' is no unit; allowed are \(units.joined(separator: ", ")), and these behind k, m, u, n and p")
  }

  /// Reads `relative 1e-6, absolute 0`: either of them or both, in any order. One that is left out is 0; if both are, the
  /// tolerances are `usualTolerance` and 1e-12.
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
