/// Reads an expression as strictly as ngspice's parameter substitution does: one that it cannot read, or one undefined
/// name in it, leaves ngspice unusable for the rest of the process.
struct LibraryExpression {
  /// What the expression may name.
  struct Scope {
    var parameters: Set<String> = []
    /// Functions of the library by name, with their number of arguments.
    var functions: [String: Int] = [:]
  }

  private struct Problem: Error { let reason: String }

  private var rest: Substring
  private let scope: Scope

  private init(_ text: Substring, _ scope: Scope) {
    rest = text
    self.scope = scope
  }

  /// What is wrong with an expression in lower case; nil if nothing is.
  static func problem(in text: Substring, scope: Scope) -> String? {
    var reader = LibraryExpression(text, scope)
    do throws(Problem) {
      reader.skipSpace()
      _ = reader.take("+")
      try reader.readChoice()
      if let character = reader.rest.first { throw Problem(reason: "'\(character)' does not belong there") }
      return nil
    } catch {
      return error.reason
    }
  }

  /// The first name in the formula of a controlled source that nothing defines. Its syntax is left to ngspice, which
  /// survives a wrong one, and its nodes, in `V(…)` and `I(…)`, are the circuit's.
  static func undefinedName(inFormula text: Substring, scope: Scope) -> String? {
    var rest = text
    while let first = rest.first {
      if isNameStart(first) || first == "@" {
        let name = rest.dropFirst().prefix(while: isNamePart)
        let word = String(first) + name
        rest = rest[name.endIndex...].drop { $0.isWhitespace }
        if rest.first != "(" {
          if !scope.parameters.contains(word), !formulaConstants.contains(word) { return word }
        } else if word == "v" || word == "i" {
          rest = rest.drop { $0 != ")" }
        }
      } else if first.isNumber || first == "." {
        rest = rest.drop { isNamePart($0) || $0 == "." }
      } else {
        rest = rest.dropFirst()
      }
    }
    return nil
  }

  static func isNameStart(_ character: Character) -> Bool {
    character.isASCII && character.isLetter || character == "_"
  }

  static func isNamePart(_ character: Character) -> Bool { isNameStart(character) || isDigit(character) }

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  // MARK: Grammar

  private mutating func readChoice() throws(Problem) {
    try readBinary()
    guard take("?") else { return }
    try readChoice()
    guard take(":") else { throw Problem(reason: "a '?' without its ':'") }
    try readChoice()
  }

  private mutating func readBinary() throws(Problem) {
    repeat { try readOperand() } while Self.operators.contains { take($0) }
  }

  private mutating func readOperand() throws(Problem) {
    skipSpace()
    while take("-") || take("!") {}
    guard let first = rest.first else { throw Problem(reason: "it ends where a value should follow") }
    if take("(") {
      try readChoice()
      if !take(")") { throw Problem(reason: "a '(' that is never closed") }
    } else if Self.isDigit(first) || first == "." {
      try readNumber()
    } else if Self.isNameStart(first) {
      try readName()
    } else {
      throw Problem(reason: "'\(first)' stands where a value should")
    }
    skipSpace()
  }

  /// Digits, a point, digits, an exponent, and letters of a scale and a unit.
  private mutating func readNumber() throws(Problem) {
    let whole = rest.prefix(while: Self.isDigit)
    rest = rest[whole.endIndex...]
    if rest.first == "." {
      let fraction = rest.dropFirst().prefix(while: Self.isDigit)
      if whole.isEmpty && fraction.isEmpty { throw Problem(reason: "a '.' without digits") }
      rest = rest[fraction.endIndex...]
    }
    if rest.first == "e" {
      let sign = rest.dropFirst().prefix { $0 == "+" || $0 == "-" }
      if sign.count == 1, rest[sign.endIndex...].first.map(Self.isDigit) == true { rest = rest[sign.endIndex...] }
    }
    rest = rest.drop(while: Self.isNamePart)
  }

  private mutating func readName() throws(Problem) {
    let name = rest.prefix { Self.isNamePart($0) || $0 == "." }
    rest = rest[name.endIndex...]
    skipSpace()
    guard take("(") else {
      if scope.parameters.contains(String(name)) { return }
      throw Problem(reason: "the parameter '\(name)' is used but nowhere above defined")
    }
    guard let expected = scope.functions[String(name)] ?? Self.functions[String(name)] else {
      throw Problem(reason: "the function '\(name)' is used but nowhere above defined")
    }
    var count = 0
    repeat {
      try readChoice()
      count += 1
    } while take(",")
    if !take(")") { throw Problem(reason: "the arguments of '\(name)' are never closed by ')'") }
    if count != expected { throw Problem(reason: "'\(name)' has \(expected) arguments; \(count) are given") }
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    skipSpace()
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

  /// Longer ones first.
  private static let operators = [
    "**", "==", "!=", "<>", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "^", "<", ">",
  ]

  /// The functions of ngspice's parameter substitution, with their number of arguments.
  private static let functions: [String: Int] = [
    "sqr": 1, "sqrt": 1, "sin": 1, "cos": 1, "exp": 1, "ln": 1, "arctan": 1, "abs": 1, "int": 1, "log": 1, "log10": 1,
    "sinh": 1, "cosh": 1, "tanh": 1, "sgn": 1, "ceil": 1, "floor": 1, "asin": 1, "acos": 1, "atan": 1, "asinh": 1,
    "acosh": 1, "atanh": 1, "tan": 1, "nint": 1, "pow": 2, "pwr": 2, "max": 2, "min": 2, "limit": 2, "unif": 2,
    "aunif": 2, "gauss": 3, "agauss": 3, "ternary_fcn": 3,
  ]

  /// What a controlled source's formula may name besides parameters.
  private static let formulaConstants: Set<String> = ["time", "temper", "hertz", "pi", "e"]
}
