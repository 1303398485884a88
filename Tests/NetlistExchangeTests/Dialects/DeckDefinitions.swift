/// What a deck defines and refers to: every reference must lead to something, whatever the dialect.
struct DeckDefinitions {
  struct Subcircuit {
    var terminals: [String]
    var parameters: Set<String> = []
    var names: Set<String> = []
    var nodes: Set<String>
    /// Subcircuit of each instance.
    var instances: [String: String] = [:]
    /// To be checked when everything is known: line, subcircuit or model, number of nodes, parameters.
    var references: [(line: String, name: String, nodes: Int, parameters: Set<String>)] = []
    var formulas: [(line: String, text: Substring, isSource: Bool)] = []
  }

  private(set) var top = Subcircuit(terminals: [], nodes: ["0"])
  private(set) var subcircuits: [String: Subcircuit] = [:]
  private(set) var models: Set<String> = []
  private(set) var open: (name: String, definition: Subcircuit)?
  private var sources: Set<String> = []
  private var probes: [(line: String, path: [String])] = []
  private var probedSources: [(line: String, source: String)] = []

  var isInSubcircuit: Bool { open != nil }

  mutating func begin(_ name: String, _ terminals: [String], _ parameters: [String], line: String) throws {
    guard open == nil, subcircuits[name] == nil else {
      throw GrammarError(line: line, reason: "'\(name)' within another, or twice")
    }
    guard Set(terminals).count == terminals.count, !terminals.isEmpty else {
      throw GrammarError(line: line, reason: "its terminals are none, or not different")
    }
    open = (name, Subcircuit(terminals: terminals, parameters: Set(parameters), nodes: Set(terminals + ["0"])))
  }

  mutating func end(_ name: String, line: String) throws {
    guard let (opened, definition) = open, opened == name else { throw GrammarError(line: line, reason: "it ends no subcircuit") }
    subcircuits[name] = definition
    open = nil
  }

  mutating func define(_ parameter: String, line: String) throws {
    let isNew = change { $0.parameters.insert(parameter).inserted }
    guard isNew else { throw GrammarError(line: line, reason: "a parameter twice") }
  }

  mutating func add(model: String, line: String) throws {
    guard models.insert(model).inserted else { throw GrammarError(line: line, reason: "the model is there twice") }
  }

  mutating func add(element: String, _ nodes: [String], line: String) throws {
    try change { scope in
      guard scope.names.insert(element).inserted else { throw GrammarError(line: line, reason: "the element is there twice") }
      scope.nodes.formUnion(nodes)
    }
    if element.lowercased().hasPrefix("v"), open == nil { sources.insert(element.lowercased()) }
  }

  mutating func refer(
    _ element: String, to name: String, nodes: Int, parameters: [String], line: String
  ) {
    change { scope in
      scope.instances[element] = name
      scope.references.append((line, name, nodes, Set(parameters)))
    }
  }

  mutating func use(formula: Substring, isSource: Bool, line: String) {
    change { $0.formulas.append((line, formula, isSource)) }
  }

  mutating func probe(path: [String], line: String) { probes.append((line, path)) }
  mutating func probe(source: String, line: String) { probedSources.append((line, source)) }

  private mutating func change<Value>(_ body: (inout Subcircuit) throws -> Value) rethrows -> Value {
    if let (name, opened) = open {
      // Taken out, so that it is not copied.
      open = nil
      var definition = opened
      defer { open = (name, definition) }
      return try body(&definition)
    } else {
      return try body(&top)
    }
  }

  /// Checks all references and formulas.
  func finish(
    _ grammar: (Set<String>, Set<String>?) -> FormulaGrammar, _ sourceGrammar: (Set<String>, Set<String>) -> FormulaGrammar
  ) throws {
    if let open { throw GrammarError(line: open.name, reason: "this subcircuit is never ended") }
    for scope in [top] + subcircuits.values {
      for (line, name, nodes, parameters) in scope.references {
        if models.contains(name) {
          guard [2, 4].contains(nodes), parameters.isSubset(of: ["w", "l", "m"]) else {
            throw GrammarError(line: line, reason: "'\(name)' with these nodes or parameters")
          }
          continue
        }
        guard let definition = subcircuits[name] else { throw GrammarError(line: line, reason: "there is no '\(name)'") }
        guard definition.terminals.count == nodes else { throw GrammarError(line: line, reason: "another number of nodes") }
        guard parameters.isSubset(of: definition.parameters) else {
          throw GrammarError(line: line, reason: "parameters that '\(name)' does not have")
        }
      }
      for (line, text, isSource) in scope.formulas {
        // Parameters of the deck are known in its subcircuits.
        let known = scope.parameters.union(top.parameters)
        let formula = isSource ? sourceGrammar(known, scope.nodes) : grammar(known, nil)
        try formula.check(text, line: line)
      }
    }
    for (line, path) in probes where !exists(path) { throw GrammarError(line: line, reason: "there is no such node") }
    for (line, source) in probedSources where !sources.contains(source.lowercased()) {
      throw GrammarError(line: line, reason: "there is no such source")
    }
  }

  /// Follows instances to a node, without regard to case.
  private func exists(_ path: [String]) -> Bool {
    var scope = top
    for instance in path.dropLast() {
      guard let name = scope.instances.first(where: { $0.key.lowercased() == instance.lowercased() })?.value,
        let next = subcircuits[name]
      else { return false }
      scope = next
    }
    return scope.nodes.contains { $0.lowercased() == path.last?.lowercased() }
  }
}
