extension WireLines {
  /// Currents that leave a line at its two ends, A, from the sums of the cell currents into it.
  ///
  /// A current that enters at a node divides between two held ends in inverse proportion to the resistances in between.
  /// The difference of the ends' voltages drives a current of its own. So no difference of nearly equal voltages is
  /// taken.
  ///
  /// - Parameters:
  ///   - sum: of the cell currents into the line, A.
  ///   - moment: the same weighted with the cells' places along the line, A.
  func endCurrents(_ line: Int, sum: Double, moment: Double) -> (first: Double, last: Double) {
    let (head, tail) = (first[line], last[line])
    switch (head.isHeld, tail.isHeld) {
    case (false, false): return (0, 0)
    case (true, false): return (sum, 0)
    case (false, true): return (0, sum)
    case (true, true):
      let step = isMerged ? 0 : 1 / segment
      let wire = step * Double(length - 1)
      let total = 1 / head.conductance + wire + 1 / tail.conductance
      // Two sources at one node: equal voltages, or the network would have been refused.
      guard total > 0 else { return (sum / 2, sum / 2) }
      let through = (tail.voltage - head.voltage) / total
      let toHead = (sum * (1 / tail.conductance + wire) - moment * step) / total
      let toTail = (sum / head.conductance + moment * step) / total
      return (toHead + through, toTail - through)
    }
  }
}
