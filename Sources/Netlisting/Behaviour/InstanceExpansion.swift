/// Replaces instances of subcircuits that have parameters by their contents, and devices given by formulas by resistors or
/// curves: for simulators that have neither parameters nor formulas, such as gnucap.
struct InstanceExpansion {
  /// Why a circuit cannot be expanded; `reason` names the card.
  struct Problem: Error { let reason: String }

  /// Curves cover voltages from minus this to plus this, V.
  let voltageLimit: Double
  private let definitions: [String: SubcircuitDefinition]

  /// - Parameters:
  ///   - definitions: all subcircuits that instances may name.
  ///   - voltageLimit: more than any voltage across a device, V.
  /// - Parameters:
  ///   - definitions: all subcircuits that instances may name.
  ///   - voltageLimit: more than any voltage across a device, V.
  init(definitions: [SubcircuitDefinition], voltageLimit: Double) {
    self.definitions = Dictionary(definitions.map { ($0.name.lowercased(), $0) }) { first, _ in first }
    self.voltageLimit = voltageLimit
  }

  /// The cards that replace the given ones, in the same order. Elements and inner nodes of an expanded instance get its name
  /// as a suffix.
  /// - Throws: `Problem` for a formula source that is no conductance between two terminals, a value that is no number, or
  ///   subcircuits that contain each other.
  mutating func expand(_ cards: [Card]) throws(Problem) -> [Card] {
    var result: [Card] = []
    for card in cards { result += try expand(card, parameters: [:], depth: 0) }
    return result
  }

  /// - Parameters:
  ///   - parameters: values of the surrounding subcircuit's parameters, by lower-case name.
  ///   - depth: how many instances the card is inside of; 20 at most.
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

  /// A resistor where the current is proportional to the voltage and rises with it; otherwise a tabulated curve.
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
