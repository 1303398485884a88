import Netlisting

/// Turns the cards of a subcircuit into a graph of its current and rates.
struct EquationReader {
  private(set) var graph = ExpressionGraph()
  /// In the order wanted, as the capacitors spell them.
  private(set) var states: [Node] = []
  private let definition: SubcircuitDefinition
  private let first: Node
  private let second: Node
  /// By name, lower case.
  private var parameters: [String: Int] = [:]
  private var locals: [String: Expression] = [:]
  private var capacitors: [Node: (name: String, capacitance: Expression, initial: Expression)] = [:]
  private var sources: [Node: (name: String, voltage: Expression)] = [:]
  private var currents: [(name: String, from: Node, to: Node, formula: Expression)] = []
  private var voltages: [Node: Int] = [:]
  /// What is being put in just now; met again, it is a loop.
  private var openNodes: Set<Node> = []
  private var openParameters: Set<String> = []
  private var depth = 0

  /// Formulas are walked by recursion, which deeper ones would overflow.
  private static let mostLevels = 3000

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
    // In order of the names, so that the order of the lines makes no difference to a sum's last digit.
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

  /// The current, the rates, and where the states start.
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

  private func refuse(_ place: String, _ reason: String) -> CompilationRefusal {
    CompilationRefusal(device: definition.name, place: place, reason: reason)
  }

  private func isTerminal(_ node: Node) -> Bool { node == first || node == second }

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

  private mutating func readParameters(_ names: [String], _ constants: [String: Double]) throws(CompilationRefusal) {
    for parameter in definition.parameters { parameters[parameter.name.lowercased()] = graph.constant(parameter.value) }
    for (name, value) in constants.sorted(by: { $0.key < $1.key }) {
      guard parameters[name.lowercased()] != nil else { throw refuse(name, "the subcircuit has no such parameter") }
      parameters[name.lowercased()] = graph.constant(value)
    }
    for (index, name) in names.enumerated() {
      guard parameters[name.lowercased()] != nil else { throw refuse(name, "the subcircuit has no such parameter") }
      if names[..<index].contains(where: { $0.lowercased() == name.lowercased() }) {
        throw refuse(name, "this parameter is listed twice")
      }
      parameters[name.lowercased()] = graph.input(.parameter(index))
    }
    for local in definition.locals {
      let name = local.name.lowercased()
      if parameters[name] != nil || locals.updateValue(local.value, forKey: name) != nil {
        throw refuse(local.name, "this parameter is defined twice")
      }
    }
  }

