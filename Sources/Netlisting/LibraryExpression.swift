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

  /// Read by recursion, which deeper ones would overflow.
  static let mostLevels = 200

  private var rest: Substring
  private var level = 0
  private let scope: Scope
  private let isFormula: Bool

  private init(_ text: Substring, _ scope: Scope, isFormula: Bool) {
    rest = text
    self.scope = scope
    self.isFormula = isFormula
  }

  /// What is wrong with an expression in lower case; nil if nothing is.
  /// - Parameter isFormula: whether it is the formula of a controlled source, which may name voltages, currents and
  ///   more functions than a parameter's value; an unknown function is left to ngspice, which survives it there.
  static func problem(in text: some StringProtocol, scope: Scope, isFormula: Bool = false) -> String? {
    var reader = LibraryExpression(Substring(text), scope, isFormula: isFormula)
    do throws(Problem) {
      reader.skipSpace()
      if reader.take("+"), let sign = reader.rest.first, "-!".contains(sign) {
        throw Problem(reason: "a '\(sign)' behind a sign")
      }
      try reader.readChoice()
      if let character = reader.rest.first { throw Problem(reason: "'\(character)' does not belong there") }
      return nil
    } catch {
      return error.reason
    }
  }

  private static func isNameStart(_ character: Character) -> Bool {
    character.isASCII && character.isLetter || character == "_"
  }

  private static func isNamePart(_ character: Character) -> Bool { isNameStart(character) || isDigit(character) }

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  // MARK: Grammar

  private mutating func readChoice() throws(Problem) {
    level += 1
    defer { level -= 1 }
    if level > Self.mostLevels { throw Problem(reason: "parentheses or choices more than \(Self.mostLevels) deep") }
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
    _ = take("-") || take("!")
    guard let first = rest.first else { throw Problem(reason: "it ends where a value should follow") }
    if take("(") {
      try readChoice()
      if !take(")") { throw Problem(reason: "a '(' that is never closed") }
    } else if isFormula, take("{") {
      try readChoice()
      if !take("}") { throw Problem(reason: "a '{' that is never closed") }
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
      let exponent = rest[sign.endIndex...].prefix(while: Self.isDigit)
      if sign.count <= 1, !exponent.isEmpty { rest = rest[exponent.endIndex...] }
    }
    rest = rest.drop { $0.isASCII && $0.isLetter }
  }

  private mutating func readName() throws(Problem) {
    let name = rest.prefix { Self.isNamePart($0) || $0 == "." }
    rest = rest[name.endIndex...]
    skipSpace()
    guard take("(") else {
      if scope.parameters.contains(String(name)) || isFormula && Self.formulaConstants.contains(String(name)) { return }
      throw Problem(reason: "the parameter '\(name)' is used but nowhere above defined")
    }
    if isFormula, name == "v" || name == "i" { return try readCircuitQuantity() }
    let expected = scope.functions[String(name)] ?? (isFormula ? Self.formulaFunctions : Self.functions)[String(name)]
    guard expected != nil || isFormula else {
      throw Problem(reason: "the function '\(name)' is used but nowhere above defined")
    }
    var count = 0
    repeat {
      try readChoice()
      count += 1
    } while take(",")
    if !take(")") { throw Problem(reason: "the arguments of '\(name)' are never closed by ')'") }
    if let expected, count != expected { throw Problem(reason: "'\(name)' has \(expected) arguments; \(count) are given") }
  }

  /// The rest of `v(a)`, `v(a, b)` or `i(source)`.
  private mutating func readCircuitQuantity() throws(Problem) {
    repeat {
      let name = rest.prefix { Self.isNamePart($0) || ".#".contains($0) }
      if name.isEmpty { throw Problem(reason: "a voltage or current of nothing") }
      rest = rest[name.endIndex...]
      skipSpace()
    } while take(",")
    if !take(")") { throw Problem(reason: "a voltage or current that is never closed by ')'") }
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

  /// The functions of a controlled source's formula that ngspice crashes on when an argument is missing.
  private static let formulaFunctions: [String: Int] = [
    "abs": 1, "acos": 1, "acosh": 1, "asin": 1, "asinh": 1, "atan": 1, "atanh": 1, "cos": 1, "cosh": 1, "exp": 1, "ln": 1,
    "log": 1, "log10": 1, "sgn": 1, "sin": 1, "sinh": 1, "sqrt": 1, "tan": 1, "tanh": 1, "u": 1, "u2": 1, "uramp": 1,
    "ceil": 1, "floor": 1, "nint": 1, "int": 1, "ddt": 1, "pow": 2, "pwr": 2, "max": 2, "min": 2, "ternary_fcn": 3,
  ]

  /// What a controlled source's formula may name besides parameters.
  private static let formulaConstants: Set<String> = ["time", "temper", "hertz", "pi", "e"]
}
