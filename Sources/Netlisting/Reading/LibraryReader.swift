/// Reads models, subcircuits, parameters and functions card by card into data, as far as data can hold them.
struct LibraryReader {
  let source: String
  /// Whether ngspice is handed the text as it stands: what it does not survive is refused, and what data cannot hold is not.
  let isVerbatim: Bool
  private(set) var library = TypedLibrary()
  /// By lower-case name, as are `models` and `globals`.
  private(set) var subcircuits: [String: ModelLibrary.Subcircuit] = [:]
  /// Types of the models outside of subcircuits.
  private(set) var models: [String: String] = [:]
  /// Parameters outside of subcircuits.
  private(set) var globals: [String: Double] = [:]
  /// The first thing that data cannot hold; where there is none, the library is complete.
  private(set) var beyond: NetlistError?
  private(set) var scope = ExpressionReader.Scope()
  private var open: Open?

  /// A subcircuit that is not closed yet.
  private struct Open {
    let line: LogicalLine
    let outer: ExpressionReader.Scope
    var definition: SubcircuitDefinition
    /// What stands in it; read when it is closed, for a parameter may stand below what names it.
    var cards: [CardTokens] = []
    var models: [ModelCard] = []
  }

  /// Each is walked several times; those of foundries have some 10,000 letters.
  static let longestCard = 1_000_000
  /// So many parameters of a subcircuit may each stand above the one that it names.
  static let longestReversedChain = 100

  init(source: String, isVerbatim: Bool) {
    self.source = source
    self.isVerbatim = isVerbatim
  }

  var isInsideSubcircuit: Bool { open != nil }