  private mutating func take(_ card: Card) throws(CompilationRefusal) {
    switch card.kind {
    case .behaviouralCurrent(let from, let to, let formula): currents.append((card.name, from, to, formula))
    case .currentSource(let from, let to, .constant(let value)): currents.append((card.name, from, to, .number(value)))
    case .resistor(let a, let b, let resistance):
      let reference: Node? = b == .ground ? nil : b
      let voltage: Expression = a == .ground ? .negated(.voltage(b, nil)) : .voltage(a, reference)
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

  private mutating func takeSource(
    _ name: String, _ plus: Node, _ minus: Node, _ formula: Expression
  ) throws(CompilationRefusal) {
    let node = minus == .ground ? plus : minus
    guard plus == .ground || minus == .ground, node != .ground, !isTerminal(node) else {
      throw refuse(name, "a voltage source between \(plus) and \(minus); allowed is one from an inner node to ground")
    }
    let voltage = minus == .ground ? formula : .negated(formula)
    if sources.updateValue((name, voltage), forKey: node) != nil { throw refuse(name, "a second voltage source at \(node)") }
    if capacitors[node] != nil { throw refuse(node.name, "it has a capacitor and a voltage source") }
  }

  // MARK: Formulas

  /// A formula that may name no voltage.
  private mutating func fixed(_ expression: Expression, in place: String) throws(CompilationRefusal) -> Int {
    let result = try translate(expression, in: place)
    guard graph.dependences[result].isSubset(of: .parameters) else {
      throw refuse(place, "its value depends on a voltage; only B sources may")
    }
    return result
  }

  private mutating func translate(_ expression: Expression, in place: String) throws(CompilationRefusal) -> Int {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.mostLevels { throw refuse(place, "formulas within formulas more than \(Self.mostLevels) deep") }
    if graph.nodes.count > DeviceEquations.mostNodes { throw refuse(place, "more than \(DeviceEquations.mostNodes) operations") }
    switch expression {
    case .number(let value): return graph.constant(value)
    case .parameter(let name): return try parameter(name.lowercased(), in: place)
    case .negated(let inner): return graph.negate(try translate(inner, in: place))
    case .voltage(let node, let reference):
      if node == first && reference == second { return graph.input(.voltage) }
      if node == second && reference == first { return graph.negate(graph.input(.voltage)) }
      let voltage = try self.voltage(node, in: place)
      guard let reference else { return voltage }
      return graph.subtract(voltage, try self.voltage(reference, in: place))
    case .binary(let left, let operation, let right):
      let (a, b) = (try translate(left, in: place), try translate(right, in: place))
      switch operation {
      case .add: return graph.add(a, b)
      case .subtract: return graph.subtract(a, b)
      case .multiply: return graph.multiply(a, b)
      case .divide: return graph.divide(a, b)
      }
    case .call(let function, let arguments):
      var values: [Int] = []
      for argument in arguments { values.append(try translate(argument, in: place)) }
      return try call(function, values, in: place)
    }
  }

  private mutating func call(
    _ function: Expression.Function, _ values: [Int], in place: String
  ) throws(CompilationRefusal) -> Int {
    guard let first = values.first, let last = values.last, values.count == function.argumentCount else {
      throw refuse(place, "'\(function.rawValue)' has \(values.count) arguments")
    }
    switch function {
    case .abs: return graph.unary(.absolute, first)
    case .exp: return graph.unary(.exponential, first)
    case .sqrt: return graph.unary(.squareRoot, first)
    case .tanh: return graph.unary(.tanh, first)
    case .sinh: return graph.unary(.sinh, first)
    case .cosh: return graph.unary(.cosh, first)
    case .min: return graph.minimum(first, last)
    case .max: return graph.maximum(first, last)
    case .pow:
      guard let exponent = graph.constantValue(last), let whole = Int(exactly: exponent), whole.magnitude <= 64 else {
        throw refuse(place, "'pow' has an exponent that is no whole number up to 64, the same for all cells")
      }
      return graph.power(first, whole)
    }
  }

  private mutating func parameter(_ name: String, in place: String) throws(CompilationRefusal) -> Int {
    if let value = parameters[name] { return value }
    guard let expression = locals[name] else {
      let reason = ["time", "temper", "hertz"].contains(name) ? "it depends on \(name)" : "the parameter '\(name)' is not known"
      throw refuse(place, reason)
    }
    guard openParameters.insert(name).inserted else { throw refuse(name, "this parameter is defined by itself") }
    defer { openParameters.remove(name) }
    let value = try fixed(expression, in: name)
    parameters[name] = value
    return value
  }

  private mutating func voltage(_ node: Node, in place: String) throws(CompilationRefusal) -> Int {
    if node == .ground { return graph.constant(0) }
    if let state = states.firstIndex(of: node) { return graph.input(.state(state)) }
    if let known = voltages[node] { return known }
    guard let source = sources[node] else {
      throw refuse(
        isTerminal(node) ? place : node.name,
        isTerminal(node)
          ? "the voltage of \(node) against a node other than the second terminal; allowed is v(\(first),\(second))"
          : "this node has neither a capacitor nor a voltage source")
    }
    guard openNodes.insert(node).inserted else { throw refuse(node.name, "an algebraic loop through this node") }
    defer { openNodes.remove(node) }
    let value = try translate(source.voltage, in: source.name)
    voltages[node] = value
    return value
  }
}
