/// A node of a circuit, known by its name. The spelling is kept for people; comparison ignores letter case, as SPICE does.
///
///     Node("BL_0_3") == "bl_0_3"   // true
public struct Node: Hashable, Codable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// As given. `Circuit.add` checks that SPICE can hold it.
  public let name: String

  /// Takes any text; the name `0` is ground.
  public init(_ name: String) { self.name = name }
  public init(stringLiteral name: String) { self.name = name }

  /// The reference node at 0 V, which SPICE calls `0`.
  public static let ground = Node("0")

  public var description: String { name }

  public static func == (left: Node, right: Node) -> Bool { left.key == right.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// The name in lower case, by which SPICE programs compare nodes.
  var key: String { name.lowercased() }
}
