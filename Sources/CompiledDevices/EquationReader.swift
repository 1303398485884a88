import Netlisting

/// Reads the cards of a subcircuit into a graph of its current and rates. Supported are B sources, resistors,
/// capacitors to ground and constant sources.
struct EquationReader {
  var graph = ExpressionGraph()
  /// The states' nodes in the order wanted, spelled as at the capacitors.
  private(set) var states: [Node] = []
  private let definition: SubcircuitDefinition
  let first: Node
  let second: Node
  /// Graph nodes of parameters, by lower-case name; filled as they are used.
  var parameters: [String: Int] = [:]
  /// Formulas of parameters, by lower-case name.
  var locals: [String: CircuitExpression] = [:]
  /// The states' capacitors, by node; `initial` is the voltage at the start.
  private var capacitors: [Node: (name: String, capacitance: CircuitExpression, initial: CircuitExpression)] = [:]
  /// Voltages of inner nodes that are given by formulas.
  var sources: [Node: (name: String, voltage: CircuitExpression)] = [:]
  /// All current formulas and resistors, from one node to another.
  private var currents: [(name: String, from: Node, to: Node, formula: CircuitExpression)] = []
  /// Graph nodes of these voltages, once translated.
  var voltages: [Node: Int] = [:]
  /// Nodes that are being substituted; meeting one again is an algebraic loop.
  var openNodes: Set<Node> = []
  /// Parameters that are being substituted, likewise.
  var openParameters: Set<String> = []
  /// Present depth of recursion.
  var depth = 0

  /// Limit on the depth of formulas, which are traversed recursively.
  static let mostLevels = 3000

  init(
    _ definition: SubcircuitDefinition, cellParameters: [String], states wanted: [String]?, constants: [String: Double]
  ) throws(CompilationRefusal) {
    func refuse(_ place: String, _ reason: String) -> CompilationRefusal {
      CompilationRefusal(device: definition.name, place: place, reason: reason)
    }
    self.definition = definition
    guard definition.terminals.count == 2 else {
      let names = definition.terminals.map(\.name).joined(separator: ", ")
      throw refuse("terminals \(names)", "a compiled device has two; there are \(definition.terminals.count)")
    }
    (first, second) = (definition.terminals[0], definition.terminals[1])
    if first == second || first == .ground || second == .ground {
      throw refuse("terminals \(first), \(second)", "they must be two nodes, neither of them ground")
    }
    try readParameters(cellParameters, constants)
    // In order of names, so that the order of the lines does not change the last digit of a sum.
    for card in definition.cards.sorted(by: { $0.name.lowercased() < $1.name.lowercased() }) { try take(card) }
    for card in definition.cards {
      for node in card.nodes where capacitors[node]?.name == card.name && !states.contains(node) { states.append(node) }
    }
    if let wanted {
      let nodes = wanted.map { Node($0) }
      guard Set(nodes) == Set(states), nodes.count == states.count else {
        throw refuse(
          "states \(wanted.joined(separator: ", "))", "the capacitors are at \(states.map(\.name).joined(separator: ", "))")
      }
      states = nodes
    }
    if states.count > DeviceEquations.mostStates {
      throw refuse(states[DeviceEquations.mostStates].name, "a device has at most \(DeviceEquations.mostStates) states")
    }
  }

  /// The graph nodes of current, rates and initial states.
  /// - Throws: `CompilationRefusal` for the first thing that is not supported.
  mutating func equations() throws(CompilationRefusal) -> (current: Int, rates: [Int], initial: [Int]) {
    var current = graph.constant(0)
    var charging = states.map { _ in graph.constant(0) }
    for (name, from, to, formula) in currents {
      let sign = try terminalSign(name, from, to)
      let value = try translate(formula, in: name)
      if let sign {
        current = sign > 0 ? graph.add(current, value) : graph.subtract(current, value)
        continue
      }
      for (node, isInto) in [(from, false), (to, true)] where node != .ground && sources[node] == nil {
        guard let state = states.firstIndex(of: node) else {
          throw refuse(node.name, "\(name) sends a current into this node, which has neither capacitor nor voltage source")
        }
        charging[state] = isInto ? graph.add(charging[state], value) : graph.subtract(charging[state], value)
      }
    }
    var rates: [Int] = []
    var initial: [Int] = []
    for (index, node) in states.enumerated() {
      guard let capacitor = capacitors[node] else { continue }
      let capacitance = try fixed(capacitor.capacitance, in: capacitor.name)
      if let value = graph.constantValue(capacitance), !(value > 0 && value.isFinite) {
        throw refuse(capacitor.name, "its capacitance is \(value) F; it must be positive")
      }
      rates.append(graph.divide(charging[index], capacitance))
      initial.append(try fixed(capacitor.initial, in: capacitor.name))
    }
    return (current, rates, initial)
  }

