/// A memristor from the column's node down to the drain of a transistor whose source is the row's node.
struct SeriesCell {
  let memristor: MemristorConduction
  let transistor: Level1Transistor
  let gate: Double

  struct Current {
    /// Out of the column's node, A.
    var fromColumn: Double
    /// Into the row's node; less by what the two junctions leak to the bulk.
    var intoRow: Double
    /// What the current gains with the column's voltage and loses with the row's, S.
    var columnSlope: Double
    var rowSlope: Double
  }

  /// The cell's current, its inner node solved to the last digit by Newton's method between bounds.
  @inline(__always) func current(column: Double, row: Double) -> Current {
    // The inner node lies between its neighbours: row, column, and the bulk at 0 V through the junction.
    var low = min(column, row, 0)
    var high = max(column, row, 0)
    var inner = startingPoint(column: column, row: row)
    var channel = transistor.channel(gate: gate, drain: inner, source: row)
    var leak = transistor.leakage(inner)
    var upper = memristor.current(column - inner)
    for _ in 0..<100 {
      let excess = upper.current - channel.current - leak.current
      if excess > 0 { low = inner } else { high = inner }
      let slope = upper.slope + channel.drainSlope + leak.slope
      var next = inner + excess / slope
      let isNewtons = next > low && next < high
      if !isNewtons { next = excess == 0 ? inner : (low + high) / 2 }
      let step = abs(next - inner)
      inner = next
      channel = transistor.channel(gate: gate, drain: inner, source: row)
      leak = transistor.leakage(inner)
      upper = memristor.current(column - inner)
      // The error is about the step's square, in proportion to the voltages across the cell.
      if step <= (isNewtons ? 1e-8 : 1e-16) * max(abs(column), abs(row)) { break }
    }
    let drainSlope = channel.drainSlope + leak.slope
    let total = upper.slope + drainSlope
    // Of two expressions for the current, that of the part which most of the voltage lies across.
    let fromColumn = upper.slope < drainSlope ? upper.current : channel.current + leak.current
    let sourceLeak = transistor.leakage(row)
    let share = upper.slope / total
    return Current(
      fromColumn: fromColumn, intoRow: fromColumn - leak.current - sourceLeak.current, columnSlope: share * drainSlope,
      rowSlope: share * channel.sourceSlope + sourceLeak.slope)
  }

  /// The divider of the two parts' conductances at small currents.
  private func startingPoint(column: Double, row: Double) -> Double {
    let upper = memristor.current(column - row).slope
    let lower = transistor.channel(gate: gate, drain: row, source: row).drainSlope
    return upper + lower > 0 ? (upper * column + lower * row) / (upper + lower) : row
  }
}
