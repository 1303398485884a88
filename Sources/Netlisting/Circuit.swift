/// A circuit as data: model libraries, and elements in the order in which they are written.
///
///     var circuit = Circuit(title: "a divider")
///     try circuit.add("V1", .voltageSource(plus: "in", minus: .ground, .constant(1)))
///     try circuit.add("R1", .resistor("in", "out", .ohms(1000)))
///     try circuit.add("R2", .resistor("out", .ground, .ohms(1000)))
///
/// Each name is checked when its element is added. Values, references and connections are checked by `Deck.validate`.
public struct Circuit: Hashable, Sendable {
  /// The first line of the deck; SPICE takes that line as the title whatever it holds.
  public var title: String
  /// Lines for a human reader, written as comments after the title.
  public var comments: [String]
  /// In the order of `include`; no library is there twice.
  public private(set) var libraries: [ModelLibrary] = []
  /// In the order of `add`, in which they are written.
  public private(set) var elements: [Element] = []
  /// The lower-case names that are taken; SPICE ignores letter case.
  private var names: Set<String> = []

  /// A circuit without elements, which `Deck.validate` refuses until some are added.
  public init(title: String, comments: [String] = []) {
    self.title = title
    self.comments = comments
  }

  /// Adds a model library. Adding an equal library again changes nothing.
  public mutating func include(_ library: ModelLibrary) {
    if !libraries.contains(library) { libraries.append(library) }
  }

  /// Adds an element at the end.
  /// - Throws: `NetlistError.elementName` or `.nodeName` for a name that SPICE cannot hold; `.duplicateElement` for an
  ///   element name that is taken, letter case ignored.
  public mutating func add(_ element: Element) throws(NetlistError) {
    guard Self.isName(element.name), element.name.first?.uppercased() == String(element.letter) else {
      throw .elementName(element.name, letter: String(element.letter))
    }
    for node in element.terminals where node != .ground && !Self.isNodeName(node) {
      throw .nodeName(node.name, element: element.name)
    }
    guard names.insert(element.name.lowercased()).inserted else { throw .duplicateElement(element.name) }
    elements.append(element)
  }

  /// Adds an element of this name and kind; otherwise as `add(_:)`.
  public mutating func add(_ name: String, _ kind: Element.Kind) throws(NetlistError) { try add(Element(name, kind)) }

  /// Rejects the names that ngspice reads as something else: its other name for ground, and two quantities of its own.
  private static func isNodeName(_ node: Node) -> Bool {
    isName(node.name) && !["gnd", "time", "temper"].contains(node.key)
  }

  /// Whether a text is a letter followed by letters, digits and `_`, 64 in all at most. Every SPICE takes such a name, and none
  /// reads it as a number or an expression.
  static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter, text.utf8.count <= 64 else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
