import CrossbarPrimitives

/// A line of a netlist whose values may be formulas of its subcircuit's parameters.
///
/// `Element` is what a circuit is built from, with plain quantities. A card is what a subcircuit holds and a dialect writes;
/// each element can be turned into one.
public struct Card: Hashable, Sendable {
  /// The full name; its first letter states the kind in ngspice's dialect (`B` for behavioural sources, `X` for instances).
  public var name: String
  /// What the card is, with its nodes and its values or formulas.
  public var kind: Kind

  /// Nothing is checked here; the name should begin with the letter of its kind.
  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// What a card is. Nodes are in SPICE's order; values are in SI units.
  public enum Kind: Hashable, Sendable {
    /// Resistance in ohm.
    case resistor(Node, Node, CircuitExpression)
    /// Capacitance in F; `initialVoltage`, V, is where a transient starts from, nil for none given.
    case capacitor(Node, Node, CircuitExpression, initialVoltage: CircuitExpression?)
    /// A positive current flows from `plus` through the source to `minus`.
    case voltageSource(plus: Node, minus: Node, Stimulus)
    /// A positive current flows from `plus` through the source to `minus`.
    case currentSource(plus: Node, minus: Node, Stimulus)
    /// A current, A, given by a formula; it flows from the first node through the source to the second.
    case behaviouralCurrent(from: Node, to: Node, CircuitExpression)
    /// A voltage of `plus` against `minus`, V, given by a formula.
    case behaviouralVoltage(plus: Node, minus: Node, CircuitExpression)
    /// `model` names a `.model` card of type `d`.
    case diode(anode: Node, cathode: Node, model: String)
    /// The parameters are `w` and `l` in m, and `m`, the number of equal transistors in parallel.
    case mosfet(drain: Node, gate: Node, source: Node, bulk: Node, model: String, [Assignment])
    /// An instance of a subcircuit; nodes are in the order of its terminals.
    case instance([Node], subcircuit: String, [Assignment])
    /// A current from the first node to the second, given by a smooth curve through points of voltage and current. Only
    /// `InstanceExpansion` makes these, for gnucap.
    case tabulatedCurrent(from: Node, to: Node, [TabulatedCurve.Point])
  }

  /// `name=value`: a parameter with its default, or with the value that an instance gives it.
  public struct Assignment: Hashable, Sendable {
    /// Letter case does not matter.
    public var name: String
    /// A number or a formula of the parameters that are defined where the card stands.
    public var value: CircuitExpression
    /// Nothing is checked here; a formula with an undefined parameter fails when it is evaluated.
    public init(_ name: String, _ value: CircuitExpression) {
      self.name = name
      self.value = value
    }
  }

  /// The terminals in SPICE's order. Nodes that a formula reads are not among them.
  public var nodes: [Node] {
    switch kind {
    case .resistor(let a, let b, _), .capacitor(let a, let b, _, _), .tabulatedCurrent(let a, let b, _): [a, b]
    case .voltageSource(let plus, let minus, _), .currentSource(let plus, let minus, _): [plus, minus]
    case .behaviouralCurrent(let from, let to, _): [from, to]
    case .behaviouralVoltage(let plus, let minus, _): [plus, minus]
    case .diode(let anode, let cathode, _): [anode, cathode]
    case .mosfet(let drain, let gate, let source, let bulk, _, _): [drain, gate, source, bulk]
    case .instance(let nodes, _, _): nodes
    }
  }
}

extension Card {
  /// All values and formulas of the card; the values of a `Stimulus` are not among them.
  package var expressions: [CircuitExpression] {
    var found: [CircuitExpression] = []
    _ = mapped(nodes: { $0 }) {
      found.append($0)
      return $0
    }
    return found
  }

  /// The card with its nodes and values replaced.
  /// - Parameters:
  ///   - node: called with each terminal; the nodes that formulas read stay as they are.
  ///   - value: called with each value and formula, in the card's order.
  func mapped<Failure: Error>(
    nodes node: (Node) -> Node, values value: (CircuitExpression) throws(Failure) -> CircuitExpression
  ) throws(Failure) -> Card {
    func assigned(_ list: [Assignment]) throws(Failure) -> [Assignment] {
      try list.map { assignment throws(Failure) in Assignment(assignment.name, try value(assignment.value)) }
    }
    let kind: Kind =
      switch kind {
      case .resistor(let a, let b, let resistance): .resistor(node(a), node(b), try value(resistance))
      case .capacitor(let a, let b, let capacitance, let initial):
        .capacitor(
          node(a), node(b), try value(capacitance),
          initialVoltage: try initial.map { initial throws(Failure) in try value(initial) })
      case .voltageSource(let plus, let minus, let stimulus):
        .voltageSource(plus: node(plus), minus: node(minus), stimulus)
      case .currentSource(let plus, let minus, let stimulus):
        .currentSource(plus: node(plus), minus: node(minus), stimulus)
      case .behaviouralCurrent(let from, let to, let formula):
        .behaviouralCurrent(from: node(from), to: node(to), try value(formula))
      case .behaviouralVoltage(let plus, let minus, let formula):
        .behaviouralVoltage(plus: node(plus), minus: node(minus), try value(formula))
      case .diode(let anode, let cathode, let model): .diode(anode: node(anode), cathode: node(cathode), model: model)
      case .mosfet(let drain, let gate, let source, let bulk, let model, let parameters):
        .mosfet(
          drain: node(drain), gate: node(gate), source: node(source), bulk: node(bulk), model: model,
          try assigned(parameters))
      case .instance(let nodes, let subcircuit, let parameters):
        .instance(nodes.map(node), subcircuit: subcircuit, try assigned(parameters))
      case .tabulatedCurrent(let from, let to, let points): .tabulatedCurrent(from: node(from), to: node(to), points)
      }
    return Card(name, kind)
  }

