/// Reads the part of Verilog-A that exported modules use, and refuses all else: names that are unknown, reserved or there twice,
/// variables that are read before they are written, whole numbers, events, and analog operators other than one `ddt` by itself.
struct VerilogAGrammar {
  private var tokens: [(line: Int, token: VerilogAToken)]
  private var position = 0
  private var module = VerilogASyntax()
  private var declared: Set<String> = []
  private var written: Set<String> = []

  static func read(_ text: String) throws -> VerilogASyntax {
    var grammar = VerilogAGrammar(tokens: try VerilogAToken.all(of: text))
    try grammar.file()
    return grammar.module
  }

  private init(tokens: [(line: Int, token: VerilogAToken)]) { self.tokens = tokens }

  // MARK: Words

  private func error(_ reason: String) -> GrammarError {
    let line = position < tokens.count ? "line \(tokens[position].line), before \(tokens[position].token)" : "at the end"
    return GrammarError(line: line, reason: reason)
  }

  private var next: VerilogAToken? { position < tokens.count ? tokens[position].token : nil }

  private mutating func take(_ symbol: String) -> Bool {
    guard next == .symbol(symbol) || next == .identifier(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbols: String...) throws {
    for symbol in symbols where !take(symbol) { throw error("'\(symbol)' is missing") }
  }

  private mutating func identifier() throws -> String {
    guard case .identifier(let name) = next else { throw error("a name is missing") }
    position += 1
    return name
  }

  private mutating func newName() throws -> String {
    let name = try identifier()
    if Self.reserved.contains(name) { throw error("'\(name)' is reserved") }
    guard declared.insert(name).inserted else { throw error("'\(name)' is declared twice") }
    return name
  }

  /// Names with commas between, up to a semicolon or parenthesis.
  private mutating func list(_ name: (inout Self) throws -> String) throws -> [String] {
    var names = [try name(&self)]
    while take(",") { names.append(try name(&self)) }
    return names
  }

  // MARK: Declarations

  private mutating func file() throws {
    for include in ["constants.vams", "disciplines.vams"] {
      guard next == .directive("include") else { throw error("an `include is missing") }
      position += 1
      guard next == .text(include) else { throw error("\(include) is not included") }
      position += 1
    }
    try expect("module")
    module.name = try newName()
    try expect("(")
    module.ports = try list { try $0.newName() }
    try expect(")", ";")
    for word in ["inout", "electrical"] {
      try expect(word)
      guard try list({ try $0.identifier() }) == module.ports else { throw error("\(word) does not list the ports") }
      try expect(";")
    }
    while take("electrical") {
      module.nodes += try list { try $0.newName() }
      try expect(";")
    }
    while next == .symbol("(*") || next == .identifier("parameter") { try parameter() }
    while take("real") {
      module.variables += try list { try $0.newName() }
      try expect(";")
    }
    try expect("analog", "begin")
    while !take("end") { module.statements.append(try statement()) }
    try expect("endmodule")
    if next != nil { throw error("something follows the module") }
    if let unused = module.variables.first(where: { !written.contains($0) }) { throw error("'\(unused)' is never written") }
  }

  private mutating func parameter() throws {
    var attributes: [String: String] = [:]
    if take("(*") {
      repeat {
        let name = try identifier()
        try expect("=")
        guard ["desc", "units"].contains(name), attributes[name] == nil, case .text(let text) = next else {
          throw error("no attribute")
        }
        position += 1
        attributes[name] = text
      } while take(",")
      try expect("*)")
    }
    try expect("parameter", "real")
    let name = try newName()
    try expect("=")
    let value = try sum(isConstant: true)
    var range: (VerilogASyntax.Expression, VerilogASyntax.Expression)?
    if take("from") {
      try expect("[")
      let low = try sum(isConstant: true)
      try expect(":")
      range = (low, try sum(isConstant: true))
      try expect("]")
    }
    try expect(";")
    module.parameters.append(.init(name: name, value: value, range: range, attributes: attributes))
  }

  // MARK: Statements

  private mutating func statement(isConditional: Bool = false) throws -> VerilogASyntax.Statement {
    if take("if") {
      if isConditional { throw error("a condition within a condition") }
      try expect("(", "analysis", "(")
      guard next == .text("static") else { throw error("only operating points may differ") }
      position += 1
      try expect(")", ")")
      let first = try statement(isConditional: true)
      try expect("else")
      return .ifStatic([first], [try statement(isConditional: true)])
    }
    if take("I") {
      let (from, to) = try branch()
      try expect("<+")
      // Analog operators keep something of their own: they stand where they are evaluated always and once.
      let isCharge = !isConditional && take("ddt")
      if isCharge { try expect("(") }
      let value = try sum()
      if isCharge { try expect(")") }
      try expect(";")
      return isCharge ? .charge(from, to, value) : .flow(from, to, value)
    }
    let name = try identifier()
    guard module.variables.contains(name), !isConditional else { throw error("'\(name)' cannot be assigned here") }
    guard !written.contains(name) else { throw error("'\(name)' is assigned twice") }
    try expect("=")
    let value = try sum()
    try expect(";")
    written.insert(name)
    return .assign(name, value)
  }

  private mutating func branch() throws -> (String, String?) {
    try expect("(")
    let nodes = try list { try $0.identifier() }
    try expect(")")
    guard nodes.count <= 2, Set(nodes).count == nodes.count, nodes.allSatisfy({ (module.ports + module.nodes).contains($0) })
    else { throw error("no branch between \(nodes)") }
    return (nodes[0], nodes.count == 2 ? nodes[1] : nil)
  }

  // MARK: Expressions

  private mutating func sum(isConstant: Bool = false) throws -> VerilogASyntax.Expression {
    var value = try product(isConstant)
    while let sign = ["+", "-"].first(where: { next == .symbol($0) }) {
      position += 1
      value = .binary(value, sign, try product(isConstant))
    }
    return value
  }

  private mutating func product(_ isConstant: Bool) throws -> VerilogASyntax.Expression {
    var value = try factor(isConstant)
    while let sign = ["*", "/"].first(where: { next == .symbol($0) }) {
      position += 1
      value = .binary(value, sign, try factor(isConstant))
    }
    return value
  }

  private mutating func factor(_ isConstant: Bool) throws -> VerilogASyntax.Expression {
    if take("-") { return .negated(try factor(isConstant)) }
    if take("(") {
      let value = try sum(isConstant: isConstant)
      try expect(")")
      return value
    }
    if case .real(let value) = next {
      position += 1
      return .number(value)
    }
    if !isConstant, next == .system("temperature") || next == .system("abstime") {
      position += 1
      return .number(.nan)
    }
    let name = try identifier()
    if name == "V", !isConstant {
      let (node, reference) = try branch()
      return .potential(node, reference)
    }
    if let count = Self.functions[name] {
      try expect("(")
      var arguments = [try sum(isConstant: isConstant)]
      while take(",") { arguments.append(try sum(isConstant: isConstant)) }
      try expect(")")
      if arguments.count != count { throw error("\(name) has \(arguments.count) arguments") }
      return .call(name, arguments)
    }
    let isKnown = module.parameters.contains { $0.name == name } || !isConstant && written.contains(name)
    guard isKnown else { throw error("'\(name)' has no value here") }
    return .name(name)
  }

  /// Those of table 4-14 and 4-15 of the manual that are the same in all dialects of SPICE.
  private static let functions = [
    "abs": 1, "cosh": 1, "exp": 1, "sinh": 1, "sqrt": 1, "tanh": 1, "max": 2, "min": 2, "pow": 2,
  ]

  /// What no module may call a thing of its own: annex B, as far as a device's author may think of it, and what
  /// disciplines.vams defines.
  private static let reserved = Set(
    """
    module endmodule input output inout parameter localparam real integer string analog initial begin end if else case for while
    repeat function endfunction branch ground electrical voltage current thermal magnetic discipline nature domain units access
    table edge cell wire reg event time realtime time genvar generate specify task small medium large strong0 strong1 pull0 pull1
    weak0 weak1 supply0 supply1 tri wand wor and or not nand nor xor buf from exclude inf abs min max exp ln log sqrt pow sin cos
    tan sinh cosh tanh floor ceil ddt idt ddx delay slew transition cross timer above analysis noise_table white_noise
    flicker_noise limexp potential flow default design config library instance use release force wait
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  ).union(["V", "I"])
}
