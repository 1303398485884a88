/// Why a device cannot be compiled: it is beyond what the compiled simulator reproduces exactly.
public struct CompilationRefusal: Error, Hashable, CustomStringConvertible {
  /// The subcircuit or model card.
  public let device: String
  /// The element, node, parameter or function in it.
  public let place: String
  public let reason: String

  public init(device: String, place: String, reason: String) {
    self.device = device
    self.place = place
    self.reason = reason
  }

  public var description: String { "\(device): \(place): \(reason)" }
}
