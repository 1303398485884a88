import Foundation

/// The formula of a behavioural source or of a parameter, as data: every dialect writes it in its own terms.
public indirect enum CircuitExpression: Hashable, Sendable {
  case number(Double)
  case parameter(String)
  /// Voltage of a node against another, or against ground.
  case voltage(Node, Node?)
  case negated(CircuitExpression)
  case binary(CircuitExpression, Operator, CircuitExpression)
  case call(Function, [CircuitExpression])

  public enum Operator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"

    /// How strongly it binds.
    var precedence: Int { self == .add || self == .subtract ? 1 : 2 }
  }

  /// The functions that mean the same in every dialect. Left out is what they disagree on, such as `log`.
  public enum Function: String, Hashable, Sendable, CaseIterable {
    case abs, cosh, exp, max, min, sinh, sqrt, tanh
    /// Base and a whole exponent: HSPICE rounds other ones down, and programs differ on negative bases.
    case pow

    public var argumentCount: Int {
      switch self {
      case .max, .min, .pow: 2
      case .abs, .cosh, .exp, .sinh, .sqrt, .tanh: 1
      }
    }
  }
}

extension CircuitExpression {
  /// The value, or nil where a parameter or voltage is not given.
  public func value(
    parameters: [String: Double] = [:], voltage: (Node, Node?) -> Double? = { _, _ in nil }
  ) -> Double? {
    func evaluate(_ expression: CircuitExpression) -> Double? { expression.value(parameters: parameters, voltage: voltage) }
    switch self {
    case .number(let value): return value
    case .parameter(let name): return parameters[name.lowercased()]
    case .voltage(let node, let reference): return voltage(node, reference)
    case .negated(let inner): return evaluate(inner).map { -$0 }
    case .binary(let left, let operation, let right):
      guard let a = evaluate(left), let b = evaluate(right) else { return nil }
      switch operation {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return a / b
      }
    case .call(let function, let arguments):
      let values = arguments.compactMap(evaluate)
      guard values.count == arguments.count, let first = values.first, let last = values.last else { return nil }
      switch function {
      case .abs: return Swift.abs(first)
      case .cosh: return Foundation.cosh(first)
      case .exp: return Foundation.exp(first)
      case .max: return Swift.max(first, last)
      case .min: return Swift.min(first, last)
      case .pow: return Foundation.pow(first, last)
      case .sinh: return Foundation.sinh(first)
      case .sqrt: return first.squareRoot()
      case .tanh: return Foundation.tanh(first)
      }
    }
  }

  /// Names that are quantities of the analysis where no parameter has them.
  public static let quantities: Set<String> = ["hertz", "temper", "time"]

  /// The names of the parameters in it, lower case.
  public var parameters: Set<String> {
    if case .parameter(let name) = self { return [name.lowercased()] }
    return parts.reduce(into: []) { $0.formUnion($1.parameters) }
  }

  /// The nodes whose voltages it reads.
  var nodes: [Node] {
    if case .voltage(let node, let reference) = self { return [node] + (reference.map { [$0] } ?? []) }
    return parts.flatMap(\.nodes)
  }

  /// How many operations and calls it has.
  var operationCount: Int { parts.isEmpty ? 0 : parts.reduce(1) { $0 + $1.operationCount } }

  /// What it is put together from.
  private var parts: [CircuitExpression] {
    switch self {
    case .number, .parameter, .voltage: []
    case .negated(let inner): [inner]
    case .binary(let left, _, let right): [left, right]
    case .call(_, let arguments): arguments
    }
  }

  /// The formula with other things in place of its parameters, by lower-case name, and of its voltages; nil leaves one.
  func replacing(
    parameter: (String) -> CircuitExpression? = { _ in nil },
    voltage: (Node, Node?) -> CircuitExpression? = { _, _ in nil }
  ) -> CircuitExpression {
    func replaced(_ inner: CircuitExpression) -> CircuitExpression { inner.replacing(parameter: parameter, voltage: voltage) }
    return switch self {
    case .number: self
    case .parameter(let name): parameter(name.lowercased()) ?? self
    case .voltage(let node, let reference): voltage(node, reference) ?? self
    case .negated(let inner): .negated(replaced(inner))
    case .binary(let left, let operation, let right): .binary(replaced(left), operation, replaced(right))
    case .call(let function, let arguments): .call(function, arguments.map(replaced))
    }
  }

  /// The text, with only the parentheses it needs and no spaces.
  /// - Parameters:
  ///   - parameter: how a parameter is written.
  ///   - voltage: how a voltage is written.
  func text(
    number: (Double) -> String, parameter: (String) -> String, voltage: (Node, Node?) -> String
  ) -> String {
    func text(_ expression: CircuitExpression, within precedence: Int) -> String {
      switch expression {
      case .number(let value): value < 0 && precedence > 0 ? "(\(number(value)))" : number(value)
      case .parameter(let name): parameter(name)
      case .voltage(let node, let reference): voltage(node, reference)
      case .negated(let inner): "(-\(text(inner, within: 3)))"
      case .binary(let left, let operation, let right):
        {
          let own = operation.precedence
          // What stands to the right of - or / needs parentheses even at the same strength.
          let inner = text(left, within: own) + operation.rawValue + text(right, within: own + 1)
          return own < precedence ? "(\(inner))" : inner
        }()
      case .call(let function, let arguments):
        "\(function.rawValue)(\(arguments.map { text($0, within: 0) }.joined(separator: ",")))"
      }
    }
    return text(self, within: 0)
  }
}
