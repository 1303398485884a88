/// The voltages between the lowest and the highest source of a circuit. Where all else is passive, as resistors, filaments and
/// transistors are, no node at rest lies outside of it.
public struct VoltageRange: Hashable, Codable, Sendable, CustomStringConvertible {
  /// V.
  public let lowest: Double
  /// V.
  public let highest: Double

  /// - Parameter voltages: of all sources, V.
  /// - Returns: nil if there is none.
  public init?(ofSources voltages: some Sequence<Double>) {
    guard let lowest = voltages.min(), let highest = voltages.max(), lowest.isFinite, highest.isFinite else { return nil }
    (self.lowest, self.highest) = (lowest, highest)
  }

  /// Whether a node may have the voltage, but for the rounding of the arithmetic: a millionth of the largest source. A number
  /// that is none is not allowed.
  public func contains(_ voltage: Double) -> Bool {
    let slack = 1e-6 * max(abs(lowest), abs(highest))
    return voltage >= lowest - slack && voltage <= highest + slack
  }

  public var description: String { "\(SpiceNumber.shortest(lowest)) to \(SpiceNumber.shortest(highest)) V" }
}
