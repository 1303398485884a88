import CrossbarPrimitives

/// How well a read tells the two states of the selected cell apart when every other cell is in LRS, the worst pattern
/// for a current that is sensed.
public struct ReadMargin: Hashable, Sendable {
  /// Sensed with the selected cell in LRS.
  public let lowCurrent: Current
  /// Sensed with the selected cell in HRS.
  public let highCurrent: Current

  /// (I_LRS - I_HRS) / I_LRS: 1 for states that could not be more different, 0 for ones that look the same.
  public var margin: Double { (lowCurrent - highCurrent) / lowCurrent }
}