  /// The card with the name of one model replaced; unchanged if it uses another.
  func replacing(model old: String, with new: String) -> Card {
    switch kind {
    case .diode(let anode, let cathode, old): Card(name, .diode(anode: anode, cathode: cathode, model: new))
    case .mosfet(let drain, let gate, let source, let bulk, old, let parameters):
      Card(name, .mosfet(drain: drain, gate: gate, source: source, bulk: bulk, model: new, parameters))
    default: self
    }
  }

  /// The card of an element: quantities become numbers in SI units, and `m` is left out where it is 1.
  public init(_ element: Element) {
    let kind: Kind =
      switch element.kind {
      case .resistor(let a, let b, let resistance): .resistor(a, b, .number(resistance.si))
      case .capacitor(let a, let b, let capacitance): .capacitor(a, b, .number(capacitance), initialVoltage: nil)
      case .voltageSource(let plus, let minus, let stimulus): .voltageSource(plus: plus, minus: minus, stimulus)
      case .currentSource(let plus, let minus, let stimulus): .currentSource(plus: plus, minus: minus, stimulus)
      case .diode(let anode, let cathode, let model): .diode(anode: anode, cathode: cathode, model: model)
      case .mosfet(let drain, let gate, let source, let bulk, let mosfet):
        .mosfet(
          drain: drain, gate: gate, source: source, bulk: bulk, model: mosfet.model,
          [
            Assignment("w", .number(mosfet.width.si)), Assignment("l", .number(mosfet.length.si)),
          ] + mosfet.parameters.map { Assignment($0.name, .number($0.value)) }
            + (mosfet.multiplier == 1 ? [] : [Assignment("m", .number(mosfet.multiplier))]))
      case .subcircuit(let nodes, let name, let parameters):
        .instance(nodes, subcircuit: name, parameters.map { Assignment($0.name, .number($0.value)) })
      }
    self.init(element.name, kind)
  }
}

/// A subcircuit as data, from which any dialect can write it.
public struct SubcircuitDefinition: Hashable, Sendable {
  /// Compared without regard to letter case, as all names here.
  public var name: String
  /// The nodes that an instance connects, in its order. All other nodes but ground are internal.
  public var terminals: [Node]
  /// What an instance may set, with defaults. A default may name the parameters before it.
  public var parameters: [Card.Assignment]
  /// Values derived from the parameters; each may name the parameters and the values before it.
  public var locals: [Card.Assignment]
  /// In the order of the netlist.
  public var cards: [Card]

  /// Nothing is checked here; a default or derived value that names a later one cannot be evaluated.
  public init(
    name: String, terminals: [Node], parameters: [Card.Assignment] = [], locals: [Card.Assignment] = [], cards: [Card] = []
  ) {
    self.name = name
    self.terminals = terminals
    self.parameters = parameters
    self.locals = locals
    self.cards = cards
  }

  /// The values of all parameters of an instance, derived ones included, by lower-case name.
  ///
  /// Nil if one of them cannot be evaluated, such as one that names an undefined parameter.
  /// - Parameter assignments: what the instance sets, by lower-case name.
  public func values(of assignments: [String: Double]) -> [String: Double]? {
    var values = assignments
    let defaults = parameters.filter { assignments[$0.name.lowercased()] == nil }
    for assignment in defaults + locals {
      guard let value = assignment.value.value(parameters: values) else { return nil }
      values[assignment.name.lowercased()] = value
    }
    return values
  }
}

/// A `.model` card as data; its parameters are numbers.
package struct ModelCard: Hashable, Sendable {
  package var name: String
  /// The type of device in lower case, such as `nmos` or `d`.
  package var type: String
  /// In the order of the card, in the units of the device's model.
  package var parameters: [Element.Parameter]

  /// - Parameter type: in lower case; readers and writers compare it as it is.
  package init(name: String, type: String, parameters: [Element.Parameter]) {
    self.name = name
    self.type = type
    self.parameters = parameters
  }
}
