import CrossbarPrimitives
import Foundation
import MemristorDevices
import Reporting

extension SneakResult {
  /// The figures in a few lines for a person, with a sentence of conclusion at the end.
  public func text(folder: String) -> String {
    let configuration = configuration
    let own = SneakSummary(self)
    let figures = own.figures
    let others =
      figures.unselectedCells == 0
      ? "flips no other cell"
      : figures.disturbedCells.map { "flips \($0) of \(figures.unselectedCells) other cells" }
        ?? "what it flips is not known: the device does not say at what voltages it switches"
    return """
      Cell (\(configuration.row), \(configuration.column)) of a \(configuration.rows) x \(configuration.columns) \
      \(configuration.cell.rawValue) array, unselected lines \(configuration.scheme.words) (seed \(configuration.seed))

        read at \(configuration.readVoltage)       selected \(amperes(figures.selectedCurrent)) (\(own.selected.uppercased()))   \
      sneak \(amperes(figures.sneakCurrent))   sensed \(amperes(figures.sensedCurrent))   pattern \(own.pattern)
        read margin         \(percent(figures.margin)): \(amperes(figures.marginLowCurrent)) with the cell in LRS, \
      \(amperes(figures.marginHighCurrent)) in HRS, all others in LRS\(readFlips(figures))
        write at \(configuration.writeVoltage)        \(others)\(largest(figures))
      \(sizesText(own))
        answered by         \(engineText)
        results in          \(folder)

      \(conclusion)
      """
  }

  /// What the figures say, in a sentence.
  public var conclusion: String {
    let compared = points.compactMap { point in point.figures.map { (point.size, point.cell, $0) } }
    let passive = compared.filter { $0.1 == .passive }
    if let first = passive.first, let last = passive.last, first.0 != last.0,
      let gated = compared.last(where: { $0.1 == .transistor && $0.0 == last.0 })
    {
      let reason =
        gated.2.margin.margin > last.2.margin.margin
          || (gated.2.disturb.disturbedCount ?? 0) < (last.2.disturb.disturbedCount ?? 0)
        ? ": that is what the transistor is for." : ": under this scheme the transistor gains nothing."
      return "From \(name(first.0)) to \(name(last.0)) the read margin of a passive array goes from "
        + "\(percent(first.2.margin.margin)) to \(percent(last.2.margin.margin)) and a write flips "
        + "\(count(first.2)), then \(count(last.2)) other cells; with a transistor in each cell the margin at \(name(last.0)) is "
        + "\(percent(gated.2.margin.margin)) and \(count(gated.2)) flip\(reason)\(flippingReads(compared.map(\.2)))\(failures)"
    }
    let margin = figures.margin.margin
    let reads =
      figures.readDisturb.count > 0
      ? "is written by a read at \(configuration.readVoltage), which reaches V_SET or V_RESET of "
        + "\(cells(figures.readDisturb.count)),"
      : writtenWhenSelected > 0
        ? "cannot be read cell by cell at \(configuration.readVoltage), which is V_SET or more of "
          + "\(writtenWhenSelected) of its \(configuration.rows * configuration.columns) cells,"
        : figures.margin.isBackwards
          ? "cannot be read, since the sensed current flows backwards,"
          : margin >= 0.5 ? "can be read" : margin >= 0.1 ? "is hard to read" : "cannot be read"
    // A margin of a read that changes what it reads is none.
    let isRead = figures.readDisturb.count == 0 && writtenWhenSelected == 0 && !figures.margin.isBackwards
    let marginWords = isRead ? " (margin \(percent(margin)))" : ""
    let flipped = figures.disturb.disturbedCount
    let writes =
      flipped == 0
      ? "can be written without flipping another"
      : flipped.map { "cannot be written without flipping \($0) other \($0 == 1 ? "cell" : "cells")" }
        ?? "is written at voltages of which the device does not say whom else they flip"
    let array = "This \(configuration.rows) x \(configuration.columns) \(configuration.cell.rawValue) array"
    return "\(array) \(reads)\(marginWords) and \(writes)."
  }

