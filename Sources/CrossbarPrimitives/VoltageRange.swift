/// The range from the lowest to the highest source voltage of a circuit.
///
/// In a circuit whose other elements are all passive, as resistors, filaments and transistors are, no node at rest lies
/// outside of this range. A result that does is a solver's error, and is recognised by `contains`.
public struct VoltageRange: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Voltage of the lowest source, V.
  public let lowest: Double
  /// Voltage of the highest source, V; equal to `lowest` for a single source.
  public let highest: Double

  /// - Parameter voltages: of all sources, ground included if it is one, V.
  /// - Returns: nil without sources, or if the lowest or highest is not finite.
  public init?(ofSources voltages: some Sequence<Double>) {
    guard let lowest = voltages.min(), let highest = voltages.max(), lowest.isFinite, highest.isFinite else { return nil }
    (self.lowest, self.highest) = (lowest, highest)
  }

  /// Whether a node may have this voltage, with an allowance for rounding of one millionth of the largest source voltage.
  ///
  /// Not a number is outside.
  public func contains(_ voltage: Double) -> Bool {
    let slack = 1e-6 * max(abs(lowest), abs(highest))
    return voltage >= lowest - slack && voltage <= highest + slack
  }

  public var description: String { "\(SpiceNumber.shortest(lowest)) to \(SpiceNumber.shortest(highest)) V" }
}
