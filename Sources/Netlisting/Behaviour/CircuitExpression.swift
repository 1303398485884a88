import Foundation

/// The formula of a behavioural source or of a parameter, as data: each dialect writes it in its own notation.
///
///     // V(a,b)/{r}
///     .binary(.voltage("a", "b"), .divide, .parameter("r"))
public indirect enum CircuitExpression: Hashable, Sendable {
  /// A constant, in SI units.
  case number(Double)
  /// A parameter, or one of `quantities`; letter case does not matter.
  case parameter(String)
  /// The voltage of a node against another, V; nil stands for ground.
  case voltage(Node, Node?)
  /// The expression with a minus sign.
  case negated(CircuitExpression)
  /// Left operand, operation, right operand.
  case binary(CircuitExpression, Operator, CircuitExpression)
  /// A function with as many arguments as its `argumentCount`.
  case call(Function, [CircuitExpression])

  /// The four operations that have one meaning in all dialects; powers are `Function.pow`.
  public enum Operator: String, Hashable, Sendable {
    /// Left plus right.
    case add = "+"
    /// Left minus right.
    case subtract = "-"
    /// Left times right.
    case multiply = "*"
    /// Left over right; infinite or NaN where the right is zero.
    case divide = "/"

    /// How strongly it binds: 1 for sums, 2 for products.
    var precedence: Int { self == .add || self == .subtract ? 1 : 2 }
  }

  /// The functions that mean the same in all dialects. Those on which dialects disagree, such as `log`, are left out.
  public enum Function: String, Hashable, Sendable, CaseIterable {
    /// `max` and `min` take two arguments, the others one; `exp` is to the base e.
    case abs, cosh, exp, max, min, sinh, sqrt, tanh
    /// Base and a whole exponent: HSPICE rounds other exponents down, and simulators differ on negative bases.
    case pow

    /// How many arguments a call has.
    public var argumentCount: Int {
      switch self {
      case .max, .min, .pow: 2
      case .abs, .cosh, .exp, .sinh, .sqrt, .tanh: 1
      }
    }
  }
}

extension CircuitExpression {
  /// Evaluates the expression. Nil if it names a parameter or voltage that is not given.
  /// - Parameters:
  ///   - parameters: values by lower-case name.
  ///   - voltage: the voltage between two nodes, V; called for each voltage in the expression.
  /// - Returns: a number that may be infinite or NaN, as after a division by zero.
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

  /// Names that stand for quantities of the analysis (frequency, temperature, time) unless a parameter has the name.
  public static let quantities: Set<String> = ["hertz", "temper", "time"]

  /// The names of all parameters and `quantities` in it, lower case.
  public var parameters: Set<String> {
    if case .parameter(let name) = self { return [name.lowercased()] }
    return parts.reduce(into: []) { $0.formUnion($1.parameters) }
  }

  /// The nodes whose voltages it reads, with repetitions.
  package var nodes: [Node] {
    if case .voltage(let node, let reference) = self { return [node] + (reference.map { [$0] } ?? []) }
    return parts.flatMap(\.nodes)
  }

  /// All constants, with repetitions.
  package var numbers: [Double] {
    if case .number(let value) = self { return [value] }
    return parts.flatMap(\.numbers)
  }

  /// The number of operations and calls; 0 for a number, parameter or voltage.
  var operationCount: Int { parts.isEmpty ? 0 : parts.reduce(1) { $0 + $1.operationCount } }

  /// The operands or arguments.
  private var parts: [CircuitExpression] {
    switch self {
    case .number, .parameter, .voltage: []
    case .negated(let inner): [inner]
    case .binary(let left, _, let right): [left, right]
    case .call(_, let arguments): arguments
    }
  }

  /// The formula with some of its parameters and voltages replaced.
  /// - Parameters:
  ///   - parameter: the replacement for a parameter, given its lower-case name; nil keeps it.
  ///   - voltage: the replacement for a voltage; nil keeps it.
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

  /// The formula as text without spaces, with only the parentheses that it needs.
  /// - Parameters:
  ///   - number: writes a number.
  ///   - parameter: writes a parameter, given its name as spelt.
  ///   - voltage: writes a voltage between two nodes, or against ground.
  package func text(
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
          // An operand to the right of - or / needs parentheses even at the same precedence.
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
