/// Puts the insides of subcircuits that have parameters in place of their instances, and resistors or curves in place of
/// their formulas: for simulators that have neither.
struct InstanceExpansion {
  struct Problem: Error { let reason: String }

  /// Curves reach to this voltage, V.
  let voltageLimit: Double
  private let definitions: [String: SubcircuitDefinition]

  init(definitions: [SubcircuitDefinition], voltageLimit: Double) {
    self.definitions = Dictionary(definitions.map { ($0.name.lowercased(), $0) }) { first, _ in first }
    self.voltageLimit = voltageLimit
  }

  mutating func expand(_ cards: [Card]) throws(Problem) -> [Card] {
    var result: [Card] = []
    for card in cards { result += try expand(card, parameters: [:], depth: 0) }
    return result
  }

  private func expand(_ card: Card, parameters: [String: Double], depth: Int) throws(Problem) -> [Card] {
    guard depth < 20 else { throw Problem(reason: "\(card.name): its subcircuits contain each other") }
    switch card.kind {
    case .instance(let nodes, let name, let assignments):
      guard let definition = definitions[name.lowercased()] else { throw Problem(reason: "there is no subcircuit '\(name)'") }
      if definition.parameters.isEmpty { return [card] }
      var given: [String: Double] = [:]
      for assignment in assignments {
        given[assignment.name.lowercased()] = try number(assignment.value, parameters, card)
      }
      guard let values = definition.values(of: given) else {
        throw Problem(reason: "\(card.name): a parameter of '\(name)' has no value")
      }
      if let formulas = conduction(of: definition) {
        return [try conductor(card, nodes, definition, formulas, values)]
      }
      let outer = Dictionary(zip(definition.terminals, nodes)) { first, _ in first }
      var result: [Card] = []
      for inner in definition.cards {
        result += try expand(
          inner.renamed(behind: card.name) { outer[$0] ?? ($0 == .ground ? $0 : Node("\($0)_\(card.name)")) },
          parameters: values, depth: depth + 1)
      }
      return result
    case .behaviouralCurrent, .behaviouralVoltage:
      throw Problem(reason: "\(card.name) is a formula source that is no conductance between a subcircuit's two terminals")
    case .resistor(let a, let b, let value):
      return [Card(card.name, .resistor(a, b, .number(try number(value, parameters, card))))]
    case .capacitor(let a, let b, let value, let initial):
      let start: CircuitExpression? =
        if let initial { .number(try number(initial, parameters, card)) } else { nil }
      return [Card(card.name, .capacitor(a, b, .number(try number(value, parameters, card)), initialVoltage: start))]
    case .mosfet(let drain, let gate, let source, let bulk, let model, let assignments):
      var values: [Card.Assignment] = []
      for assignment in assignments {
        values.append(.init(assignment.name, .number(try number(assignment.value, parameters, card))))
      }
      return [Card(card.name, .mosfet(drain: drain, gate: gate, source: source, bulk: bulk, model: model, values))]
    case .voltageSource, .currentSource, .diode, .tabulatedCurrent: return [card]
    }
  }

  /// The formulas of a subcircuit that is nothing but currents from its first terminal to its second.
  private func conduction(of definition: SubcircuitDefinition) -> [CircuitExpression]? {
    guard definition.terminals.count == 2 else { return nil }
    var formulas: [CircuitExpression] = []
    for card in definition.cards {
      guard case .behaviouralCurrent(let from, let to, let formula) = card.kind, [from, to] == definition.terminals else {
        return nil
      }
      formulas.append(formula)
    }
    return formulas.isEmpty ? nil : formulas
  }

  private func conductor(
    _ card: Card, _ nodes: [Node], _ definition: SubcircuitDefinition, _ formulas: [CircuitExpression], _ values: [String: Double]
  ) throws(Problem) -> Card {
    let (first, second) = (definition.terminals[0], definition.terminals[1])
    func current(_ voltage: Double) -> Double? {
      let terms = formulas.compactMap { formula in
        formula.value(parameters: values) { node, reference in
          node == first && reference == second ? voltage : node == second && reference == first ? -voltage : nil
        }
      }
      return terms.count == formulas.count ? terms.reduce(0, +) : nil
    }
    let stem = card.name.dropFirst()
    if let conductance = TabulatedCurve.conductance(of: current, within: voltageLimit), conductance > 0 {
      return Card("R\(stem)", .resistor(nodes[0], nodes[1], .number(1 / conductance)))
    }
    guard let points = TabulatedCurve.points(of: current, within: voltageLimit) else {
      throw Problem(
        reason: "the current of \(card.name) is no curve of the voltage across it that a thousand points could follow")
    }
    return Card("G\(stem)", .tabulatedCurrent(from: nodes[0], to: nodes[1], points))
  }

  private func number(_ expression: CircuitExpression, _ parameters: [String: Double], _ card: Card) throws(Problem) -> Double {
    guard let value = expression.value(parameters: parameters) else {
      throw Problem(reason: "\(card.name) has a value that is no number")
    }
    return value
  }
}

extension Card {
  /// The card with other nodes, and the name of the instance that it was in behind its own.
  func renamed(behind instance: String, _ node: (Node) -> Node) -> Card {
    let newKind: Kind =
      switch kind {
      case .resistor(let a, let b, let value): .resistor(node(a), node(b), value)
      case .capacitor(let a, let b, let value, let initial): .capacitor(node(a), node(b), value, initialVoltage: initial)
      case .voltageSource(let plus, let minus, let stimulus):
        .voltageSource(plus: node(plus), minus: node(minus), stimulus)
      case .currentSource(let plus, let minus, let stimulus):
        .currentSource(plus: node(plus), minus: node(minus), stimulus)
      case .behaviouralCurrent(let from, let to, let formula): .behaviouralCurrent(from: node(from), to: node(to), formula)
      case .behaviouralVoltage(let plus, let minus, let formula):
        .behaviouralVoltage(plus: node(plus), minus: node(minus), formula)
      case .diode(let anode, let cathode, let model): .diode(anode: node(anode), cathode: node(cathode), model: model)
      case .mosfet(let drain, let gate, let source, let bulk, let model, let parameters):
        .mosfet(
          drain: node(drain), gate: node(gate), source: node(source), bulk: node(bulk), model: model, parameters)
      case .instance(let nodes, let subcircuit, let parameters):
        .instance(nodes.map(node), subcircuit: subcircuit, parameters)
      case .tabulatedCurrent(let from, let to, let points): .tabulatedCurrent(from: node(from), to: node(to), points)
      }
    return Card("\(name)_\(instance)", newKind)
  }
}
