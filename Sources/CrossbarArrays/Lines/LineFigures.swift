import CrossbarPrimitives
import Records

/// The lines of an array: what their delays depend on.
public struct ArrayLines: Hashable, Sendable {
  /// Of every line.
  public var wires: Wires
  /// Cells on each bit line and source line.
  public var rows: Int
  /// Cells on each word line.
  public var columns: Int

  /// Both counts must be 1 or more.
  public init(wires: Wires, rows: Int, columns: Int) {
    (self.wires, self.rows, self.columns) = (wires, rows, columns)
  }
}

/// How late pulses reach the far end of an array's lines, and what compiled cells make of it.
public struct LineFigures: Figures, Hashable {
  @Figure(
    "Delay of bit lines", .plain, "Until half of a step has reached the far end, by the formula for distributed lines.")
  public var bitLineDelay = Time.zero
  /// Nil where word lines do not move.
  @Figure("Delay of word lines", .plain, "Likewise; none where word lines are at rest when a pulse begins.")
  public var wordLineDelay: Time? = nil
  /// Nil where no transistor has charges, and for circuits alone.
  @Figure(
    "What an off transistor adds to its lines", .plain, "The largest, as measured for compiled cells; none without charges.")
  public var cellCapacitance: Capacitance? = nil
  /// Nil where nothing was left out.
  @Figure("Line delays left out in compiled cells", .plain, "Effect as a share of a pulse's width, at most.")
  public var leftOut: Double? = nil
  @Figure("Runs simulated in the reference since lines are slow") public var slowRuns = 0

  public init() {}

  /// Nil for lines without delays.
  public init?(_ lines: ArrayLines?, _ counts: CompiledCells.Counts? = nil) {
    guard var lines else { return nil }
    cellCapacitance = counts?.cellCapacitance
    lines.wires.cellCapacitance = cellCapacitance ?? .zero
    guard lines.wires != lines.wires.atRest else { return nil }
    bitLineDelay = lines.wires.bitLine(cells: lines.rows).halfwayDelay
    if lines.wires.movesWordLines { wordLineDelay = lines.wires.wordLine(cells: lines.columns).halfwayDelay }
    (leftOut, slowRuns) = (counts?.lineEffectLeftOut, counts?.withSlowLines ?? 0)
  }

  /// A summary to print.
  public var text: String {
    func time(_ time: Time) -> String { SIPrefix.text(time.si, unit: "s") }
    return "half of a step reaches the end of a bit line after \(time(bitLineDelay))"
      + (wordLineDelay.map { ", of a word line after \(time($0))" } ?? "")
      + (leftOut.map { "; compiled cells leave out at most \(String(format: "%.1e", $0)) of a pulse" } ?? "")
      + (slowRuns > 0 ? "; \(slowRuns) runs in ngspice since lines are slow" : "")
  }
}
