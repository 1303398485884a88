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
      if !definition.cards.isEmpty, let current = definition.conduction(values) { return [try conductor(card, nodes, current)] }
      let outer = Dictionary(zip(definition.terminals, nodes)) { first, _ in first }
      var result: [Card] = []
      for inner in definition.cards {
        var inner = inner.mapped(nodes: { outer[$0] ?? ($0 == .ground ? $0 : Node("\($0)_\(card.name)")) }) { $0 }
        inner.name += "_\(card.name)"
        result += try expand(inner, parameters: values, depth: depth + 1)
      }
      return result
    case .behaviouralCurrent, .behaviouralVoltage:
      throw Problem(reason: "\(card.name) is a formula source that is no conductance between a subcircuit's two terminals")
    default:
      return [
        try card.mapped(nodes: { $0 }) { value throws(Problem) in .number(try number(value, parameters, card)) }
      ]
    }
  }

  private func conductor(_ card: Card, _ nodes: [Node], _ current: (Double) -> Double?) throws(Problem) -> Card {
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