  func refuse(_ place: String, _ reason: String) -> CompilationRefusal {
    CompilationRefusal(device: definition.name, place: place, reason: reason)
  }

  func isTerminal(_ node: Node) -> Bool { node == first || node == second }

  /// 1 or -1 for a current between the terminals in one direction or the other; nil for one between inner nodes.
  private func terminalSign(_ name: String, _ from: Node, _ to: Node) throws(CompilationRefusal) -> Int? {
    if from == first && to == second { return 1 }
    if from == second && to == first { return -1 }
    if isTerminal(from) || isTerminal(to) {
      throw refuse(name, "a current between \(from) and \(to); allowed are the two terminals, or inner nodes")
    }
    return nil
  }

  // MARK: Cards

  /// Collects the formulas of parameters; cell parameters become inputs of the graph.
  private mutating func readParameters(_ names: [String], _ constants: [String: Double]) throws(CompilationRefusal) {
    for parameter in definition.parameters { locals[parameter.name.lowercased()] = parameter.value }
    for name in constants.keys.sorted() + names where locals[name.lowercased()] == nil {
      throw refuse(name, "the subcircuit has no such parameter")
    }
    for (name, value) in constants { locals[name.lowercased()] = .number(value) }
    for (index, name) in names.enumerated() {
      if names[..<index].contains(where: { $0.lowercased() == name.lowercased() }) {
        throw refuse(name, "this parameter is listed twice")
      }
      parameters[name.lowercased()] = graph.input(.parameter(index))
    }
    for local in definition.locals {
      if locals.updateValue(local.value, forKey: local.name.lowercased()) != nil {
        throw refuse(local.name, "this parameter is defined twice")
      }
    }
  }

  /// Sorts a card into capacitors, sources and currents.
  /// - Throws: `CompilationRefusal` for elements that are not supported.
  private mutating func take(_ card: Card) throws(CompilationRefusal) {
    switch card.kind {
    case .behaviouralCurrent(let from, let to, let formula): currents.append((card.name, from, to, formula))
    case .currentSource(let from, let to, .constant(let value)): currents.append((card.name, from, to, .number(value)))
    case .resistor(let a, let b, let resistance):
      let reference: Node? = b == .ground ? nil : b
      let voltage: CircuitExpression = a == .ground ? .negated(.voltage(b, nil)) : .voltage(a, reference)
      currents.append((card.name, a, b, .binary(voltage, .divide, resistance)))
    case .behaviouralVoltage(let plus, let minus, let formula): try takeSource(card.name, plus, minus, formula)
    case .voltageSource(let plus, let minus, .constant(let value)): try takeSource(card.name, plus, minus, .number(value))
    case .voltageSource, .currentSource: throw refuse(card.name, "it depends on time")
    case .capacitor(let a, let b, let capacitance, let initial):
      let node = b == .ground ? a : b
      guard a == .ground || b == .ground, node != .ground, !isTerminal(node) else {
        throw refuse(card.name, "a capacitor between \(a) and \(b); allowed is one from an inner node to ground")
      }
      let start = initial ?? .number(0)
      let entry = (card.name, capacitance, b == .ground ? start : .negated(start))
      if capacitors.updateValue(entry, forKey: node) != nil { throw refuse(card.name, "a second capacitor at \(node)") }
      if sources[node] != nil { throw refuse(node.name, "it has a capacitor and a voltage source") }
    case .diode, .mosfet, .instance, .tabulatedCurrent:
      throw refuse(card.name, "allowed are B sources, resistors, capacitors and constant sources")
    }
  }

  /// Notes the formula of an inner node's voltage.
  private mutating func takeSource(
    _ name: String, _ plus: Node, _ minus: Node, _ formula: CircuitExpression
  ) throws(CompilationRefusal) {
    let node = minus == .ground ? plus : minus
    guard plus == .ground || minus == .ground, node != .ground, !isTerminal(node) else {
      throw refuse(name, "a voltage source between \(plus) and \(minus); allowed is one from an inner node to ground")
    }
    let voltage = minus == .ground ? formula : .negated(formula)
    if sources.updateValue((name, voltage), forKey: node) != nil { throw refuse(name, "a second voltage source at \(node)") }
    if capacitors[node] != nil { throw refuse(node.name, "it has a capacitor and a voltage source") }
  }
}
