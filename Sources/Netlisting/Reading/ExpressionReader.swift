import CrossbarPrimitives

/// Reads values and formulas as ngspice's parameters and controlled sources have them (a recursive-descent parser).
///
/// Besides the expression, a reading says what ngspice would not survive, and what data cannot hold.
struct ExpressionReader {
  /// Why a text is no expression; `reason` quotes the offending part.
  struct Problem: Error { let reason: String }

  /// Where an expression stands; ngspice has different rules for each place.
  enum Place {
    /// The value of a parameter or of a model, which may name parameters alone: braces around all of it, or none.
    case parameter
    /// The body of a function, which may name parameters alone.
    case function
    /// The value of an element, which may name quantities of the analysis too.
    case element
    /// The formula of a controlled source; it may also name voltages and currents, and has more functions. An unknown function
    /// is left to ngspice, which survives it here.
    case formula
  }

  /// The parameters and functions that are defined where an expression stands.
  struct Scope {
    /// Names in lower case.
    var parameters: Set<String> = []
    /// The library's own functions (`.func`), by lower-case name.
    var functions: [String: (arguments: [String], body: Reading)] = [:]
  }

  /// An expression and what is to be known about it.
  /// An expression and what is to be known about it.
  struct Reading {
    /// Not meaningful if `beyond` is set.
    var expression: CircuitExpression
    /// The parameters that must be defined, in lower case.
    var names: Set<String> = []
    /// The first thing that not all dialects have or on which they disagree; nil if there is none. A guess at its meaning could
    /// change the circuit.
    var beyond: String?
    /// The first thing that would leave ngspice unusable for the rest of the process; nil if there is none.
    var fatal: String?
  }

  /// The deepest nesting of parentheses, choices and signs. Expressions are read and walked recursively, and a deeper one would
  /// overflow the stack.
  static let mostLevels = 200
  /// The largest number of operations and calls, functions of the library expanded.
  static let mostOperations = 2000

  private var rest: Substring
  private var place: Place
  private let scope: Scope
  private var reading = Reading(expression: .number(0))
  private var level = 0
  private var operations = 0
  /// ngspice's formulas may have any signs before a value; its parameters one, and a minus after an operator only with a number.
  private let hasAnySigns: Bool
  private var allowedSigns = "+-!"
  /// How many braces and quotes are open; a value without any counts as one.
  private var groups = 0

  private init(_ text: Substring, _ place: Place, _ scope: Scope) {
    rest = text
    self.place = place
    self.scope = scope
    hasAnySigns = place == .formula
  }

  /// Reads a whole text as one expression, without regard to letter case. Braces and quotes count as parentheses.
  /// - Throws: `Problem` for a text that is no expression. What is `fatal` or `beyond` does not throw.
  static func read(_ text: some StringProtocol, as place: Place, in scope: Scope) throws(Problem) -> Reading {
    if let value = SpiceNumber.parse(text), value.isFinite { return Reading(expression: .number(value)) }
    var reader = ExpressionReader(Substring(text.lowercased()), place, scope)
    reader.skipSpace()
    let isGroup = place == .parameter && ["{", "'"].contains(reader.rest.first)
    if !isGroup { reader.groups = 1 }
    reader.reading.expression = isGroup ? try reader.readOperand() : try reader.readChoice()
    if isGroup, !reader.rest.isEmpty {
      reader.setBeyond("'\(reader.rest.prefix(20))' after a value in braces, which ngspice passes over")
    } else if let character = reader.rest.first {
      throw Problem(reason: "'\(character)' does not belong there")
    }
    return reader.reading
  }

