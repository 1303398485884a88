import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// What each thing of a device is called in its Verilog-A module, and how formulas are written there.
struct VerilogAWords {
  let module: String
  /// The terminals in the order of the subcircuit.
  let first, second: String
  /// Every node but ground.
  private(set) var nodes: [Node: String] = [:]
  /// The variables of the currents, in the order of the device's structure.
  private(set) var currents: [String] = []
  /// By lower-case name, derived ones included.
  private var parameters: [String: String] = [:]
  /// Nodes whose voltage is a variable of the module.
  private let computed: Set<Node>
  private let refuse: (String) -> ExchangeError

  /// - Parameter refuse: makes an error of a reason.
  init(
    _ definition: SubcircuitDefinition, _ structure: DeviceStructure, refuse: @escaping (String) -> ExchangeError
  ) throws(ExchangeError) {
    self.refuse = refuse
    var names = VerilogANames()
    module = names.take(definition.name)
    first = names.take(structure.first.name)
    second = names.take(structure.second.name)
    nodes = [structure.first: first, structure.second: second]
    // Parameters come first, since an instance names them.
    for assignment in definition.parameters + definition.locals {
      let name = assignment.name.lowercased()
      guard parameters[name] == nil else { throw refuse("the parameter '\(name)' is defined twice") }
      parameters[name] = names.take(name)
    }
    for state in structure.states { nodes[state.node] = names.take(state.node.name) }
    for voltage in structure.voltages { nodes[voltage.node] = names.take(voltage.node.name) }
    computed = Set(structure.voltages.map(\.node))
    currents = structure.currents.map { names.take($0.card) }
  }

  func name(of node: Node) -> String { nodes[node] ?? node.name }
  func name(ofParameter name: String) -> String { parameters[name.lowercased()] ?? name }

  /// Always with a point or an exponent: 1/2 of whole numbers would be 0.
  func number(_ value: Double) -> String { "\(value)" }

  /// Terms by index of a current, with a minus sign where negative.
  func sum(_ terms: [(index: Int, isNegative: Bool)]) -> String {
    // Without blanks, as in all formulas.
    terms.enumerated().map { position, term in
      (term.isNegative ? "-" : position == 0 ? "" : "+") + currents[term.index]
    }.joined()
  }

  /// - Parameters:
  ///   - place: the parameter, node or card that the formula belongs to, for messages.
  ///   - isConstant: whether it must not change during an analysis, as a parameter's default.
  func text(_ formula: CircuitExpression, of place: String, isConstant: Bool = false) throws(ExchangeError) -> String {
    let known: Set = isConstant ? [] : ["temper", "time"]
    for name in formula.parameters where parameters[name] == nil && !known.contains(name) {
      throw refuse("\(place): it depends on '\(name)', which the language does not know there")
    }
    return formula.text(
      number: number,
      parameter: { parameters[$0.lowercased()] ?? ($0.lowercased() == "time" ? "$abstime" : "($temperature-273.15)") },
      voltage: voltage)
  }

  private func voltage(_ node: Node, _ reference: Node?) -> String {
    let reference = reference == .ground ? nil : reference
    func single(_ node: Node) -> String { computed.contains(node) ? name(of: node) : "V(\(name(of: node)))" }
    if node == .ground { return reference.map { "(-\(single($0)))" } ?? number(0) }
    guard let reference else { return single(node) }
    return computed.contains(node) || computed.contains(reference)
      ? "(\(single(node))-\(single(reference)))" : "V(\(name(of: node)),\(name(of: reference)))"
  }
}
