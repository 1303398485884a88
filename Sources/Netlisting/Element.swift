import CrossbarPrimitives

/// One card of a circuit: a named element whose terminals are part of its kind.
public struct Element: Hashable, Sendable {
  /// The full SPICE name; its first letter says the kind, as in `RBL_3_7` or `XCELL_3_7`.
  public let name: String
  public let kind: Kind

  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  public enum Kind: Hashable, Sendable {
    case resistor(Node, Node, Resistance)
    /// Capacitance in F.
    case capacitor(Node, Node, Double)
    /// A positive current flows from `plus` through the source to `minus`.
    case voltageSource(plus: Node, minus: Node, Stimulus)
    /// A positive current flows from `plus` through the source to `minus`.
    case currentSource(plus: Node, minus: Node, Stimulus)
    case diode(anode: Node, cathode: Node, model: String)
    case mosfet(drain: Node, gate: Node, source: Node, bulk: Node, Mosfet)
    /// An instance of a subcircuit of one of the circuit's libraries.
    case subcircuit([Node], name: String, parameters: [Parameter])
  }

  /// Model and size of a field-effect transistor.
  public struct Mosfet: Hashable, Sendable {
    public var model: String
    public var width: Length
    public var length: Length
    /// How many equal transistors stand in parallel.
    public var multiplier: Int

    public init(model: String, width: Length, length: Length, multiplier: Int = 1) {
      self.model = model
      self.width = width
      self.length = length
      self.multiplier = multiplier
    }
  }

  public struct Parameter: Hashable, Sendable {
    public var name: String
    public var value: Double
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The letter SPICE tells this kind by.
  var letter: Character {
    switch kind {
    case .resistor: "R"
    case .capacitor: "C"
    case .voltageSource: "V"
    case .currentSource: "I"
    case .diode: "D"
    case .mosfet: "M"
    case .subcircuit: "X"
    }
  }

  public var terminals: [Node] {
    switch kind {
    case .resistor(let a, let b, _), .capacitor(let a, let b, _): [a, b]
    case .voltageSource(let plus, let minus, _), .currentSource(let plus, let minus, _): [plus, minus]
    case .diode(let anode, let cathode, _): [anode, cathode]
    case .mosfet(let drain, let gate, let source, let bulk, _): [drain, gate, source, bulk]
    case .subcircuit(let nodes, _, _): nodes
    }
  }

  /// The terminals between which direct current can flow; a node reached by none of these floats.
  var conductingTerminals: [Node] {
    switch kind {
    case .resistor, .voltageSource, .diode, .subcircuit: terminals
    case .capacitor, .currentSource: []
    case .mosfet(let drain, _, let source, let bulk, _): [drain, source, bulk]
    }
  }
}
