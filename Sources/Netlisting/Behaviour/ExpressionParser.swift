import CrossbarPrimitives

/// Reads the formulas that every dialect can express. What it does not know it refuses: a guess would be another circuit.
struct ExpressionParser {
  struct Problem: Error { let reason: String }

  /// Formulas are walked by recursion, which a deeper or longer one would overflow.
  static let mostLevels = 200
  static let mostOperations = 2000

  private var rest: Substring
  private var level = 0
  private var operations = 0

  private init(_ text: Substring) { rest = text }

  /// - Parameter text: without the braces or quotes around it; braces inside, as ngspice wants them around a parameter
  ///   of a B source, hold single names or expressions and are taken as parentheses.
  static func parse(_ text: some StringProtocol) throws(Problem) -> CircuitExpression {
    var parser = ExpressionParser(Substring(text.lowercased()))
    let expression = try parser.readSum()
    if let character = parser.rest.first { throw Problem(reason: "'\(character)' does not belong there") }
    return expression
  }

  private mutating func readSum() throws(Problem) -> CircuitExpression {
    var result = try readProduct()
    while true {
      if take("+") {
        result = try join(result, .add, readProduct())
      } else if take("-") {
        result = try join(result, .subtract, readProduct())
      } else {
        return result
      }
    }
  }

  private mutating func readProduct() throws(Problem) -> CircuitExpression {
    var result = try readFactor()
    while true {
      if rest.hasPrefix("**") { throw Problem(reason: "'**' is not understood; allowed is pow(base, whole exponent)") }
      if take("*") {
        result = try join(result, .multiply, readFactor())
      } else if take("/") {
        result = try join(result, .divide, readFactor())
      } else {
        return result
      }
    }
  }

  private mutating func join(
    _ left: CircuitExpression, _ operation: CircuitExpression.Operator, _ right: CircuitExpression
  ) throws(Problem) -> CircuitExpression {
    operations += 1
    if operations > Self.mostOperations { throw Problem(reason: "more than \(Self.mostOperations) operations") }
    return .binary(left, operation, right)
  }

  private mutating func readFactor() throws(Problem) -> CircuitExpression {
    level += 1
    defer { level -= 1 }
    if level > Self.mostLevels { throw Problem(reason: "parentheses or signs more than \(Self.mostLevels) deep") }
    skipSpace()
    if take("+") { return try readFactor() }
    if take("-") {
      let operand = try readFactor()
      if case .number(let value) = operand { return .number(-value) }
      return .negated(operand)
    }
    return try readPrimary()
  }

  private mutating func readPrimary() throws(Problem) -> CircuitExpression {
    for (open, close) in [("(", ")"), ("{", "}")] where take(open) {
      let inner = try readSum()
      guard take(close) else { throw Problem(reason: "a '\(open)' that is never closed") }
      return inner
    }
    guard let first = rest.first else { throw Problem(reason: "it ends where a value should follow") }
    if first.isNumber || first == "." { return .number(try readNumber()) }
    guard first.isASCII, first.isLetter || first == "_" else {
      throw Problem(reason: "'\(first)' stands where a value should")
    }
    let name = takeName()
    guard take("(") else { return .parameter(name) }
    if name == "v" { return try readVoltage() }
    guard let function = CircuitExpression.Function(rawValue: name) else {
      let known = CircuitExpression.Function.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(reason: "the function '\(name)' is not understood; allowed are \(known)")
    }
    var arguments = [try readSum()]
    while take(",") { arguments.append(try readSum()) }
    guard take(")") else { throw Problem(reason: "the arguments of '\(name)' are never closed by ')'") }
    guard arguments.count == function.argumentCount else {
      throw Problem(reason: "'\(name)' has \(function.argumentCount) arguments; \(arguments.count) are given")
    }
    if function == .pow {
      guard case .number(let exponent) = arguments[1], exponent == exponent.rounded() else {
        throw Problem(reason: "simulators disagree on 'pow' of an exponent that is not a whole number")
      }
    }
    return .call(function, arguments)
  }

  private mutating func readVoltage() throws(Problem) -> CircuitExpression {
    let node = takeName()
    let reference = take(",") ? takeName() : nil
    guard !node.isEmpty, reference != "", take(")") else { throw Problem(reason: "a voltage is v(node) or v(node,node)") }
    return .voltage(Node(node), reference.map { Node($0) })
  }

  private mutating func readNumber() throws(Problem) -> Double {
    var end = rest.startIndex
    var previous: Character = " "
    while end < rest.endIndex {
      let character = rest[end]
      let isSign = (character == "+" || character == "-") && previous == "e"
      guard character.isASCII, character.isNumber || character.isLetter || character == "." || isSign else { break }
      previous = character
      end = rest.index(after: end)
    }
    let text = rest[..<end]
    guard let value = SpiceNumber.parse(text), value.isFinite else { throw Problem(reason: "'\(text)' is no number") }
    rest = rest[end...]
    skipSpace()
    return value
  }

  private mutating func takeName() -> String {
    skipSpace()
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    rest = rest[name.endIndex...]
    skipSpace()
    return String(name)
  }

  private mutating func take(_ text: String) -> Bool {
    skipSpace()
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    skipSpace()
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }
}
