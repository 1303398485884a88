/// A circuit as data: libraries of models, and elements in the order they are written.
public struct Circuit: Hashable, Sendable {
  /// The first line of the deck.
  public var title: String
  /// Words for a reader, written as comments behind the title.
  public var comments: [String]
  public private(set) var libraries: [ModelLibrary] = []
  public private(set) var elements: [Element] = []
  private var names: Set<String> = []

  public init(title: String, comments: [String] = []) {
    self.title = title
    self.comments = comments
  }

  /// Adds a library once; the same library again changes nothing.
  public mutating func include(_ library: ModelLibrary) {
    if !libraries.contains(library) { libraries.append(library) }
  }

  /// Adds an element.
  /// - Throws: `NetlistError` if its name or a node's is not one SPICE can hold, or is taken.
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

  public mutating func add(_ name: String, _ kind: Element.Kind) throws(NetlistError) { try add(Element(name, kind)) }

  /// Not what ngspice reads as something else: its other word for ground, or a quantity of its own.
  private static func isNodeName(_ node: Node) -> Bool {
    isName(node.name) && !["gnd", "time", "temper"].contains(node.key)
  }

  /// Letters, digits and `_` behind a letter: what every SPICE takes and none reads as a number or an expression.
  static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter, text.utf8.count <= 64 else { return false }
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
