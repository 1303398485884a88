/// A circuit node. Letter case is kept for people and ignored by the circuit.
public struct Node: Hashable, Codable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let name: String

  public init(_ name: String) { self.name = name }
  public init(stringLiteral name: String) { self.name = name }

  /// The reference node, which SPICE calls 0.
  public static let ground = Node("0")

  public var description: String { name }

  public static func == (left: Node, right: Node) -> Bool { left.key == right.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// What SPICE programs compare: the name without its case.
  var key: String { name.lowercased() }
}
