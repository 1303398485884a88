import CrossbarPrimitives
import Netlisting

/// An ideal compliance (current limit) in series with a device, as a source measure unit has it:
/// `models/smu/compliance.sub`.
///
/// On a bench it takes the access transistor's place; `limit` is the magnitude of the largest current.
public struct ComplianceLimiter: Hashable, Sendable {
  /// The limiter's equations, to be included in the circuit.
  public let library: ModelLibrary
  /// Magnitude of the largest current, in both directions.
  public let limit: Current

  /// - Throws: `NetlistError` if the built-in model cannot be parsed, which would be a packaging error.
  public init(limit: Current) throws(NetlistError) {
    library = try ModelLibrary(
      text: String(decoding: PackageResources.compliance_sub, as: UTF8.self), source: "models/smu/compliance.sub")
    self.limit = limit
  }

  /// The limiter as an element between two nodes; the device is connected to `output`.
  public func instance(from input: Node, to output: Node) -> Element.Kind {
    .subcircuit([input, output], name: "compliance_limiter", parameters: [.init("i_limit", limit.si)])
  }
}
