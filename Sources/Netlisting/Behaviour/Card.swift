import CrossbarPrimitives

/// A line of a netlist whose values may be formulas of a subcircuit's parameters.
///
/// `Element` is what a circuit is built from, in quantities; a card is what a subcircuit holds and a dialect writes.
public struct Card: Hashable, Sendable {
  public var name: String
  public var kind: Kind

  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  public enum Kind: Hashable, Sendable {
    case resistor(Node, Node, CircuitExpression)
    case capacitor(Node, Node, CircuitExpression, initialVoltage: CircuitExpression?)
    case voltageSource(plus: Node, minus: Node, Stimulus)
    case currentSource(plus: Node, minus: Node, Stimulus)
    /// A current that flows from the first node through the source to the second.
    case behaviouralCurrent(from: Node, to: Node, CircuitExpression)
    case behaviouralVoltage(plus: Node, minus: Node, CircuitExpression)
    case diode(anode: Node, cathode: Node, model: String)
    /// Parameters are `w`, `l` in m and `m`, how many stand in parallel.
    case mosfet(drain: Node, gate: Node, source: Node, bulk: Node, model: String, [Assignment])
    case instance([Node], subcircuit: String, [Assignment])
    /// A current from the first node to the second as a smooth curve through points of voltage and current.
    case tabulatedCurrent(from: Node, to: Node, [TabulatedCurve.Point])
  }

  public struct Assignment: Hashable, Sendable {
    public var name: String
    public var value: CircuitExpression
    public init(_ name: String, _ value: CircuitExpression) {
      self.name = name
      self.value = value
    }
  }

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
          ] + (mosfet.multiplier == 1 ? [] : [Assignment("m", .number(Double(mosfet.multiplier)))]))
      case .subcircuit(let nodes, let name, let parameters):
        .instance(nodes, subcircuit: name, parameters.map { Assignment($0.name, .number($0.value)) })
      }
    self.init(element.name, kind)
  }
}

/// A subcircuit as data.
public struct SubcircuitDefinition: Hashable, Sendable {
  public var name: String
  public var terminals: [Node]
  /// What an instance may set, with defaults.
  public var parameters: [Element.Parameter]
  /// Values derived from the parameters, each from what stands before it.
  public var locals: [Card.Assignment]
  public var cards: [Card]

  public init(
    name: String, terminals: [Node], parameters: [Element.Parameter] = [], locals: [Card.Assignment] = [], cards: [Card] = []
  ) {
    self.name = name
    self.terminals = terminals
    self.parameters = parameters
    self.locals = locals
    self.cards = cards
  }

  /// All parameters of an instance, the derived ones included, by lower-case name; nil if one has no value.
  public func values(of assignments: [String: Double]) -> [String: Double]? {
    var values = Dictionary(parameters.map { ($0.name.lowercased(), $0.value) }) { $1 }
    values.merge(assignments) { $1 }
    for local in locals {
      guard let value = local.value.value(parameters: values) else { return nil }
      values[local.name.lowercased()] = value
    }
    return values
  }
}

/// A `.model` card as data.
public struct ModelCard: Hashable, Sendable {
  public var name: String
  /// `nmos`, `d`, …, lower case.
  public var type: String
  public var parameters: [Element.Parameter]

  public init(name: String, type: String, parameters: [Element.Parameter]) {
    self.name = name
    self.type = type
    self.parameters = parameters
  }
}
