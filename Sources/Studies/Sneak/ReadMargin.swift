import CrossbarPrimitives

/// How well a read tells the two states of the selected cell apart when every other cell is in LRS, the worst pattern
/// for a current that is sensed.
struct ReadMargin: Sendable {
  /// Sensed with the selected cell in LRS.
  let lowCurrent: Current
  /// Sensed with the selected cell in HRS.
  let highCurrent: Current

  /// (I_LRS - I_HRS) / I_LRS: 1 for states that could not be more different, 0 for ones that look the same, and for a current
  /// that does not flow towards the sense node at all.
  var margin: Double { isBackwards ? 0 : (lowCurrent - highCurrent) / lowCurrent }

  /// Whether the current flows out of the sense node with the cell in LRS: something else than the read voltage drives it.
  var isBackwards: Bool { lowCurrent <= .zero }
}