  /// Reads the parts of a card that ngspice replaces by their values wherever they stand: braces, quotes, and calls of the
  /// scope's functions.
  /// - Returns: one reading per part, in their order.
  static func readGroups(in card: some StringProtocol, as place: Place, in scope: Scope) throws(Problem) -> [Reading] {
    if scope.functions.isEmpty, !card.contains(where: { "{'".contains($0) }) { return [] }
    let text = card.lowercased()
    var readings: [Reading] = []
    var end = text.startIndex
    for match in text.matches(of: /[{']|\b([a-z_][a-z0-9_]*)\s*\(/) where match.range.lowerBound >= end {
      if let name = match.output.1, scope.functions[String(name)] == nil { continue }
      var reader = ExpressionReader(text[match.range.lowerBound...], place, scope)
      reader.reading.expression = try reader.readOperand()
      readings.append(reader.reading)
      end = reader.rest.startIndex
    }
    return readings
  }

  // MARK: Grammar

  /// A whole expression: `condition ? a : b`, or only what would be the condition.
  private mutating func readChoice() throws(Problem) -> CircuitExpression {
    level += 1
    defer { level -= 1 }
    if level > Self.mostLevels { throw Self.tooDeep }
    let condition = try readBinary(above: 0)
    guard take("?") else { return condition }
    setBeyond("choices with '?' are not understood; allowed are max and min")
    allowedSigns = "-!"
    _ = try readChoice()
    guard take(":") else { throw Problem(reason: "a '?' without its ':'") }
    return try readChoice()
  }

  /// Operands joined by operators that bind more strongly than a precedence; equal ones group from the left.
  private mutating func readBinary(above precedence: Int) throws(Problem) -> CircuitExpression {
    var result = try readOperand()
    while let symbol = Self.operators.first(where: rest.hasPrefix) {
      let operation = CircuitExpression.Operator(rawValue: symbol)
      let own = operation?.precedence ?? 3
      guard own > precedence, take(symbol) else { break }
      let right = try readBinary(above: own)
      count(1)
      if let operation, reading.beyond == nil {
        result = .binary(result, operation, right)
      } else {
        setBeyond("'\(symbol)' is not understood; allowed are + - * / and pow(base, whole exponent)")
      }
    }
    return result
  }

  /// A value with any signs in front of it.
  private mutating func readOperand() throws(Problem) -> CircuitExpression {
    skipSpace()
    var signs = ""
    while let sign = rest.first, "+-!".contains(sign) {
      signs.append(sign)
      _ = take(String(sign))
      if level + signs.utf8.count > Self.mostLevels { throw Self.tooDeep }
    }
    let isNot = signs.contains("!")
    if isNot { setBeyond("'!' is not understood") }
    let isNegativeNumber = signs == "-" && rest.first.map { $0.isNumber || $0 == "." } == true
    let isSurvived = signs.utf8.count < 2 && (signs.isEmpty || isNegativeNumber || allowedSigns.contains(signs))
    if hasAnySigns ? isNot && signs.utf8.count > 1 : !isSurvived {
      setFatal("'\(signs.suffix(20))' where ngspice takes no such sign; in parentheses it does")
    }
    allowedSigns = "!"
    let operand = try readPrimary()
    skipSpace()
    guard signs.count(where: { $0 == "-" }) % 2 == 1 else { return operand }
    if case .number(let value) = operand { return .number(-value) }
    return .negated(operand)
  }

  /// A group, number, name, voltage, current or call.
  private mutating func readPrimary() throws(Problem) -> CircuitExpression {
    for (open, close) in [("(", ")"), ("{", "}"), ("'", "'")] where take(open) {
      let outer = (place, groups)
      if open != "(" {
        groups += 1
        if place == .parameter, groups > 1 { setFatal("braces within a value; they may be around all of it") }
        // ngspice puts a number in place of braces, unless they are around a formula themselves.
        if place == .formula, !groupHoldsQuantity { place = .function }
      }
      allowedSigns = "+-!"
      let inner = try readChoice()
      guard take(close) else { throw Problem(reason: "a '\(open)' that is never closed") }
      (place, groups) = outer
      return inner
    }
    guard let first = rest.first else { throw Problem(reason: "it ends where a value should follow") }
    if first.isASCII, first.isNumber || first == "." {
      guard let value = SpiceNumber.read(from: &rest) else { throw Problem(reason: "'\(rest.prefix(20))' is no number") }
      if !value.isFinite { setBeyond("a number that is not finite") }
      return .number(value)
    }
    guard first.isASCII, first.isLetter || first == "_" else {
      throw Problem(reason: "'\(first)' stands where a value should")
    }
    let name = takeName()
    guard take("(") else { return parameter(name) }
    if place == .formula, name == "v" || name == "i" { return try readQuantity(isVoltage: name == "v") }
    return try readCall(of: name)
  }

  /// Whether a voltage or current occurs in the group whose opening brace has just been read.
  private var groupHoldsQuantity: Bool {
    var depth = 1
    let inside = rest.prefix { character in
      depth += character == "{" ? 1 : character == "}" ? -1 : 0
      return depth > 0 && character != "'"
    }
    return inside.firstMatch(of: /\b[vi]\s*\(/) != nil
  }

  /// A name without parentheses: a parameter, a constant or a quantity of the analysis.
  private mutating func parameter(_ name: String) -> CircuitExpression {
    if name.contains(where: { ".#".contains($0) }) { setBeyond("'\(name)' is no name of a parameter") }
    if !scope.parameters.contains(name) {
      if place == .formula, let constant = ["pi": Double.pi, "e": 2.718281828459045][name] { return .number(constant) }
      if place == .element || place == .formula, CircuitExpression.quantities.contains(name) { return .parameter(name) }
    }
    reading.names.insert(name)
    return .parameter(name)
  }

  /// The rest of `v(a)`, `v(a, b)` or `i(source)`, after its opening parenthesis.
  private mutating func readQuantity(isVoltage: Bool) throws(Problem) -> CircuitExpression {
    var nodes: [String] = []
    repeat {
      nodes.append(takeName())
      if nodes.last == "" { throw Problem(reason: "a voltage or current of nothing: allowed are v(node) and v(node,node)") }
    } while take(",")
    guard take(")") else { throw Problem(reason: "a voltage or current that is never closed by ')'") }
    if !isVoltage || nodes.count > 2 || nodes.contains(where: { $0.contains { ".#".contains($0) } }) {
      setBeyond("allowed are voltages v(node) and v(node,node)")
    }
    return .voltage(Node(nodes[0]), nodes.count == 2 ? Node(nodes[1]) : nil)
  }

  /// The rest of a function's call, after its opening parenthesis.
  private mutating func readCall(of name: String) throws(Problem) -> CircuitExpression {
    let own = scope.functions[name]
    let expected =
      own?.arguments.count ?? Self.functions[name]
      ?? (place == .formula ? Self.formulaFunctions : Self.parameterFunctions)[name]
    guard expected != nil || place == .formula else {
      throw Problem(reason: "the function '\(name)' is used but nowhere above defined")
    }
    var arguments: [CircuitExpression] = []
    repeat {
      allowedSigns = "+-!"
      arguments.append(try readChoice())
    } while take(",")
    if !take(")") { throw Problem(reason: "the arguments of '\(name)' are never closed by ')'") }
    if let expected, arguments.count != expected {
      throw Problem(reason: "'\(name)' has \(expected) arguments; \(arguments.count) are given")
    }
    if let own { return inlined(own.body, Dictionary(zip(own.arguments, arguments)) { first, _ in first }) }
    guard let function = CircuitExpression.Function(rawValue: name) else {
      let known = CircuitExpression.Function.allCases.map(\.rawValue).joined(separator: ", ")
      setBeyond("the function '\(name)' is not understood; allowed are \(known)")
      return .number(0)
    }
    if function == .pow, arguments[1].value().map({ $0 == $0.rounded() }) != true {
      setBeyond("simulators disagree on 'pow' of an exponent that is not a whole number")
    }
    return .call(function, arguments)
  }

  /// The body of a library's function with its arguments filled in.
  private mutating func inlined(_ body: Reading, _ arguments: [String: CircuitExpression]) -> CircuitExpression {
    reading.names.formUnion(body.names)
    if let reason = body.beyond { setBeyond(reason) }
    guard reading.beyond == nil else { return .number(0) }
    let result = body.expression.replacing(parameter: { arguments[$0] })
    count(result.operationCount)
    return result
  }

  /// Counts operations towards `mostOperations`.
  private mutating func count(_ more: Int) {
    operations += more
    if operations > Self.mostOperations { setBeyond("more than \(Self.mostOperations) operations") }
  }

  // MARK: Text

  private mutating func setBeyond(_ reason: String) { reading.beyond = reading.beyond ?? reason }

  private mutating func setFatal(_ reason: String) { reading.fatal = reading.fatal ?? reason }

  private mutating func takeName() -> String {
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_.#".contains($0)) }
    rest = rest[name.endIndex...]
    skipSpace()
    return String(name)
  }

  /// Skips a text and the blanks after it; false, with nothing skipped, if something else follows.
  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    skipSpace()
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

  // MARK: Words

  /// Thrown where `mostLevels` is exceeded.
  static let tooDeep = Problem(reason: "parentheses, choices or signs more than \(mostLevels) deep")

  /// ngspice's operators, longer ones first, so that `<=` is not read as `<`.
  private static let operators = [
    "**", "==", "!=", "<>", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "^", "<", ">",
  ]

  /// The number of arguments of each function that ngspice has in all places.
  private static let functions = counts([
    1: "abs acos acosh asin asinh atan atanh ceil cos cosh exp floor int ln log log10 nint sgn sin sinh sqrt tan tanh",
    2: "max min pow pwr", 3: "ternary_fcn",
  ])

  /// Those of ngspice's parameters only.
  private static let parameterFunctions = counts([1: "arctan sqr", 2: "aunif limit unif", 3: "agauss gauss"])

  /// Those of a controlled source's formula only.
  private static let formulaFunctions = counts([1: "ddt u u2 uramp"])

  private static func counts(_ names: [Int: String]) -> [String: Int] {
    names.reduce(into: [:]) { counts, entry in
      for name in entry.value.split(separator: " ") { counts[String(name)] = entry.key }
    }
  }
}