  func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: source, line: line.number, text: line.text, reason: reason)
  }

  /// - Returns: false for a card that is no part of a model or subcircuit.
  mutating func take(_ tokens: CardTokens) throws(NetlistError) -> Bool {
    let isOurs =
      tokens.keyword.hasPrefix(".")
      ? [".subckt", ".ends", ".model", ".param", ".func"].contains(tokens.keyword) : isInsideSubcircuit
    guard isOurs else { return false }
    if tokens.line.text.utf8.count > Self.longestCard {
      throw refuse(tokens.line, "a card of more than \(Self.longestCard) letters")
    }
    if let problem = tokens.problem { throw refuse(tokens.line, problem) }
    switch tokens.keyword {
    case ".subckt": try openSubcircuit(tokens)
    case ".ends": try closeSubcircuit(tokens.line)
    case _ where isInsideSubcircuit: open?.cards.append(tokens)
    case ".param": for parameter in try parameters(of: tokens) { try define(parameter) }
    case ".func": try takeFunction(tokens.line)
    default: try takeModel(tokens)
    }
    return true
  }

  func finish() throws(NetlistError) {
    if let open { throw refuse(open.line, "this .subckt is never closed by .ends") }
  }

  /// A text that ngspice gets as it stands may hold more than data can.
  mutating func setBeyond(_ error: NetlistError) throws(NetlistError) {
    guard isVerbatim else { throw error }
    beyond = beyond ?? error
  }

  /// Refuses names that are not defined: ngspice does not survive one in a text.
  func require(_ names: Set<String>, _ line: LogicalLine) throws(NetlistError) {
    if isVerbatim, let name = names.subtracting(scope.parameters).min() {
      throw refuse(line, "the parameter '\(name)' is used but nowhere above defined")
    }
  }

  // MARK: Subcircuits

  private mutating func openSubcircuit(_ tokens: CardTokens) throws(NetlistError) {
    let line = tokens.line
    if let open { throw refuse(line, "a .subckt inside the .subckt of line \(open.line.number)") }
    guard tokens.words.count >= 3 else { throw refuse(line, "a .subckt needs a name and terminals") }
    let name = tokens.words[1].lowercased()
    let terminals = tokens.words.dropFirst(2).map { Node($0) }
    guard subcircuits[name] == nil else { throw refuse(line, "the subcircuit '\(name)' is defined twice") }
    if Set(terminals).count < terminals.count { throw refuse(line, "two of its terminals have one name") }
    try checkNodes(tokens)
    do throws(NetlistError) {
      guard Circuit.isName(name) else { throw refuse(line, "'\(name)' is no name of a subcircuit") }
      _ = try nodes(tokens.words.dropFirst(2), terminals.count, line)
    } catch { try setBeyond(error) }
    let outer = scope
    var parameters: [Card.Assignment] = []
    for (name, text) in tokens.assignments {
      let reading = try read(text, of: name, as: .parameter, line)
      try require(reading.names, line)
      let own = Set(parameters.map(\.name))
      parameters.append(.init(name, reading.expression.replacing { own.contains($0) ? nil : globals[$0].map { .number($0) } }))
      scope.parameters.insert(name)
    }
    subcircuits[name] = .init(terminals: terminals.map(\.key), parameters: parameters.map(\.name))
    open = Open(
      line: line, outer: outer, definition: SubcircuitDefinition(name: name, terminals: terminals, parameters: parameters))
  }

  private mutating func closeSubcircuit(_ line: LogicalLine) throws(NetlistError) {
    guard let cards = open?.cards else { throw refuse(line, "this .ends closes no .subckt") }
    for tokens in cards where tokens.keyword == ".func" { try takeFunction(tokens.line) }
    var waiting: [Parameter] = []
    for tokens in cards where tokens.keyword == ".param" { waiting += try parameters(of: tokens) }
    for _ in 0..<Self.longestReversedChain where !waiting.isEmpty {
      let undefined = waiting
      waiting = []
      for parameter in undefined {
        if parameter.reading.names.isSubset(of: scope.parameters) { try define(parameter) } else { waiting.append(parameter) }
      }
    }
    for parameter in waiting { try define(parameter) }
    for tokens in cards {
      if tokens.keyword == ".model" { try takeModel(tokens) } else if !tokens.keyword.hasPrefix(".") { try takeElement(tokens) }
    }
    guard let closed = open else { return }
    var definition = closed.definition
    definition.locals = outerParameters(of: definition) + definition.locals
    for var model in closed.models {
      // Not every dialect has models of a subcircuit's own.
      let inner = model.name
      model.name += "_\(definition.name)"
      definition.cards = definition.cards.map { $0.replacing(model: inner, with: model.name) }
      library.models.append(model)
    }
    library.subcircuits.append(definition)
    scope = closed.outer
    open = nil
  }

  /// What a subcircuit names of the parameters outside.
  private func outerParameters(of definition: SubcircuitDefinition) -> [Card.Assignment] {
    let own = Set((definition.parameters + definition.locals).map(\.name))
    let expressions = definition.cards.flatMap(\.expressions) + definition.locals.map(\.value)
    let names = expressions.reduce(into: Set<String>()) { $0.formUnion($1.parameters) }
    return names.subtracting(own).sorted().compactMap { name in globals[name].map { .init(name, .number($0)) } }
  }

  // MARK: Definitions

  private mutating func takeModel(_ tokens: CardTokens) throws(NetlistError) {
    guard tokens.words.count >= 3 else { throw refuse(tokens.line, "a .model needs a name and a type") }
    let name = tokens.words[1].lowercased()
    if !isInsideSubcircuit {
      guard models[name] == nil else { throw refuse(tokens.line, "the model '\(name)' is defined twice") }
      models[name] = tokens.words[2].lowercased()
    }
    try checkValues(tokens, as: .parameter)
    do {
      let model = try model(tokens)
      if isInsideSubcircuit { open?.models.append(model) } else { library.models.append(model) }
    } catch { try setBeyond(error) }
  }

  private mutating func takeElement(_ tokens: CardTokens) throws(NetlistError) {
    try checkElement(tokens)
    do {
      let card = try card(tokens)
      open?.definition.cards.append(card)
    } catch { try setBeyond(error) }
  }

  private typealias Parameter = (line: LogicalLine, name: String, reading: ExpressionReader.Reading)

  private mutating func parameters(of tokens: CardTokens) throws(NetlistError) -> [Parameter] {
    if tokens.assignments.isEmpty { throw refuse(tokens.line, "a .param needs name=value") }
    var result: [Parameter] = []
    for (name, text) in tokens.assignments {
      result.append((tokens.line, name, try read(text, of: name, as: .parameter, tokens.line)))
    }
    return result
  }

  private mutating func define(_ parameter: Parameter) throws(NetlistError) {
    try require(parameter.reading.names, parameter.line)
    scope.parameters.insert(parameter.name)
    if isInsideSubcircuit {
      open?.definition.locals.append(.init(parameter.name, parameter.reading.expression))
    } else if let value = parameter.reading.expression.value(parameters: globals) {
      globals[parameter.name] = value
    } else {
      try setBeyond(refuse(parameter.line, "the value of '\(parameter.name)' is no number"))
    }
  }

  private mutating func takeFunction(_ line: LogicalLine) throws(NetlistError) {
    let text = line.text.dropFirst(".func".count).lowercased()
    guard let match = text.wholeMatch(of: /\s*([^(\s]+)\s*\(([^)]*)\)\s*=?(.*)/.dotMatchesNewlines()) else {
      throw refuse(line, "a .func needs a name, arguments in parentheses and a body")
    }
    let arguments = match.2.split(separator: ",").map(\.trimmed)
    var body = try read(match.3, of: "function", as: .function, line)
    body.names.subtract(arguments)
    // In a subcircuit they may be defined below; who calls the function names them too.
    if !isInsideSubcircuit { try require(body.names, line) }
    scope.functions[String(match.1)] = (arguments, body)
  }
}
