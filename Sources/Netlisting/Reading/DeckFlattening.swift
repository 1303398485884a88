import CrossbarPrimitives

extension ReadDeck {
  /// The deck without nested subcircuits, each element under its own name: the inverse of `CircuitHierarchy`.
  ///
  /// Subcircuits with formulas or capacitors are models of devices and stay. All others are expanded: an element keeps its
  /// name, and one inside of a cell gets the cell's row and column appended.
  /// - Throws: `NetlistError` with the line of a card whose value is no number, or for a name that results twice.
  public func flat() throws(NetlistError) -> DeckExport {
    let isModel = { (definition: SubcircuitDefinition) in
      // A capacitor that somebody added to a cell or a row makes no model of it.
      let isGroup = definition.cards.contains { if case .instance = $0.kind { true } else { false } }
      return definition.cards.contains {
        switch $0.kind {
        case .behaviouralCurrent, .behaviouralVoltage: true
        case .capacitor: !isGroup
        default: false
        }
      }
    }
    let models = TypedLibrary(models: library.models, subcircuits: library.subcircuits.filter(isModel))
    var flattener = Flattener(source: source, groups: library.subcircuits.filter { !isModel($0) }, globals: globals)
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

/// Expands instances of subcircuits that only group elements, and records where their nodes and instances went.
private struct Flattener {
  let source: String
  /// The values of parameters outside of subcircuits, by lower-case name.
  private let globals: [String: Double]
  /// The subcircuits to expand, by lower-case name.
  private let groups: [String: SubcircuitDefinition]
  /// The flat circuit's node for each path of instances and a node, lower case: `xarray.xrow_0.n`.
  private var nodes: [String: Node] = [:]
  /// The flat circuit's name for each path of instances that stays an instance, lower case.
  private var instances: [String: String] = [:]

  init(source: String, groups: [SubcircuitDefinition], globals: [String: Double]) {
    self.source = source
    self.globals = globals
    self.groups = Dictionary(groups.map { ($0.name.lowercased(), $0) }) { first, _ in first }
  }

  /// The surroundings of a card that is expanded: the instances above it, with their nodes and parameters.
  struct Scope {
    /// The instances above it, such as `xarray.xrow_0.`; empty at the top level.
    var path: String
    /// Appended to the names of a cell's elements and inner nodes: `_0_3`. Empty for rows and the array.
    var suffix: String
    /// The flat circuit's node for each terminal.
    var nodes: [Node: Node]
    /// Values by lower-case name.
    var parameters: [String: Double]
  }

  /// The largest number of elements of a flat circuit. Ten levels of ten instances each take ten lines of a deck, and make
  /// 10^10 elements.
  static let mostElements = 2_000_000

  /// The number of elements of each group, by lower-case name. It is 1 while the group is counted, so that counting ends where
  /// groups contain each other.
  private var sizes: [String: Int] = [:]

  /// The number of elements that a card becomes, counted no further than one more than `mostElements`.
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

  /// Adds an element under its flat name, or the contents of an instance of a group.
  /// - Parameter line: the line at the top level, for errors.
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
      guard let width = size["w"], let length = size["l"], let count = size["m"] else {
        throw .library(
          source: self.source, line: line.number, text: line.text,
          reason: "a transistor needs w= and l=")
      }
      try circuit.add(
        name,
        .mosfet(
          drain: node(drain), gate: node(gate), source: node(source), bulk: node(bulk),
          .init(
            model: model, width: .meters(width), length: .meters(length), multiplier: count,
            parameters: size.filter { !["w", "l", "m"].contains($0.key) }.map { .init($0.key, $0.value) }
              .sorted { $0.name < $1.name })))
    case .capacitor(let a, let b, let capacitance, nil):
      try circuit.add(name, .capacitor(node(a), node(b), try value(capacitance)))
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

  /// Adds all cards of an instance of a group.
  /// - Throws: `NetlistError` where terminals or parameters do not match the group's, or groups are nested more than ten deep.
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
    // A subcircuit sees the deck's parameters, unless it has its own of that name.
    guard
      let parameters = group.values(
        of: globals.filter { !known.contains($0.key) }.merging(given.map { ($0.name.lowercased(), $0.value) }) { $1 })
    else {
      throw refuse("a parameter of '\(group.name)' has no value")
    }
    // Elements of rows and of the array have row and column in their names already; those of a cell do not.
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

  /// The name in the flat circuit: `MCELL` within `XCELL_0_3` becomes `MCELL_0_3`, and `XM` becomes `XCELL_0_3` itself.
  private func elementName(_ card: Card, _ scope: Scope) -> String {
    guard !scope.suffix.isEmpty else { return card.name }
    return (card.name.uppercased() == CircuitHierarchy.cellMemristor ? CellPart.memristor.rawValue : card.name) + scope.suffix
  }

  /// The probe of the same quantity in the flat circuit; unchanged if the path is unknown.
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
