import CrossbarPrimitives

/// An array's circuit as nested subcircuits array → row → cell, derived from its flat form.
///
/// An element named `…_r_c` belongs to row r. A memristor and the transistor of the same row and column form a cell.
/// All other elements, such as sources, stay at the top level. The terminals of a level are the nodes that it shares with
/// the levels outside. `ReadDeck.flat` is the inverse.
package struct CircuitHierarchy {
  /// The name of the instance of the whole array at the top level.
  package static let arrayInstance = "XARRAY"
  /// Not "array", which is a reserved word in some languages.
  private static let arrayDefinition = "crossbar"
  /// The name of the memristor's instance within a cell.
  static let cellMemristor = "XM"
  /// The parameter of a cell whose transistor has a gain of its own, its multiplier.
  static let gainParameter = "gain"

  private static let rowPrefix = "XROW_"

  private static func rowInstance(_ row: Int) -> String { "\(rowPrefix)\(row)" }

  /// Whether an instance stands for a row, as `XROW_3` does; letter case does not matter.
  static func isRowInstance(_ name: String) -> Bool { name.uppercased().hasPrefix(rowPrefix) }

  /// The circuit as given, for its title, comments and libraries.
  private let flat: Circuit
  /// Each row's number and elements: rows in rising order, elements in the order of the flat circuit.
  private let rows: [(row: Int, elements: [Element])]
  /// The elements that belong to no row, such as sources.
  private let top: [Element]
  /// The nodes of the top level.
  private let outside: Set<Node>
  /// The nodes that a row shares with another row or with the top level: the terminals of rows.
  private let shared: Set<Node>
  /// The row of each memristor, and whether it has a transistor, by lower-case element name.
  private let cells: [String: (row: Int, hasTransistor: Bool)]

  /// Sorts the elements into rows. Nil for a circuit in which no name states a row: there is nothing to nest.
  package init?(_ circuit: Circuit) {
    flat = circuit
    var members: [Int: [Element]] = [:]
    var others: [Element] = []
    for element in circuit.elements {
      if let row = ArrayPlace(of: element.name)?.row { members[row, default: []].append(element) } else { others.append(element) }
    }
    guard !members.isEmpty else { return nil }
    rows = members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    top = others
    outside = Set(others.flatMap(\.terminals))
    var firstSeen: [Node: Int] = [:]
    var shared = outside
    var cells: [String: (Int, Bool)] = [:]
    for (row, elements) in rows {
      let names = Set(elements.map { $0.name.lowercased() })
      for element in elements {
        for node in element.terminals {
          if let first = firstSeen[node], first != row { shared.insert(node) }
          firstSeen[node] = row
        }
        let name = element.name.lowercased()
        if element.letter == "X" {
          cells[name] = (row, names.contains("m" + name.dropFirst()) || names.contains("xm" + name.dropFirst()))
        }
      }
    }
    self.shared = shared
    self.cells = cells
  }

  /// The deck with its circuit nested, and its probes pointing to where their nodes are now.
  /// - Parameter deck: the deck of the circuit this was made from; its analysis and options stay.
  /// - Throws: `NetlistError` if an element of the top level has the name of the array's instance.
  package func deck(_ deck: Deck) throws(NetlistError) -> Deck {
    var cells = CellLibrary()
    var bodies: [SubcircuitDefinition] = []
    var array: [Card] = []
    var arrayNodes = OrderedNodes()
    for (row, elements) in rows {
      let (cards, terminals) = rowBody(elements, cells: &cells)
      bodies.append(SubcircuitDefinition(name: "row_\(row)", terminals: terminals, cards: cards))
      array.append(Card(Self.rowInstance(row), .instance(terminals, subcircuit: "row_\(row)", [])))
      arrayNodes.add(terminals)
    }
    let terminals = arrayNodes.nodes.filter { outside.contains($0) }
    let library = ModelLibrary(
      generated: TypedLibrary(
        subcircuits: cells.definitions + bodies + [
          SubcircuitDefinition(name: Self.arrayDefinition, terminals: terminals, cards: array)
        ]),
      source: "array")
    var circuit = Circuit(title: flat.title, comments: flat.comments)
    for model in flat.libraries { circuit.include(model) }
    circuit.include(library)
    for element in top { try circuit.add(element) }
    try circuit.add(Self.arrayInstance, .subcircuit(terminals, name: Self.arrayDefinition, parameters: []))
    var folded = deck
    folded.circuit = circuit
    folded.probes = deck.probes.map(probe)
    return folded
  }

  /// The measure with its probe pointing to where its node is now; name, kind and meaning stay.
  package func measure(_ measure: Measure) -> Measure {
    var moved = measure
    moved.probe = probe(measure.probe)
    return moved
  }

  // MARK: Levels

  /// The cards of one row's subcircuit, cells first, and its terminals in the order in which its elements name them.
  private func rowBody(_ elements: [Element], cells: inout CellLibrary) -> (cards: [Card], terminals: [Node]) {
    var terminals = OrderedNodes()
    var transistors: [Substring: Element] = [:]
    for element in elements {
      terminals.add(element.terminals.filter { $0 != .ground && shared.contains($0) })
      if let suffix = Self.transistorSuffix(element) { transistors[suffix] = element }
    }
    var cards: [Card] = []
    var joined: Set<String> = []
    for element in elements where element.letter == "X" {
      if let transistor = transistors[element.name.dropFirst()], let cell = cells.cell(of: element, transistor) {
        cards.append(cell)
        joined.formUnion([element.name, transistor.name])
      }
    }
    for element in elements where !joined.contains(element.name) { cards.append(Card(element)) }
    return (cards, terminals.nodes)
  }

  /// What a transistor's name, `MCELL_3_7` or `XMCELL_3_7`, has in common with that of its memristor; nil for other elements.
  private static func transistorSuffix(_ element: Element) -> Substring? {
    if element.letter == "M" { return element.name.dropFirst() }
    return element.name.uppercased().hasPrefix("XM") && element.terminals.count == 4 ? element.name.dropFirst(2) : nil
  }

  // MARK: Probes

  /// Translates a probe of the flat circuit into one of the nested circuit.
  ///
  /// A current is returned unchanged, so its source must be one of the top level. So is a probe whose node or instance is
  /// unknown; validation rejects that later.
  private func probe(_ probe: Probe) -> Probe {
    switch probe {
    case .current: return probe
    case .voltage(let node):
      if outside.contains(node) { return probe }
      guard let (row, elements) = rows.first(where: { $0.elements.contains { $0.terminals.contains(node) } }) else {
        return probe
      }
      let cell = shared.contains(node) ? nil : elements.first { $0.letter == "X" && $0.terminals.contains(node) }
      // A row's terminal is a node of the array; a node between memristor and transistor is inside their cell.
      if shared.contains(node) { return .inner(instance: Self.arrayInstance, node: node.name) }
      return .inner(
        instance: Self.arrayInstance, node: "\(Self.rowInstance(row)).\(cell.map { "\($0.name).m" } ?? node.name)")
    case .inner(let instance, let node):
      guard let (row, hasTransistor) = cells[instance.lowercased()] else { return probe }
      let path = "\(Self.rowInstance(row)).\(instance)" + (hasTransistor ? ".\(Self.cellMemristor)" : "") + ".\(node)"
      return .inner(instance: Self.arrayInstance, node: path)
    }
  }

  /// Distinct nodes in the order in which they were first added.
  private struct OrderedNodes {
    private(set) var nodes: [Node] = []
    private var known: Set<Node> = []

    mutating func add(_ more: [Node]) {
      for node in more where known.insert(node).inserted { nodes.append(node) }
    }
  }

  /// The different kinds of cells found so far: one subcircuit for each combination of memristor and transistor.
  private struct CellLibrary {
    private(set) var definitions: [SubcircuitDefinition] = []
    private var names: [Key: String] = [:]

    /// What two cells must have in common to share a subcircuit. Parameter values and gains may differ: instances set them.
    private struct Key: Hashable {
      var memristor: String
      var parameters: [String]
      /// The transistor's parameter that states its gain, its number in parallel; nil where that is 1.
      var multiplier: String?
      /// Its own nodes within the cell, with its model, size or parameters.
      var transistor: Element.Kind
    }

    /// The instance that replaces a memristor and the transistor below it. Nil if the two are not in series, or the bulk is not
    /// grounded; both then stay elements of the row.
    mutating func cell(of memristor: Element, _ transistor: Element) -> Card? {
      guard case .subcircuit(let nodes, let name, let parameters) = memristor.kind, nodes.count == 2,
        let (gate, source, full) = transistor.inCell(below: nodes[1])
      else { return nil }
      let (inner, gain) = full.withoutGain
      let all = parameters + (gain.map { [.init(CircuitHierarchy.gainParameter, $0.value)] } ?? [])
      let key = Key(
        memristor: name, parameters: parameters.map(\.name), multiplier: gain?.name, transistor: inner)
      let cellName = names[key] ?? define(key, all)
      return Card(
        memristor.name,
        .instance(
          [nodes[0], gate, source], subcircuit: cellName, all.map { Card.Assignment($0.name, .number($0.value)) }))
    }

    /// Adds a subcircuit with the terminals te (top electrode), wl (word line) and sl (source line).
    /// - Parameter parameters: the first such cell's values, which become the defaults.
    /// - Returns: the name of the subcircuit.
    private mutating func define(_ key: Key, _ parameters: [Element.Parameter]) -> String {
      let count = definitions.count { $0.name.hasPrefix("cell_\(key.memristor)") }
      let name = "cell_\(key.memristor)" + (count == 0 ? "" : "_\(count + 1)")
      definitions.append(
        SubcircuitDefinition(
          name: name, terminals: ["te", "wl", "sl"],
          parameters: parameters.map { Card.Assignment($0.name, .number($0.value)) },
          cards: [
            Card(
              CircuitHierarchy.cellMemristor,
              .instance(
                ["te", "m"], subcircuit: key.memristor,
                key.parameters.map { Card.Assignment($0, .parameter($0)) })),
            Card(Element(Element("", key.transistor).letter == "M" ? "MCELL" : "XMCELL", key.transistor))
              .adding(key.multiplier.map { Card.Assignment($0, .parameter(CircuitHierarchy.gainParameter)) }),
          ]))
      names[key] = name
      return name
    }
  }
}

