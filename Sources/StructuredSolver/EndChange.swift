import CrossbarPrimitives

/// How much the currents of the ends changed from one round to the next: the measure of convergence.
struct EndChange {
  /// The largest relative change of a current, among the changes that rounding does not explain.
  var largest = 0.0
  /// The end with this change, such as "the left end of row 3"; nil if there is none.
  var place: String?
  /// Relative uncertainty due to the rounding of node voltages to doubles, for the worst end.
  var rounding = 0.0

  /// - Parameters:
  ///   - highest: largest magnitude of a source's voltage, V.
  ///   - smallest: changes of smaller currents are relative to this one.
  init(from old: EndCurrents, to new: EndCurrents, balance: KirchhoffBalance, highest: Double, smallest: Current) {
    let inRows = balance.rows.rounding(highest: highest)
    let inColumns = balance.columns.rounding(highest: highest)
    for (name, old, new, rounding) in [
      ("left end of row", old.left, new.left, inRows),
      ("right end of row", old.right, new.right, inRows),
      ("top end of column", old.top, new.top, inColumns),
      ("bottom end of column", old.bottom, new.bottom, inColumns),
    ] {
      for line in old.indices {
        let change = abs(new[line] - old[line])
        // Open ends carry nothing, exactly.
        if new[line] != 0 { self.rounding = max(self.rounding, rounding[line] / max(abs(new[line]), smallest.si)) }
        // NaN counts as an infinite change.
        guard !(change <= 8 * rounding[line]) else { continue }
        let relative = change / max(abs(new[line]), smallest.si)
        guard !(relative <= largest) else { continue }
        largest = relative.isFinite ? relative : .infinity
        place = "the \(name) \(line)"
      }
    }
  }
}
