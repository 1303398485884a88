import CrossbarPrimitives

extension ReadDeck {
  /// The deck with one level, each element under its own name: what `CircuitHierarchy` made, undone.
  ///
  /// Subcircuits with formulas or charge are models and stay. All others are taken apart: an element keeps its name, and
  /// one of a cell gets the cell's number.
  /// - Throws: `NetlistError` with the line of a card that has a value which is no number, or of a name that is there twice.
  public func flat() throws(NetlistError) -> DeckExport {
    let isModel = { (definition: SubcircuitDefinition) in
      definition.cards.contains {
        switch $0.kind {
        case .behaviouralCurrent, .behaviouralVoltage, .capacitor: true
        default: false
        }
      }
    }
    let models = TypedLibrary(models: library.models, subcircuits: library.subcircuits.filter(isModel))
    var flattener = Flattener(source: source, groups: library.subcircuits.filter { !isModel($0) })
    var circuit = Circuit(title: title)
    if !models.models.isEmpty || !models.subcircuits.isEmpty {
      circuit.include(ModelLibrary(generated: models, source: source))
    }
    var count = 0
    for (line, card) in cards {
      count += flattener.elementCount(card)
      guard count <= Flattener.mostElements else {
        throw .library(
          source: source, line: line.number, text: line.text,
          reason: "with this the circuit has more than \(Flattener.mostElements) elements")
      }
    }
    let top = Flattener.Scope(path: "", suffix: "", nodes: [:], parameters: globals)
    for (line, card) in cards { try flattener.add(card, to: &circuit, line: line, scope: top) }
    let moved = measures.map { measure in
      var moved = measure
      moved.probe = flattener.probe(measure.probe)
      return moved
    }
    return DeckExport(
      deck: Deck(
        circuit: circuit, analysis: analysis, probes: [], options: options), measures: moved)
  }
}

/// Takes instances of grouping subcircuits apart.
private struct Flattener {
  let source: String
  private let groups: [String: SubcircuitDefinition]
  /// What a path of instances, a node or an inner instance, is called in the flat circuit; lower case.
  private var nodes: [String: Node] = [:]
  private var instances: [String: String] = [:]

  init(source: String, groups: [SubcircuitDefinition]) {
    self.source = source
    self.groups = Dictionary(groups.map { ($0.name.lowercased(), $0) }) { first, _ in first }
  }

  /// Where cards are found: names, nodes and parameters from the outside.
  struct Scope {
    /// `xarray.xrow_0.`, empty at the top.
    var path: String
    /// What a cell's elements get behind their names: `_0_3`.
    var suffix: String
    var nodes: [Node: Node]
    var parameters: [String: Double]
  }

  /// Ten levels of ten instances each are ten lines of a deck, and 10^10 elements.
  static let mostElements = 2_000_000

  /// Elements of each group, by lower-case name; 1 while they are counted, so that groups in a circle end.
  private var sizes: [String: Int] = [:]

  /// How many elements a card becomes; no more than one too many.
  mutating func elementCount(_ card: Card, depth: Int = 0) -> Int {
    guard case .instance(_, let subcircuit, _) = card.kind, let group = groups[subcircuit.lowercased()] else { return 1 }
    let name = subcircuit.lowercased()
    if let size = sizes[name] { return size }
    guard depth < 100 else { return Self.mostElements + 1 }
    sizes[name] = 1
    var sum = 0
    for inner in group.cards { sum = min(sum + elementCount(inner, depth: depth + 1), Self.mostElements + 1) }
    sizes[name] = sum
    return sum
  }

