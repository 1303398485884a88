/// Reads a library card by card, keeping the scope of `.subckt` and what is defined in it so far.
struct ModelLibraryReader {
  let source: String
  private(set) var subcircuits: [String: ModelLibrary.Subcircuit] = [:]
  private(set) var models: [String: String] = [:]
  private var outerScope = LibraryExpression.Scope()
  private var scope = LibraryExpression.Scope()
  private var openSubcircuit: LogicalLine?

  init(source: String) { self.source = source }

  /// Cards of foundries have some 10,000 letters; each is walked several times.
  static let longestCard = 1_000_000

  mutating func read(_ line: LogicalLine) throws(NetlistError) {
    if line.text.utf8.count > Self.longestCard { throw refuse(line, "a card of more than \(Self.longestCard) letters") }
    let text = line.text.lowercased()
    let words = text.split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard let card = words.first else { return }
    switch card {
    case ".subckt": try readSubcircuit(line, text)
    case ".ends":
      guard openSubcircuit != nil else { throw refuse(line, "this .ends closes no .subckt") }
      openSubcircuit = nil
      scope = outerScope
    case ".model": try readModel(line, text, words)
    case ".param":
      guard try define(line, text, after: card) > 0 else { throw refuse(line, "a .param needs name=value") }
    case ".func": try readFunction(line, text)
    case ".global", ".option", ".options", ".temp", ".nodeset": break
    case _ where card.hasPrefix("."):
      throw refuse(
        line, "'\(card)' does not belong into a model library; allowed are .model, .subckt, .ends, .param, .func")
    default: try readElement(line, text, words)
    }
    if openSubcircuit == nil { outerScope = scope }
  }

  func finish() throws(NetlistError) {
    if let openSubcircuit { throw refuse(openSubcircuit, "this .subckt is never closed by .ends") }
    if subcircuits.isEmpty && models.isEmpty {
      throw .library(source: source, line: 1, text: "", reason: "the file defines neither a .model nor a .subckt")
    }
  }

  // MARK: Cards

  private mutating func readSubcircuit(_ line: LogicalLine, _ text: String) throws(NetlistError) {
    if let openSubcircuit { throw refuse(line, "a .subckt inside the .subckt of line \(openSubcircuit.number)") }
    // "params:" only separates, with or without spaces around it; a list of terminals may stand in parentheses.
    let spaced = text.replacing("params:", with: " ")
    let head = positionalText(spaced).split { $0.isWhitespace || "(),".contains($0) }.map(String.init)
    guard head.count >= 3 else { throw refuse(line, "a .subckt needs a name and terminals") }
    let terminals = Array(head.dropFirst(2))
    guard subcircuits[head[1]] == nil else { throw refuse(line, "the subcircuit '\(head[1])' is defined twice") }
    try checkNodes(terminals, line)
    if Set(terminals).count < terminals.count { throw refuse(line, "two of its terminals have one name") }
    outerScope = scope
    openSubcircuit = line
    _ = try define(line, spaced, after: ".subckt")
    subcircuits[head[1]] = .init(terminals: terminals, parameters: assignments(in: spaced).map(\.name))
  }

  private mutating func readModel(_ line: LogicalLine, _ text: String, _ words: [String]) throws(NetlistError) {
    let name = words.dropFirst().first?.prefix { $0 != "(" } ?? ""
    let type = words.dropFirst(2).first?.prefix { $0 != "(" } ?? ""
    guard !name.isEmpty, !type.isEmpty else { throw refuse(line, "a .model needs a name and a type") }
    if openSubcircuit == nil {
      guard models[String(name)] == nil else { throw refuse(line, "the model '\(name)' is defined twice") }
      models[String(name)] = String(type)
    }
    try checkValues(line, text, scope)
  }

  private mutating func readFunction(_ line: LogicalLine, _ text: String) throws(NetlistError) {
    let declaration = text.dropFirst(".func".count)
    let name = declaration.prefix { $0 != "(" }.filter { !$0.isWhitespace }
    guard let open = declaration.firstIndex(of: "("), let close = declaration.firstIndex(of: ")"), open < close, !name.isEmpty
    else { throw refuse(line, "a .func needs a name, arguments in parentheses and a body") }
    let arguments = declaration[declaration.index(after: open)..<close].split(separator: ",")
      .map { $0.filter { !$0.isWhitespace } }
    let body = declaration[declaration.index(after: close)...].filter { !"={}'".contains($0) }
    var inner = scope
    inner.parameters.formUnion(arguments)
    if let problem = LibraryExpression.problem(in: body, scope: inner) { throw refuse(line, problem) }
    scope.functions[name] = arguments.count
  }

