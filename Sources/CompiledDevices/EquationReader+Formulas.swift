import Netlisting

/// Translates formulas into the graph, substituting the parameters and voltages that they name.
extension EquationReader {
  /// Translates a formula that must not depend on voltages, such as a capacitance.
  mutating func fixed(_ expression: CircuitExpression, in place: String) throws(CompilationRefusal) -> Int {
    let result = try translate(expression, in: place)
    guard graph.dependences[result].isSubset(of: .parameters) else {
      throw refuse(place, "its value depends on a voltage; only B sources may")
    }
    return result
  }

  /// Translates a formula.
  /// - Parameter place: the element or parameter that it is part of, for messages.
  mutating func translate(_ expression: CircuitExpression, in place: String) throws(CompilationRefusal) -> Int {
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
    _ function: CircuitExpression.Function, _ values: [Int], in place: String
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

  /// The graph node of a parameter, whose own formula is translated at first use.
  private mutating func parameter(_ name: String, in place: String) throws(CompilationRefusal) -> Int {
    if let value = parameters[name] { return value }
    guard let expression = locals[name] else {
      let reason = CircuitExpression.quantities.contains(name) ? "it depends on \(name)" : "the parameter '\(name)' is not known"
      throw refuse(place, reason)
    }
    guard openParameters.insert(name).inserted else { throw refuse(name, "this parameter is defined by itself") }
    defer { openParameters.remove(name) }
    let value = try fixed(expression, in: name)
    parameters[name] = value
    return value
  }

  /// The graph node of a node's voltage against ground: a state, or the formula of a voltage source.
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
