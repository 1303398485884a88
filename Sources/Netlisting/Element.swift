import CrossbarPrimitives

/// One element of a circuit: a name, and a kind that holds its terminals and values.
///
/// Values are plain quantities. `Card` is its counterpart in subcircuits, where values may be formulas.
public struct Element: Hashable, Sendable {
  /// The full SPICE name; its first letter states the kind, as in `RBL_3_7` or `XCELL_3_7`.
  public let name: String
  /// What the element is, with its terminals and values.
  public let kind: Kind

  /// Nothing is checked here; `Circuit.add` checks the name.
  public init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// What an element is. Nodes are in SPICE's order.
  public enum Kind: Hashable, Sendable {
    /// A linear resistor; more than 0 ohm.
    case resistor(Node, Node, Resistance)
    /// Capacitance in F.
    case capacitor(Node, Node, Double)
    /// A positive current flows from `plus` through the source to `minus`.
    case voltageSource(plus: Node, minus: Node, Stimulus)
    /// A positive current flows from `plus` through the source to `minus`.
    case currentSource(plus: Node, minus: Node, Stimulus)
    /// A junction diode; `model` names a `.model` card of type `d`.
    case diode(anode: Node, cathode: Node, model: String)
    /// A field-effect transistor whose model is a `.model` card of type `nmos` or `pmos`.
    case mosfet(drain: Node, gate: Node, source: Node, bulk: Node, Mosfet)
    /// An instance of a subcircuit from one of the circuit's libraries. Parameters that are not given keep their defaults.
    case subcircuit([Node], name: String, parameters: [Parameter])
  }

  /// Model and size of a field-effect transistor.
  public struct Mosfet: Hashable, Sendable {
    /// The name of a `.model` card; letter case does not matter.
    public var model: String
    /// Channel width of one of the parallel transistors.
    public var width: Length
    /// Channel length.
    public var length: Length
    /// The number of equal transistors in parallel, above 0. A fraction makes one stronger or weaker, junctions included.
    public var multiplier: Double
    /// Further parameters that the model's instances take, such as a number of fingers.
    public var parameters: [Parameter]

    /// Nothing is checked here; `Deck.validate` wants sizes and multiplier above zero.
    public init(model: String, width: Length, length: Length, multiplier: Double = 1, parameters: [Parameter] = []) {
      self.parameters = parameters
      self.model = model
      self.width = width
      self.length = length
      self.multiplier = multiplier
    }
  }

  /// A named number: a parameter of an instance or of a model card, in the unit that the model expects.
  public struct Parameter: Hashable, Sendable {
    /// As the subcircuit or model defines it; letter case does not matter.
    public var name: String
    /// `Deck.validate` refuses infinities and NaN in an instance.
    public var value: Double
    /// Nothing is checked here; `Deck.validate` checks that the subcircuit has the parameter.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The letter that the name of such an element begins with in SPICE.
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

  /// The nodes in SPICE's order, such as drain, gate, source, bulk.
  public var terminals: [Node] {
    switch kind {
    case .resistor(let a, let b, _), .capacitor(let a, let b, _): [a, b]
    case .voltageSource(let plus, let minus, _), .currentSource(let plus, let minus, _): [plus, minus]
    case .diode(let anode, let cathode, _): [anode, cathode]
    case .mosfet(let drain, let gate, let source, let bulk, _): [drain, gate, source, bulk]
    case .subcircuit(let nodes, _, _): nodes
    }
  }

  /// The terminals between which direct current can flow. A node that is none of these for any element floats. A subcircuit
  /// is taken to conduct between all of its terminals.
  var conductingTerminals: [Node] {
    switch kind {
    case .resistor, .voltageSource, .diode, .subcircuit: terminals
    case .capacitor, .currentSource: []
    case .mosfet(let drain, _, let source, let bulk, _): [drain, source, bulk]
    }
  }
}
