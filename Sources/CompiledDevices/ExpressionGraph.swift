import Foundation

/// An operation on values, in a graph and in the programs made from it.
enum Operation: UInt8, Sendable {
  case add, subtract, multiply, minimum, maximum
  case negate, reciprocal, absolute, squareRoot, exponential, sinh, cosh, tanh
  /// The third operand if the first is less than the second, else the fourth.
  case select
  /// a·b + c, a·b - c and c - a·b, in programs only. Each rounds twice; what they save is an instruction and a
  /// register.
  case multiplyAdd, multiplySubtract, negatedMultiplyAdd
}

/// Formulas as a graph in which equal subexpressions are one node. Formulas are simplified as they are added. Nodes are
/// identified by number; the methods that build formulas return the number of the result.
///
/// Operands always have lower numbers than the nodes that use them, so ascending order visits operands first.
struct ExpressionGraph: Sendable {
  /// An input of the formulas: voltage across the device, V, or the state or parameter of an index.
  enum Input: Hashable, Sendable { case voltage, state(Int), parameter(Int) }

  /// A constant, an input, or an operation on the nodes of the given numbers.
  enum Node: Hashable, Sendable {
    case constant(Double)
    case input(Input)
    case operation(Operation, [Int])

    var operands: [Int] {
      if case .operation(_, let operands) = self { operands } else { [] }
    }
  }

  /// The inputs that a node's value depends on; empty for a constant.
  struct Dependence: OptionSet, Sendable {
    let rawValue: UInt8
    static let parameters = Dependence(rawValue: 1)
    static let states = Dependence(rawValue: 2)
    static let voltage = Dependence(rawValue: 4)
    static let all: Dependence = [.parameters, .states, .voltage]
  }

  /// All nodes by number, operands first.
  private(set) var nodes: [Node] = []
  /// Dependence of each node, by number.
  private(set) var dependences: [Dependence] = []
  /// Number of each node: equal nodes are added once.
  private var numbers: [Node: Int] = [:]

  private mutating func put(_ node: Node) -> Int {
    if let number = numbers[node] { return number }
    let dependence: Dependence =
      switch node {
      case .input(.voltage): .voltage
      case .input(.state): .states
      case .input(.parameter): .parameters
      default: node.operands.reduce(into: []) { $0.formUnion(dependences[$1]) }
      }
    nodes.append(node)
    dependences.append(dependence)
    numbers[node] = nodes.count - 1
    return nodes.count - 1
  }

  /// The value of a constant node; nil for any other.
  func constantValue(_ node: Int) -> Double? {
    if case .constant(let value) = nodes[node] { value } else { nil }
  }

  /// The first operand of a node with this operation; nil for any other node.
  private func operand(of operation: Operation, _ node: Int) -> Int? {
    if case .operation(operation, let operands) = nodes[node] { operands[0] } else { nil }
  }

  private mutating func put(_ operation: Operation, _ operands: Int...) -> Int { put(.operation(operation, operands)) }

  // MARK: Operations

  mutating func constant(_ value: Double) -> Int { put(.constant(value)) }

  mutating func input(_ input: Input) -> Int { put(.input(input)) }

  mutating func add(_ a: Int, _ b: Int) -> Int {
    switch (constantValue(a), constantValue(b)) {
    case (let x?, let y?): return constant(x + y)
    case (0, _): return b
    case (_, 0): return a
    default: break
    }
    if let inner = operand(of: .negate, b) { return subtract(a, inner) }
    if let inner = operand(of: .negate, a) { return subtract(b, inner) }
    return put(.add, min(a, b), max(a, b))
  }

  mutating func subtract(_ a: Int, _ b: Int) -> Int {
    if a == b { return constant(0) }
    switch (constantValue(a), constantValue(b)) {
    case (let x?, let y?): return constant(x - y)
    case (_, 0): return a
    case (0, _): return negate(b)
    default: break
    }
    if let inner = operand(of: .negate, b) { return add(a, inner) }
    return put(.subtract, a, b)
  }

  mutating func multiply(_ a: Int, _ b: Int) -> Int {
    switch (constantValue(a), constantValue(b)) {
    case (let x?, let y?): return constant(x * y)
    case (0, _), (_, 0): return constant(0)
    case (1, _): return b
    case (_, 1): return a
    case (-1, _): return negate(b)
    case (_, -1): return negate(a)
    default: break
    }
    if let inner = operand(of: .negate, a) { return negate(multiply(inner, b)) }
    if let inner = operand(of: .negate, b) { return negate(multiply(a, inner)) }
    return regrouped(a, b) ?? regrouped(b, a) ?? put(.multiply, min(a, b), max(a, b))
  }

  /// Brings factors together that are constant over a pulse, so that their product is computed once per pulse.
  private mutating func regrouped(_ product: Int, _ factor: Int) -> Int? {
    func isFixed(_ node: Int) -> Bool { dependences[node].isSubset(of: .parameters) }
    guard isFixed(factor), !isFixed(product), case .operation(.multiply, let factors) = nodes[product] else {
      return nil
    }
    let (a, b) = (factors[0], factors[1])
    if isFixed(a) { return multiply(multiply(a, factor), b) }
    if isFixed(b) { return multiply(multiply(b, factor), a) }
    return nil
  }

