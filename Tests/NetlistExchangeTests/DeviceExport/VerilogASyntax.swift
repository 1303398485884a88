/// A module as the grammar reads it.
struct VerilogASyntax {
  indirect enum Expression {
    case number(Double)
    /// A parameter or variable.
    case name(String)
    /// V(a) or V(a,b).
    case potential(String, String?)
    case negated(Expression)
    case binary(Expression, String, Expression)
    case call(String, [Expression])
  }

  struct Parameter {
    let name: String
    let value: Expression
    let range: (low: Expression, high: Expression)?
    let attributes: [String: String]
  }

  enum Statement {
    case assign(String, Expression)
    /// A current out of the first node into the second, or into ground.
    case flow(String, String?, Expression)
    /// A charge whose derivative flows so.
    case charge(String, String?, Expression)
    /// In operating points the first, otherwise the second.
    case ifStatic([Statement], [Statement])
  }

  var name = ""
  var ports: [String] = []
  /// The nodes that are no ports.
  var nodes: [String] = []
  var parameters: [Parameter] = []
  var variables: [String] = []
  var statements: [Statement] = []
}
