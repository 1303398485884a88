/// The arithmetic that HSPICE, Xyce, LTspice and Spectre share in formulas: numbers without scale letters, parameters,
/// voltages of nodes, + - * /, parentheses, and functions with a fixed number of arguments.
///
/// HSPICE User Guide, "Parameters and Functions", table of built-in functions; Xyce Reference Guide, "Expressions"; LTspice
/// help, "B. Arbitrary Behavioral Voltage or Current Sources"; Spectre Reference, "Expressions" (bsource).
struct FormulaGrammar {
  /// Names a formula may use.
  var parameters: Set<String>
  /// Nil where voltages are not allowed.
  var nodes: Set<String>?
  /// Whether a parameter stands in braces, as in an LTspice formula of a source.
  var bracesAroundParameters = false
  /// The name of a voltage: `V` or `v`, as the dialect writes it.
  var voltage: Set<String> = ["V", "v"]

  static let functions = ["abs": 1, "exp": 1, "sqrt": 1, "tanh": 1, "min": 2, "max": 2, "pow": 2]

  func check(_ text: Substring, line: String) throws {
    var reader = Reader(grammar: self, rest: text, line: line)
    try reader.sum()
    if !reader.rest.isEmpty { throw reader.error("'\(reader.rest)' is left over") }
  }

  private struct Reader {
    let grammar: FormulaGrammar
    var rest: Substring
    let line: String

    func error(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }

    mutating func take(_ character: Character) -> Bool {
      guard rest.first == character else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func sum() throws {
      repeat { try product() } while take("+") || take("-")
    }

    mutating func product() throws {
      repeat { try factor() } while take("*") || take("/")
    }

    mutating func factor() throws {
      _ = take("-")
      if take("(") {
        try sum()
        guard take(")") else { throw error("an open parenthesis") }
      } else if take("{") {
        guard grammar.bracesAroundParameters else { throw error("a brace within a formula") }
        try parameter(name())
        guard take("}") else { throw error("an open brace") }
      } else if let first = rest.first, first.isNumber {
        guard let number = rest.prefixMatch(of: /\d+(\.\d+)?(e[-+]?\d+)?/) else { throw error("no number") }
        rest = rest[number.range.upperBound...]
        if let next = rest.first, next.isLetter { throw error("a letter behind a number") }
      } else {
        try word()
      }
    }

    mutating func name() throws -> String {
      guard let match = rest.prefixMatch(of: /[A-Za-z_]\w*/) else { throw error("a name is expected before '\(rest)'") }
      rest = rest[match.range.upperBound...]
      return String(match.0)
    }

    func parameter(_ name: String) throws {
      if !grammar.parameters.contains(name) { throw error("the parameter '\(name)' is not defined") }
    }

    mutating func word() throws {
      let name = try name()
      guard take("(") else {
        if grammar.bracesAroundParameters { throw error("the parameter '\(name)' stands without braces") }
        return try parameter(name)
      }
      if grammar.voltage.contains(name) {
        guard let nodes = grammar.nodes else { throw error("a voltage where only parameters may be") }
        repeat {
          let node = try self.name()
          if !nodes.contains(node) { throw error("there is no node '\(node)'") }
        } while take(",")
      } else {
        guard let count = FormulaGrammar.functions[name] else { throw error("there is no function '\(name)'") }
        var arguments = 0
        repeat {
          try sum()
          arguments += 1
        } while take(",")
        if arguments != count { throw error("\(name) has \(count) arguments") }
      }
      guard take(")") else { throw error("an open call of '\(name)'") }
    }
  }
}
