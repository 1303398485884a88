/// Reads models, subcircuits, parameters and functions card by card into data, as far as data can hold them.
///
/// `ModelLibrary` uses it for a text that ngspice gets unchanged, `DeckReader` for a deck that is rebuilt from data. Call
/// `take` with each card in order, then `finish`.
struct LibraryReader {
  /// The name of the text in errors.
  let source: String
  /// Whether ngspice gets the text unchanged. If so, what ngspice would not survive is rejected, and what data cannot hold is
  /// accepted; otherwise the reverse.
  let isVerbatim: Bool
  /// What was read so far; complete only where `beyond` is nil.
  private(set) var library = TypedLibrary()
  /// The interfaces of all subcircuits. By lower-case name, as are `models` and `globals`.
  private(set) var subcircuits: [String: ModelLibrary.Subcircuit] = [:]
  /// The types of the models that are outside of subcircuits.
  private(set) var models: [String: String] = [:]
  /// The values of the parameters that are defined outside of subcircuits.
  private(set) var globals: [String: Double] = [:]
  /// The first thing that data cannot hold; nil if the library is complete.
  private(set) var beyond: NetlistError?
  /// The parameters and functions that are defined at the current card.
  private(set) var scope = ExpressionReader.Scope()
  private var open: Open?

  /// A subcircuit whose `.ends` has not been read yet.
  private struct Open {
    let line: LogicalLine
    /// The scope around the subcircuit, restored when it closes.
    let outer: ExpressionReader.Scope
    var definition: SubcircuitDefinition
    /// Its cards, read only when it closes, because a parameter may be defined below the card that uses it.
    var cards: [CardTokens] = []
    /// Its own models, which become global ones under new names.
    var models: [ModelCard] = []
  }

  /// In bytes. Each card is walked several times; the longest of foundries have some 10,000.
  static let longestCard = 1_000_000
  /// How many parameters of a subcircuit may form a chain in which each stands above the one it depends on.
  static let longestReversedChain = 100

  init(source: String, isVerbatim: Bool) {
    self.source = source
    self.isVerbatim = isVerbatim
  }

  var isInsideSubcircuit: Bool { open != nil }

  /// An error that quotes the line.
  func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: source, line: line.number, text: line.text, reason: reason)
  }

  /// Reads one card.
  /// - Returns: false for a card that is not part of a model or subcircuit; the caller deals with it.
  /// - Throws: `NetlistError.library` with the card's line.
  mutating func take(_ tokens: CardTokens) throws(NetlistError) -> Bool {
    let isOurs =
      tokens.keyword.hasPrefix(".")
      ? [".subckt", ".ends", ".model", ".param", ".func"].contains(tokens.keyword) : isInsideSubcircuit
    guard isOurs else { return false }
    if tokens.line.text.utf8.count > Self.longestCard {
      throw refuse(tokens.line, "a card of more than \(Self.longestCard) letters")
    }
    if let problem = tokens.problem ?? (isVerbatim ? tokens.trap : nil) { throw refuse(tokens.line, problem) }
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

  /// Must follow the last card.
  /// - Throws: `NetlistError.library` for a subcircuit without `.ends`.
  func finish() throws(NetlistError) {
    if let open { throw refuse(open.line, "this .subckt is never closed by .ends") }
  }

  /// Records that data cannot hold something, of which the first is kept.
  /// - Throws: the error itself where the text is not verbatim, since data is then all there is.
  mutating func setBeyond(_ error: NetlistError) throws(NetlistError) {
    guard isVerbatim else { throw error }
    beyond = beyond ?? error
  }

  /// Rejects names that are not defined in a verbatim text, because ngspice does not survive one.
  func require(_ names: Set<String>, _ line: LogicalLine) throws(NetlistError) {
    if isVerbatim, let name = names.subtracting(scope.parameters).min() {
      throw refuse(line, "the parameter '\(name)' is used but nowhere above defined")
    }
  }

  // MARK: Subcircuits

  /// Reads a `.subckt` card with its terminals and default parameters.
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

  /// Reads the subcircuit's cards: functions first, then parameters in the order of their dependence, then models and elements.
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
      // Not every dialect has models that are local to a subcircuit.
      let inner = model.name
      model.name += "_\(definition.name)"
      definition.cards = definition.cards.map { $0.replacing(model: inner, with: model.name) }
      library.models.append(model)
    }
    library.subcircuits.append(definition)
    scope = closed.outer
    open = nil
  }

  /// The outer parameters that a subcircuit uses, with their values, to be added to its own derived values.
  private func outerParameters(of definition: SubcircuitDefinition) -> [Card.Assignment] {
    let own = Set((definition.parameters + definition.locals).map(\.name))
    let expressions = definition.cards.flatMap(\.expressions) + definition.locals.map(\.value)
    let names = expressions.reduce(into: Set<String>()) { $0.formUnion($1.parameters) }
    return names.subtracting(own).sorted().compactMap { name in globals[name].map { .init(name, .number($0)) } }
  }

  // MARK: Definitions

  /// Reads a `.model` card. Outside of subcircuits its name must be new.
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

  /// Checks an element of the open subcircuit and adds it.
  private mutating func takeElement(_ tokens: CardTokens) throws(NetlistError) {
    try checkElement(tokens)
    do {
      let card = try card(tokens)
      open?.definition.cards.append(card)
    } catch { try setBeyond(error) }
  }

  private typealias Parameter = (line: LogicalLine, name: String, reading: ExpressionReader.Reading)

  /// The definitions of a `.param` card.
  private mutating func parameters(of tokens: CardTokens) throws(NetlistError) -> [Parameter] {
    if tokens.assignments.isEmpty { throw refuse(tokens.line, "a .param needs name=value") }
    var result: [Parameter] = []
    for (name, text) in tokens.assignments {
      result.append((tokens.line, name, try read(text, of: name, as: .parameter, tokens.line)))
    }
    return result
  }

  /// Adds a parameter to the scope: a derived value in a subcircuit, otherwise a number.
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

  /// Reads a `.func` card: `.func name(a, b) = body`, where the sign is optional.
  private mutating func takeFunction(_ line: LogicalLine) throws(NetlistError) {
    let text = line.text.dropFirst(".func".count).lowercased()
    guard let match = text.wholeMatch(of: /\s*([^(\s]+)\s*\(([^)]*)\)\s*=?(.*)/.dotMatchesNewlines()) else {
      throw refuse(line, "a .func needs a name, arguments in parentheses and a body")
    }
    let arguments = match.2.split(separator: ",").map(\.trimmed)
    var body = try read(match.3, of: "function", as: .function, line)
    body.names.subtract(arguments)
    // In a subcircuit, parameters may be defined further down; whoever calls the function requires them too.
    if !isInsideSubcircuit { try require(body.names, line) }
    scope.functions[String(match.1)] = (arguments, body)
  }
}