extension Element.Kind {
  /// A transistor with its multiplier taken out of it, unless that is 1: `m`, or `count` of a transistor of plain numbers.
  fileprivate var withoutGain: (kind: Element.Kind, gain: Element.Parameter?) {
    switch self {
    case .mosfet(let drain, let gate, let source, let bulk, var mosfet) where mosfet.multiplier != 1:
      let gain = Element.Parameter(ModelLibrary.multiplier, mosfet.multiplier)
      mosfet.multiplier = 1
      return (.mosfet(drain: drain, gate: gate, source: source, bulk: bulk, mosfet), gain)
    case .subcircuit(let nodes, let name, var parameters):
      let place = parameters.firstIndex { ["count", ModelLibrary.multiplier].contains($0.name.lowercased()) && $0.value != 1 }
      guard let place else { return (self, nil) }
      let gain = parameters.remove(at: place)
      return (.subcircuit(nodes, name: name, parameters: parameters), gain)
    default: return (self, nil)
    }
  }
}

extension Card {
  /// A transistor with one more parameter; unchanged without one.
  fileprivate func adding(_ assignment: Assignment?) -> Card {
    guard let assignment else { return self }
    switch kind {
    case .mosfet(let drain, let gate, let source, let bulk, let model, let list):
      return Card(name, .mosfet(drain: drain, gate: gate, source: source, bulk: bulk, model: model, list + [assignment]))
    case .instance(let nodes, let subcircuit, let list):
      return Card(name, .instance(nodes, subcircuit: subcircuit, list + [assignment]))
    default: return self
    }
  }
}

