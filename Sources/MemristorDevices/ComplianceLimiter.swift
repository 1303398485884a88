import CrossbarPrimitives
import Netlisting

/// An ideal compliance in series with a device: `models/smu/compliance.sub`.
public struct ComplianceLimiter: Hashable, Sendable {
  public let library: ModelLibrary
  public let limit: Current

  public init(limit: Current) throws(NetlistError) {
    library = try ModelLibrary(
      text: String(decoding: PackageResources.compliance_sub, as: UTF8.self), source: "models/smu/compliance.sub")
    self.limit = limit
  }

  public func instance(from input: Node, to output: Node) -> Element.Kind {
    .subcircuit([input, output], name: "compliance_limiter", parameters: [.init("i_limit", limit.si)])
  }
}