  mutating func negate(_ a: Int) -> Int {
    if let value = constantValue(a) { return constant(-value) }
    if let inner = operand(of: .negate, a) { return inner }
    if case .operation(.subtract, let terms) = nodes[a] { return subtract(terms[1], terms[0]) }
    return put(.negate, a)
  }

  mutating func divide(_ a: Int, _ b: Int) -> Int { multiply(a, unary(.reciprocal, b)) }

  mutating func unary(_ operation: Operation, _ a: Int) -> Int {
    if operation == .negate { return negate(a) }
    if let value = constantValue(a) { return constant(Self.value(operation, value)) }
    if operation == .reciprocal {
      if let inner = operand(of: .reciprocal, a) { return inner }
      if let inner = operand(of: .negate, a) { return negate(unary(.reciprocal, inner)) }
    }
    return put(operation, a)
  }

  /// The value of an operation on one operand.
  private static func value(_ operation: Operation, _ value: Double) -> Double {
    switch operation {
    case .reciprocal: 1 / value
    case .absolute: abs(value)
    case .squareRoot: value.squareRoot()
    case .exponential: Foundation.exp(value)
    case .sinh: Foundation.sinh(value)
    case .cosh: Foundation.cosh(value)
    case .tanh: Foundation.tanh(value)
    default: -value
    }
  }

  mutating func minimum(_ a: Int, _ b: Int) -> Int { extreme(.minimum, a, b, Swift.min) }

  mutating func maximum(_ a: Int, _ b: Int) -> Int { extreme(.maximum, a, b, Swift.max) }

  private mutating func extreme(_ operation: Operation, _ a: Int, _ b: Int, _ choose: (Double, Double) -> Double) -> Int {
    if a == b { return a }
    if let x = constantValue(a), let y = constantValue(b) { return constant(choose(x, y)) }
    return put(operation, a, b)
  }

  /// `yes` where a is less than b, else `no`.
  mutating func select(_ a: Int, lessThan b: Int, _ yes: Int, _ no: Int) -> Int {
    if yes == no { return yes }
    if let x = constantValue(a), let y = constantValue(b) { return x < y ? yes : no }
    return put(.select, a, b, yes, no)
  }

  /// An integer power by repeated squaring; a negative exponent gives the reciprocal.
  mutating func power(_ base: Int, _ exponent: Int) -> Int {
    var (result, square, rest) = (constant(1), base, exponent.magnitude)
    while rest > 0 {
      if rest & 1 == 1 { result = multiply(result, square) }
      rest >>= 1
      if rest > 0 { square = multiply(square, square) }
    }
    return exponent < 0 ? unary(.reciprocal, result) : result
  }

  // MARK: Derivatives

  /// The derivatives of nodes with respect to an input, in the nodes' order. They share subexpressions with the values.
  mutating func derivatives(of outputs: [Int], by input: Input) -> [Int] {
    let variable = self.input(input)
    let zero = constant(0)
    var derivatives = [Int: Int]()
    for node in reachable(from: outputs) {
      if node == variable { derivatives[node] = constant(1); continue }
      let inner = nodes[node].operands.map { derivatives[$0] ?? zero }
      if inner.allSatisfy({ $0 == zero }) { continue }
      derivatives[node] = derivative(of: node, inner)
    }
    return outputs.map { derivatives[$0] ?? zero }
  }

  /// - Parameter inner: the derivatives of the node's operands.
  private mutating func derivative(of node: Int, _ inner: [Int]) -> Int {
    guard case .operation(let operation, let operands) = nodes[node] else { return constant(0) }
    let a = operands[0]
    switch operation {
    case .add: return add(inner[0], inner[1])
    case .subtract: return subtract(inner[0], inner[1])
    case .multiply: return add(multiply(inner[0], operands[1]), multiply(a, inner[1]))
    case .minimum: return select(a, lessThan: operands[1], inner[0], inner[1])
    case .maximum: return select(a, lessThan: operands[1], inner[1], inner[0])
    case .select: return select(a, lessThan: operands[1], inner[2], inner[3])
    case .negate: return negate(inner[0])
    case .reciprocal: return negate(multiply(multiply(node, node), inner[0]))
    case .absolute: return select(a, lessThan: constant(0), negate(inner[0]), inner[0])
    case .squareRoot:
      // The slope at 0 is infinite; times an inner slope of 0, as of sqrt(v²), it would be NaN.
      let twice = maximum(add(node, node), constant(1e-150))
      return multiply(inner[0], unary(.reciprocal, twice))
    case .exponential: return multiply(node, inner[0])
    case .sinh: return multiply(unary(.cosh, a), inner[0])
    case .cosh: return multiply(unary(.sinh, a), inner[0])
    case .tanh: return multiply(subtract(constant(1), multiply(node, node)), inner[0])
    case .multiplyAdd, .multiplySubtract, .negatedMultiplyAdd: return constant(0)
    }
  }

  /// All nodes that the given ones depend on, including themselves, operands first.
  func reachable(from outputs: [Int]) -> [Int] {
    var found = Set(outputs)
    var rest = outputs
    while let node = rest.popLast() {
      for operand in nodes[node].operands where found.insert(operand).inserted { rest.append(operand) }
    }
    return found.sorted()
  }
}
