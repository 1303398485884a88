import CrossbarPrimitives

/// How well a read distinguishes the two states of the selected cell when every other cell is in LRS, the worst pattern
/// for a sensed current.
struct ReadMargin: Sendable {
  /// Sensed current with the selected cell in LRS.
  let lowCurrent: Current
  /// Sensed current with the selected cell in HRS.
  let highCurrent: Current

  /// (I_LRS - I_HRS) / I_LRS: 1 if the states could not differ more, 0 if they look the same, or if the current does not
  /// flow into the sense node at all.
  var margin: Double { isBackwards ? 0 : (lowCurrent - highCurrent) / lowCurrent }

  /// Whether the current flows out of the sense node with the cell in LRS: then something other than the read voltage
  /// drives it.
  var isBackwards: Bool { lowCurrent <= .zero }
}
