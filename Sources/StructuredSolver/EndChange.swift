import CrossbarPrimitives

/// How much the currents of the ends changed from a round to the next.
struct EndChange {
  /// The largest change relative to the current itself, among those that rounding does not explain.
  var largest = 0.0
  /// Where: "the left end of row 3".
  var place: String?
  /// What the rounding of node voltages to doubles leaves uncertain, relative to the current itself, of the worst end.
  var rounding = 0.0

  /// - Parameter highest: the magnitude of the highest voltage of a source, V.
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
        // NaN is a change beyond all.
        guard !(change <= 8 * rounding[line]) else { continue }
        let relative = change / max(abs(new[line]), smallest.si)
        guard !(relative <= largest) else { continue }
        largest = relative.isFinite ? relative : .infinity
        place = "the \(name) \(line)"
      }
    }
  }
}
