import Foundation

/// What a module says at given voltages: the currents out of its nodes.
struct VerilogAEvaluation {
  /// A by node: the current that the module draws from it. Ground is not among them.
  private(set) var flows: [String: Double] = [:]
  /// C by node: the charge that it holds there.
  private(set) var charges: [String: Double] = [:]
  /// Of parameters and variables.
  private var values: [String: Double] = [:]
  /// A by node: the magnitudes of the terms that its flow is the sum of, against which rounding counts.
  private(set) var terms: [String: Double] = [:]

  /// - Parameters:
  ///   - parameters: of those that an instance sets; the others have their defaults.
  ///   - voltages: of the nodes against ground.
  init(_ module: VerilogASyntax, parameters: [String: Double] = [:], voltages: [String: Double], isStatic: Bool = false) {
    for parameter in module.parameters {
      values[parameter.name] = parameters[parameter.name] ?? Self.value(parameter.value, values, [:])
    }
    run(module.statements, voltages, isStatic)
  }

  private mutating func run(_ statements: [VerilogASyntax.Statement], _ voltages: [String: Double], _ isStatic: Bool) {
    for statement in statements {
      switch statement {
      case .assign(let name, let expression): values[name] = Self.value(expression, values, voltages)
      case .flow(let from, let to, let expression):
        let value = Self.value(expression, values, voltages)
        flows[from, default: 0] += value
        terms[from, default: 0] += magnitude(expression, voltages)
        if let to { flows[to, default: 0] -= value }
      case .charge(let from, let to, let expression):
        let value = Self.value(expression, values, voltages)
        charges[from, default: 0] += value
        if let to { charges[to, default: 0] -= value }
      case .ifStatic(let first, let second): run(isStatic ? first : second, voltages, isStatic)
      }
    }
  }

  /// The sum of the magnitudes of a sum's terms.
  private func magnitude(_ expression: VerilogASyntax.Expression, _ voltages: [String: Double]) -> Double {
    switch expression {
    case .binary(let left, "+", let right), .binary(let left, "-", let right):
      magnitude(left, voltages) + magnitude(right, voltages)
    default: abs(Self.value(expression, values, voltages))
    }
  }

  private static func value(
    _ expression: VerilogASyntax.Expression, _ values: [String: Double], _ voltages: [String: Double]
  ) -> Double {
    func value(_ inner: VerilogASyntax.Expression) -> Double { Self.value(inner, values, voltages) }
    switch expression {
    case .number(let number): return number
    case .name(let name): return values[name] ?? .nan
    case .potential(let node, let reference):
      return (voltages[node] ?? .nan) - (reference.map { voltages[$0] ?? .nan } ?? 0)
    case .negated(let inner): return -value(inner)
    case .binary(let left, let sign, let right):
      let (a, b) = (value(left), value(right))
      return sign == "+" ? a + b : sign == "-" ? a - b : sign == "*" ? a * b : a / b
    case .call(let name, let arguments):
      let (a, b) = (value(arguments[0]), arguments.count > 1 ? value(arguments[1]) : 0)
      switch name {
      case "abs": return abs(a)
      case "cosh": return cosh(a)
      case "exp": return exp(a)
      case "sinh": return sinh(a)
      case "sqrt": return a.squareRoot()
      case "tanh": return tanh(a)
      case "max": return max(a, b)
      case "min": return min(a, b)
      case "pow": return pow(a, b)
      default: return .nan
      }
    }
  }
}