  /// What reads write at the sizes of the comparison; empty where they write nothing.
  private func flippingReads(_ compared: [SneakFigures]) -> String {
    guard let most = compared.map(\.readDisturb.count).max(), most > 0 else { return "" }
    return " The read itself, at \(configuration.readVoltage), reaches V_SET or V_RESET of up to \(cells(most)): it writes them."
  }

  /// Cells that a read of their own would write, if they are more than the hundredth that a read voltage is not warned of.
  private var writtenWhenSelected: Int {
    let cells = figures.memristors.elements
    let count = cells.count { $0.setVoltage.map { $0 <= configuration.readVoltage } ?? false }
    return Double(count) > MemristorDevice.tolerableReadDisturb * Double(cells.count) ? count : 0
  }

  private var failures: String {
    let count = points.count { $0.figures == nil }
    return count == 0 ? "" : " \(count) of the arrays could not be simulated, and tell\(count == 1 ? "s" : "") nothing."
  }

  private func readFlips(_ figures: SneakSummary.Figures) -> String {
    figures.readReachedCells == 0
      ? "" : "\n  the read reaches    V_SET or V_RESET of \(cells(figures.readReachedCells)): it is a write"
  }

  private func cells(_ count: Int) -> String { "\(count) cell\(count == 1 ? "" : "s")" }

  /// What answered for which arrays, and how long that took.
  var engineText: String {
    let engine = SneakSummary.Engine(self)
    func seconds(_ value: Double) -> String { String(format: "%.2g s", value) }
    let spice = "\(engine.spice.version), \(engine.spice.analyses) operating points in \(seconds(engine.spice.seconds))"
    guard !structured.isEmpty else { return spice }
    let arrays = structured.map { "\($0.configuration.rows) x \($0.configuration.columns)" }.joined(separator: ", ")
    let solver = "the structured solver for \(arrays) 1R, in \(seconds(engine.structuredSeconds))"
    return engine.spice.analyses == 0 ? solver : "\(solver); \(spice) for the others"
  }

  private func largest(_ figures: SneakSummary.Figures) -> String {
    guard let voltage = figures.largestDisturbVoltage else { return "" }
    let states = figures.disturbedHighCells.map { high in
      ": \(high) in HRS, \(figures.disturbedLowCells ?? 0) in LRS"
    }
    return (states ?? "") + "; at most \(SIPrefix.text(voltage, unit: "V")) towards a flip"
  }

  private func sizesText(_ summary: SneakSummary) -> String {
    guard !summary.sizes.isEmpty else { return "" }
    let rows = summary.sizes.map { point in
      let head = "    \(column("\(point.size) x \(point.size)", 11))\(column(point.cell.rawValue, 7))"
      guard let figures = point.figures else { return head + "failed: \(point.failure ?? "")" }
      return head + column(amperes(figures.selectedCurrent), 13) + column(amperes(figures.sneakCurrent), 13)
        + column(percent(figures.margin), 14)
        + (figures.disturbedCells.map { "\($0) of \(figures.unselectedCells)" } ?? "not known")
    }
    return """

          \(column("size", 11))\(column("cell", 7))\(column("selected", 13))\(column("sneak", 13))\
      \(column("margin", 14))flipped by one write
      \(rows.joined(separator: "\n"))

      """
  }

  private func name(_ size: Int) -> String { "\(size) x \(size)" }
  private func count(_ figures: SneakFigures) -> String {
    figures.disturb.disturbedCount.map { $0 == 0 ? "none" : "\($0)" } ?? "an unknown number"
  }
  private func amperes(_ value: Double) -> String { SIPrefix.text(value, unit: "A") }
  func percent(_ share: Double) -> String {
    // Not 100 % unless it is.
    share < 1 && share > 0.9995 ? "over 99.9 %" : String(format: "%.3g %%", 100 * share)
  }
}