  private func readElement(_ line: LogicalLine, _ text: String, _ words: [String]) throws(NetlistError) {
    guard let first = text.first, first.isASCII, first.isLetter, words.count >= 3 else {
      throw refuse(line, "this is no SPICE element: it needs a name, nodes and a value")
    }
    guard openSubcircuit != nil else { throw refuse(line, "an element stands outside of any .subckt") }
    try checkNodes(positionalText(text).split { $0.isWhitespace || "(),".contains($0) }.map(String.init), line)
    guard "beg".contains(first) else {
      var elementScope = scope
      elementScope.parameters.formUnion(["temper", "time", "hertz"])
      return try checkValues(line, text, elementScope)
    }
    guard let equals = text.firstIndex(of: "=") else {
      if first == "b" { throw refuse(line, "a B source needs I=formula or V=formula") }
      return try checkValues(line, text, scope)
    }
    let formula = text[text.index(after: equals)...].filter { $0 != "'" }
    if let problem = LibraryExpression.problem(in: formula, scope: scope, isFormula: true) { throw refuse(line, problem) }
    for expression in try quoted(line, text) where expression.firstRange(of: /\b[vi]\s*\(/) == nil {
      if let problem = LibraryExpression.problem(in: expression, scope: scope) { throw refuse(line, problem) }
    }
  }

  // MARK: Values

  /// Adds each name of `name=value name=value …` to the scope after its value was found good.
  /// - Returns: how many there are.
  private mutating func define(_ line: LogicalLine, _ text: String, after card: String) throws(NetlistError) -> Int {
    _ = try quoted(line, text)
    let pairs = assignments(in: String(text.dropFirst(card.count)))
    for (name, value) in pairs {
      if let problem = LibraryExpression.problem(in: value, scope: scope) { throw refuse(line, "\(name): \(problem)") }
      scope.parameters.insert(name)
    }
    return pairs.count
  }

  private func checkValues(
    _ line: LogicalLine, _ text: String, _ scope: LibraryExpression.Scope
  ) throws(NetlistError) {
    if !hasBalancedParentheses(text) { throw refuse(line, "its parentheses do not match") }
    // ngspice puts functions in wherever they are called, not only in values.
    for (name, count) in scope.functions {
      for call in text.matches(of: /([a-z_][a-z0-9_]*)\s*\(/) where call.output.1 == name {
        let found = argumentCount(text[call.range.upperBound...])
        if found != count { throw refuse(line, "'\(name)' has \(count) arguments; \(found) are given") }
      }
    }
    // Versions such as 4.5.0, strings and arrays are no expressions.
    let values = assignments(in: text, listsHaveCommas: text.hasPrefix(".")).filter {
      $0.name != "version" && !"\"[".contains($0.value.first ?? " ")
    }.map(\.value)
    for expression in try quoted(line, text) + values {
      if let problem = LibraryExpression.problem(in: expression, scope: scope) { throw refuse(line, problem) }
    }
  }

  /// ngspice takes `temper` for the temperature even where it names a node, and crashes.
  private func checkNodes(_ words: [String], _ line: LogicalLine) throws(NetlistError) {
    if words.contains("temper") { throw refuse(line, "'temper' is the temperature and cannot be a node or a value by itself") }
  }

  /// The insides of `{…}` and `'…'`.
  private func quoted(_ line: LogicalLine, _ text: String) throws(NetlistError) -> [Substring] {
    var result: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: { "{}'".contains($0) }) {
      let closing: Character = rest[start] == "{" ? "}" : "'"
      let inner = rest[rest.index(after: start)...]
      guard rest[start] != "}", let end = inner.firstIndex(of: closing) else {
        throw refuse(line, "its braces or quotes do not match")
      }
      result.append(inner[..<end])
      rest = inner[inner.index(after: end)...]
    }
    return result
  }

  private func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: source, line: line.number, text: line.text, reason: reason)
  }
}

/// The pairs of `name = value`, with or without spaces; a value in braces or quotes is given without them.
private func assignments(in text: String, listsHaveCommas: Bool = true) -> [(name: String, value: Substring)] {
  equalSigns(in: text).map { equals in
    let before = text[..<equals].reversed().drop { $0.isWhitespace }.prefix { !$0.isWhitespace && !"(),".contains($0) }
    let after = text[text.index(after: equals)...].drop { $0.isWhitespace }
    let value: Substring =
      switch after.first {
      case "{": after.dropFirst().prefix { $0 != "}" }
      case "'": after.dropFirst().prefix { $0 != "'" }
      case "\"": after.prefix(1)
      default: bareValue(after, endsAtComma: listsHaveCommas)
      }
    return (String(before.reversed()), value)
  }
}

/// Up to a space, the parenthesis that closes a list around it, or a comma: an element's values have none between them.
private func bareValue(_ text: Substring, endsAtComma: Bool) -> Substring {
  var depth = 0
  return text.prefix { character in
    if character == "(" { depth += 1 }
    if character == ")" { depth -= 1 }
    return depth >= 0 && !character.isWhitespace && (depth > 0 || character != "," || !endsAtComma)
  }
}

private func hasBalancedParentheses(_ text: String) -> Bool {
  var depth = 0
  for character in text where depth >= 0 { depth += character == "(" ? 1 : character == ")" ? -1 : 0 }
  return depth == 0
}

/// How many arguments stand before the parenthesis that closes a call.
private func argumentCount(_ text: Substring) -> Int {
  var depth = 1
  let arguments = text.prefix { character in
    depth += character == "(" ? 1 : character == ")" ? -1 : 0
    return depth > 0
  }
  if arguments.allSatisfy(\.isWhitespace) { return 0 }
  depth = 0
  return arguments.reduce(1) { count, character in
    depth += character == "(" ? 1 : character == ")" ? -1 : 0
    return character == "," && depth == 0 ? count + 1 : count
  }
}

/// What stands before the first assignment.
private func positionalText(_ text: String) -> String {
  guard let equals = equalSigns(in: text).first else { return text }
  return String(String(text[..<equals].reversed().drop { $0.isWhitespace }.drop { !$0.isWhitespace }).reversed())
}

/// The `=` that assign. A comparison is none in braces or quotes only, where it belongs.
private func equalSigns(in text: String) -> [String.Index] {
  var result: [String.Index] = []
  var depth = 0
  var quote: Character?
  var previous: Character = " "
  for index in text.indices {
    let character = text[index]
    if let open = quote {
      if character == open { quote = nil }
    } else if character == "'" || character == "\"" {
      quote = character
    } else if character == "{" {
      depth += 1
    } else if character == "}" {
      depth -= 1
    } else if character == "=", depth == 0, !"=<>!".contains(previous) {
      result.append(index)
    }
    previous = character
  }
  return result
}
