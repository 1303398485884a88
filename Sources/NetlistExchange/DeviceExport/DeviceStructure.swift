import Netlisting

/// The cards of a two-terminal device sorted by what they do: currents between its terminals, states, and voltages that
/// formulas give to inner nodes.
struct DeviceStructure {
  /// A card that carries a current from one node to another.
  struct Current {
    let card: String
    let formula: CircuitExpression
  }

  /// An inner node with a capacitor to ground.
  struct State {
    let node: Node
    /// F.
    let capacitance: CircuitExpression
    /// The node's voltage at the start.
    let initial: CircuitExpression
    /// What discharges the capacitor (`isOut`) and what charges it, by index of `currents`.
    var currents: [(index: Int, isOut: Bool)] = []
  }

  /// The device's two terminals.
  let first, second: Node
  /// All currents, each once.
  private(set) var currents: [Current] = []
  /// Those from the first terminal to the second, or back where they are not forward.
  private(set) var through: [(index: Int, isForward: Bool)] = []
  private(set) var states: [State] = []
  /// Voltages of inner nodes against ground, each after those that its formula reads.
  private(set) var voltages: [(node: Node, formula: CircuitExpression)] = []

  /// - Throws: `Refusal` for the first card that is no part of such a device.
  init(_ definition: SubcircuitDefinition) throws(Refusal) {
    guard definition.terminals.count == 2 else {
      throw Refusal(reason: "it has \(definition.terminals.count) terminals; allowed are two")
    }
    (first, second) = (definition.terminals[0], definition.terminals[1])
    var given: [Node: (card: String, formula: CircuitExpression)] = [:]
    for card in definition.cards {
      switch card.kind {
      case .capacitor(let node, .ground, let capacitance, let initial) where !isTerminal(node):
        guard !states.contains(where: { $0.node == node }) else { throw Refusal(card, "it is the second capacitor at \(node)") }
        states.append(State(node: node, capacitance: capacitance, initial: initial ?? .number(0)))
      case .behaviouralVoltage(let node, .ground, let formula) where !isTerminal(node):
        guard given[node] == nil else { throw Refusal(card, "it is the second voltage source at \(node)") }
        given[node] = (card.name, formula)
      case .behaviouralCurrent, .resistor: break
      default:
        throw Refusal(card, "allowed are B sources, resistors, and capacitors and voltages of inner nodes against ground")
      }
    }
    if let state = states.first(where: { given[$0.node] != nil }) {
      throw Refusal(reason: "the node \(state.node) has both a capacitor and a voltage source")
    }
    for card in definition.cards { try takeCurrent(card, given: Set(given.keys)) }
    try order(given, definition)
  }

  /// Why a device cannot be sorted; names the card or node.
  struct Refusal: Error {
    let reason: String

    init(reason: String) { self.reason = reason }
    init(_ card: Card, _ reason: String) { self.init(reason: "\(card.name): \(reason)") }
  }

  private func isTerminal(_ node: Node) -> Bool { node == first || node == second }

  private mutating func takeCurrent(_ card: Card, given: Set<Node>) throws(Refusal) {
    let (from, to, formula): (Node, Node, CircuitExpression)
    switch card.kind {
    case .behaviouralCurrent(let plus, let minus, let current): (from, to, formula) = (plus, minus, current)
    case .resistor(let a, let b, let resistance):
      let voltage: CircuitExpression = a == .ground ? .negated(.voltage(b, nil)) : .voltage(a, b == .ground ? nil : b)
      (from, to, formula) = (a, b, .binary(voltage, .divide, resistance))
    default: return
    }
    guard from != to else { return }
    let index = currents.count
    currents.append(Current(card: card.name, formula: formula))
    if isTerminal(from) && isTerminal(to) { return through.append((index, from == first)) }
    guard !isTerminal(from), !isTerminal(to) else {
      throw Refusal(card, "a current between \(from) and \(to); allowed are the two terminals, or inner nodes")
    }
    // What a voltage source takes up changes nothing.
    for (node, isOut) in [(from, true), (to, false)] where node != .ground && !given.contains(node) {
      guard let state = states.firstIndex(where: { $0.node == node }) else {
        throw Refusal(card, "the node \(node) has neither a capacitor nor a voltage source")
      }
      states[state].currents.append((index, isOut))
    }
  }

  /// Puts the given voltages into the order in which they can be computed, and checks that all nodes that are read exist.
  private mutating func order(
    _ given: [Node: (card: String, formula: CircuitExpression)], _ definition: SubcircuitDefinition
  ) throws(Refusal) {
    var open: Set<Node> = []
    var done: Set<Node> = []
    /// Visits what a formula reads before the formula itself.
    func visit(_ formula: CircuitExpression, of card: String) throws(Refusal) {
      for node in formula.nodes where node != .ground && !isTerminal(node) && !states.contains(where: { $0.node == node }) {
        guard let source = given[node] else {
          throw Refusal(reason: "\(card): the node \(node), whose voltage it reads, has neither a capacitor nor a voltage source")
        }
        if done.contains(node) { continue }
        guard open.insert(node).inserted else { throw Refusal(reason: "\(card): an algebraic loop through \(node)") }
        try visit(source.formula, of: source.card)
        done.insert(node)
        voltages.append((node, source.formula))
      }
    }
    for current in currents { try visit(current.formula, of: current.card) }
    for state in states {
      for formula in [state.capacitance, state.initial] where !formula.nodes.isEmpty {
        throw Refusal(reason: "the capacitor at \(state.node) depends on a voltage; only B sources may")
      }
    }
  }
}