  mutating func add(_ card: Card, to circuit: inout Circuit, line: LogicalLine, scope: Scope) throws(NetlistError) {
    func node(_ node: Node) -> Node {
      node == .ground ? node : scope.nodes[node] ?? (scope.suffix.isEmpty ? node : Node("\(node)\(scope.suffix)"))
    }
    func value(_ expression: CircuitExpression) throws(NetlistError) -> Double {
      guard let value = expression.value(parameters: scope.parameters) else {
        throw .library(source: source, line: line.number, text: line.text, reason: "\(card.name) has a value that is no number")
      }
      return value
    }
    for inner in card.nodes where inner != .ground { nodes[scope.path + inner.name.lowercased()] = node(inner) }
    let name = elementName(card, scope)
    switch card.kind {
    case .resistor(let a, let b, let resistance):
      try circuit.add(name, .resistor(node(a), node(b), .ohms(try value(resistance))))
    case .voltageSource(let plus, let minus, let stimulus):
      try circuit.add(name, .voltageSource(plus: node(plus), minus: node(minus), stimulus))
    case .currentSource(let plus, let minus, let stimulus):
      try circuit.add(name, .currentSource(plus: node(plus), minus: node(minus), stimulus))
    case .diode(let anode, let cathode, let model):
      try circuit.add(name, .diode(anode: node(anode), cathode: node(cathode), model: model))
    case .mosfet(let drain, let gate, let source, let bulk, let model, let assignments):
      var size: [String: Double] = ["m": 1]
      for assignment in assignments { size[assignment.name.lowercased()] = try value(assignment.value) }
      guard let width = size["w"], let length = size["l"], let count = size["m"].flatMap({ Int(exactly: $0) }) else {
        throw .library(
          source: self.source, line: line.number, text: line.text,
          reason: "a transistor needs w= and l=, and m= is a whole number")
      }
      try circuit.add(
        name,
        .mosfet(
          drain: node(drain), gate: node(gate), source: node(source), bulk: node(bulk),
          .init(model: model, width: .meters(width), length: .meters(length), multiplier: count)))
    case .instance(let terminals, let subcircuit, let assignments):
      var given: [Element.Parameter] = []
      for assignment in assignments { given.append(.init(assignment.name, try value(assignment.value))) }
      if let group = groups[subcircuit.lowercased()] {
        try open(group, as: card.name, terminals.map(node), given, to: &circuit, line: line, scope: scope)
      } else {
        instances[scope.path + card.name.lowercased()] = name
        try circuit.add(name, .subcircuit(terminals.map(node), name: subcircuit, parameters: given))
      }
    case .capacitor, .behaviouralCurrent, .behaviouralVoltage, .tabulatedCurrent:
      throw .library(
        source: source, line: line.number, text: line.text,
        reason: "\(card.name) belongs into a model's .subckt, not into an array")
    }
  }

  private mutating func open(
    _ group: SubcircuitDefinition, as instance: String, _ terminals: [Node], _ given: [Element.Parameter],
    to circuit: inout Circuit, line: LogicalLine, scope: Scope
  ) throws(NetlistError) {
    func refuse(_ reason: String) -> NetlistError { .library(source: source, line: line.number, text: line.text, reason: reason) }
    guard scope.path.split(separator: ".").count < 10 else { throw refuse("subcircuits contain each other") }
    guard terminals.count == group.terminals.count else {
      throw .terminalCount(
        element: instance, subcircuit: group.name, expected: group.terminals.count, found: terminals.count)
    }
    let known = Set(group.parameters.map { $0.name.lowercased() })
    for parameter in given where !known.contains(parameter.name.lowercased()) {
      throw .unknownParameter(parameter.name, element: instance, known: known.sorted())
    }
    guard let parameters = group.values(of: Dictionary(given.map { ($0.name.lowercased(), $0.value) }) { $1 }) else {
      throw refuse("a parameter of '\(group.name)' has no value")
    }
    // Rows and the array hold elements that carry their numbers already; a cell's do not.
    let isNumbered = group.cards.allSatisfy {
      ArrayPlace(of: $0.name) != nil || CircuitHierarchy.isRowInstance($0.name)
    }
    let inner = Scope(
      path: scope.path + instance.lowercased() + ".",
      suffix: isNumbered ? "" : ArrayPlace(of: instance)?.suffix ?? "_\(instance)",
      nodes: Dictionary(zip(group.terminals, terminals)) { first, _ in first }, parameters: parameters)
    for (node, outer) in inner.nodes { nodes[inner.path + node.name.lowercased()] = outer }
    for card in group.cards { try add(card, to: &circuit, line: line, scope: inner) }
  }

  /// `MCELL` of `XCELL_0_3` is `MCELL_0_3`, and its `XM` is `XCELL_0_3` itself.
  private func elementName(_ card: Card, _ scope: Scope) -> String {
    guard !scope.suffix.isEmpty else { return card.name }
    return (card.name.uppercased() == CircuitHierarchy.cellMemristor ? CellPart.memristor.rawValue : card.name) + scope.suffix
  }

  func probe(_ probe: Probe) -> Probe {
    guard case .inner(let instance, let path) = probe else { return probe }
    let full = "\(instance).\(path)".lowercased()
    if let node = nodes[full] { return .voltage(node) }
    // The last name is a node within the last instance.
    let parts = full.split(separator: ".")
    if let name = instances[parts.dropLast().joined(separator: ".")], let node = parts.last {
      return .inner(instance: name, node: String(node))
    }
    return probe
  }
}