extension Element {
  /// A transistor as it stands in a cell: between the nodes m, wl and sl, with its bulk at ground. Nil if it is none, if
  /// no end of it is the memristor's lower node, or if its bulk is not grounded.
  /// - Returns: its gate and its other end in the array, and the element within the cell.
  fileprivate func inCell(below middle: Node) -> (gate: Node, source: Node, inner: Kind)? {
    switch kind {
    case .mosfet(middle, let gate, let source, .ground, let mosfet):
      return (gate, source, .mosfet(drain: "m", gate: "wl", source: "sl", bulk: .ground, mosfet))
    case .subcircuit(let nodes, let name, let parameters):
      // In whatever order the subcircuit has its terminals, each of the four nodes is known by what it is.
      let others = nodes.filter { $0 != middle && $0 != .ground }
      guard nodes.count == 4, others.count == 2, nodes.contains(middle), nodes.contains(.ground),
        let gate = others.first(where: { ArrayLine.wordLine.owns($0) || ArrayLine.shiftedGate.owns($0) }),
        let source = others.first(where: { $0 != gate })
      else { return nil }
      let inner: [Node: Node] = [middle: "m", gate: "wl", source: "sl"]
      return (gate, source, .subcircuit(nodes.map { inner[$0] ?? $0 }, name: name, parameters: parameters))
    default: return nil
    }
  }
}
