import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Reporting

extension SneakFindings {
  public var text: String {
    let figures = figures
    let others =
      figures.unselectedCells == 0
      ? "flips no other cell"
      : figures.disturbedCells.map { "flips \($0) of \(figures.unselectedCells) other cells" }
        ?? "what it flips is not known: the device does not say at what voltages it switches"
    return """
      Cell (\(study.row), \(study.column)) of a \(study.rows) x \(study.columns) \
      \(study.cellName) array\(selectorName), unselected lines \(study.scheme.words) (seed \(study.seed))

        read at \(study.readVoltage)       selected \(amperes(figures.selectedCurrent)) (\(figures.selected.uppercased()))   \
      sneak \(amperes(figures.sneakCurrent))   sensed \(amperes(figures.sensedCurrent))   pattern \(figures.pattern)
        read margin         \(percent(figures.margin)): \(amperes(figures.marginLRSCurrent)) with the cell in LRS, \
      \(amperes(figures.marginHRSCurrent)) in HRS, all others in LRS\(readFlips)
        write at \(study.writeVoltage)        \(others)\(largest)
      \(selectorText)\(figures.stress.map { "  stress              \($0.text)\n" } ?? "")\(sizesText)\(solverText)
      \(conclusion)
      """
  }

  public var headline: String? { conclusion }

  /// The result in a sentence: the comparison of sizes if there is one, otherwise the verdict on this array.
  private var conclusion: String {
    let compared = figures.sizes.filter { $0.numericalFailure == nil }
    let passive = compared.filter { $0.cell == .passive }
    if let first = passive.first, let last = passive.last, first.size != last.size,
      let gated = compared.last(where: { $0.cell == .transistor && $0.size == last.size })
    {
      let reason =
        gated.margin ?? 0 > last.margin ?? 0 || (gated.disturbedCells ?? 0) < (last.disturbedCells ?? 0)
        ? ": that is what the transistor is for." : ": under this scheme the transistor gains nothing."
      return "From \(name(first)) to \(name(last)) the read margin of a passive array goes from "
        + "\(percent(first.margin)) to \(percent(last.margin)) and a write flips "
        + "\(count(first)), then \(count(last)) other cells; with a transistor in each cell the margin at \(name(last)) is "
        + "\(percent(gated.margin)) and \(count(gated)) flip\(reason)\(own(compared))\(flippingReads(compared))\(failures)"
    }
    let isBackwards = outcome.margin.isBackwards
    let isOff = figures.selector?.onInRead == false
    let (turnedOnByRead, turnedOnByWrite) = (figures.selector?.turnedOnByRead ?? 0, figures.selector?.turnedOnByWrite ?? 0)
    let reads =
      isOff || turnedOnByRead > 0
      ? "cannot be read at \(study.readVoltage), which "
        + (isOff ? "does not turn on the selected selector," : "would turn on \(selectors(turnedOnByRead)),")
      : figures.readReachedCells > 0
        ? "is written by a read at \(study.readVoltage), which reaches V_SET or V_RESET of "
          + "\(cells(figures.readReachedCells)),"
        : writtenWhenSelected > 0
          ? "cannot be read cell by cell at \(study.readVoltage), which is V_SET or more of "
            + "\(writtenWhenSelected) of its \(study.rows * study.columns) cells,"
          : isBackwards
            ? "cannot be read, since the sensed current flows backwards,"
            : figures.margin >= 0.5 ? "can be read" : figures.margin >= 0.1 ? "is hard to read" : "cannot be read"
    // A read that changes what it reads has no margin.
    let isRead = !isOff && turnedOnByRead == 0 && figures.readReachedCells == 0 && writtenWhenSelected == 0 && !isBackwards
    let marginWords = isRead ? " (margin \(percent(figures.margin)))" : ""
    let flipped = figures.disturbedCells
    let writes =
      turnedOnByWrite > 0
      ? "is written at \(study.writeVoltage), which would turn on \(selectors(turnedOnByWrite))"
      : flipped == 0
        ? "can be written without flipping another"
        : flipped.map { "cannot be written without flipping \($0) other \($0 == 1 ? "cell" : "cells")" }
          ?? "is written at voltages of which the device does not say whom else they flip"
    return "This \(study.name) array \(reads)\(marginWords) and \(writes)."
  }

  /// The largest array of the study's own kind of cell, where that is neither 1R nor 1T1R.
  private func own(_ compared: [SneakRow]) -> String {
    guard ![.passive, .transistor].contains(study.cell), let last = compared.last(where: { $0.cell == study.cell })
    else { return "" }
    return " As \(study.cellName)\(selectorName), \(name(last)) has a margin of \(percent(last.margin)) and \(count(last)) flip."
  }

  private var selectorName: String { figures.selector.map { " of \($0.name)" } ?? "" }

  /// What threshold selectors do; empty without them.
  private var selectorText: String {
    guard let selector = figures.selector, let inRead = selector.onInRead, let inSet = selector.onInSet,
      let inReset = selector.onInReset
    else { return "" }
    func isOn(_ value: Bool) -> String { value ? "on" : "off" }
    let holds = selector.holdsInRead == false ? ", below its hold voltage: it would not stay on" : ""
    let (byRead, byWrite) = (selector.turnedOnByRead ?? 0, selector.turnedOnByWrite ?? 0)
    let others =
      byRead + byWrite == 0
      ? "no other one reaches its threshold"
      : "the read would turn on \(byRead) others, a write \(byWrite), which are held off here"
    return "  selector             the selected one is \(isOn(inRead)) in the read\(holds), \(isOn(inSet)) in the SET, "
      + "\(isOn(inReset)) in the RESET; \(others)\n"
  }

  /// What reads write in the arrays of the comparison; empty where they write nothing.
  private func flippingReads(_ compared: [SneakRow]) -> String {
    guard let most = compared.compactMap(\.readReachedCells).max(), most > 0 else { return "" }
    return " The read itself, at \(study.readVoltage), reaches V_SET or V_RESET of up to \(cells(most)): it writes them."
  }

  /// The number of cells whose own read would write them; 0 up to the share of cells for which no read voltage is warned
  /// of.
  private var writtenWhenSelected: Int {
    // A selector keeps some of the read voltage, how much depends on the cell.
    if study.cell == .selector { return 0 }
    let cells = outcome.memristors.elements
    let count = cells.count { $0.setVoltage.map { $0 <= study.readVoltage } ?? false }
    return Double(count) > MemristorDevice.tolerableReadDisturb * Double(cells.count) ? count : 0
  }

  private var failures: String {
    let count = figures.numericalFailures
    return count == 0 ? "" : " \(count) of the arrays could not be simulated, and tell\(count == 1 ? "s" : "") nothing."
  }

  private var readFlips: String {
    figures.readReachedCells == 0
      ? "" : "\n  the read reaches    V_SET or V_RESET of \(cells(figures.readReachedCells)): it is a write"
  }

  private func selectors(_ count: Int) -> String { "\(count) other selector\(count == 1 ? "" : "s")" }

  private func cells(_ count: Int) -> String { "\(count) cell\(count == 1 ? "" : "s")" }

  /// The arrays that the structured solver was used for; empty for none.
  var solverText: String {
    let own = figures.engine == .structured ? [study.name] : []
    let arrays = own + figures.sizes.filter { $0.engine == .structured }.map { "\(name($0)) \($0.cell.rawValue)" }
    return arrays.isEmpty ? "" : "  structured solver   for \(arrays.joined(separator: ", "))\n"
  }

  private var largest: String {
    guard let voltage = figures.largestDisturbVoltage else { return "" }
    let states = figures.disturbedHRSCells.map { high in
      ": \(high) in HRS, \(figures.disturbedLRSCells ?? 0) in LRS"
    }
    return (states ?? "") + "; at most \(SIPrefix.text(voltage.si, unit: "V")) towards a flip"
  }

  private var sizesText: String {
    guard !figures.sizes.isEmpty else { return "" }
    let rows = figures.sizes.map { row in
      let head = "    \(column(name(row), 11))\(column(row.cell.rawValue, 7))"
      if let failure = row.numericalFailure { return head + "failed: \(failure)" }
      return head + column(amperes(row.selectedCurrent), 13) + column(amperes(row.sneakCurrent), 13)
        + column(percent(row.margin), 14)
        + (row.disturbedCells.map { "\($0) of \(row.unselectedCells ?? 0)" } ?? "not known")
    }
    return """

          \(column("size", 11))\(column("cell", 7))\(column("selected", 13))\(column("sneak", 13))\
      \(column("margin", 14))flipped by one write
      \(rows.joined(separator: "\n"))

      """
  }

  private func name(_ row: SneakRow) -> String { "\(row.size) x \(row.size)" }
  private func count(_ row: SneakRow) -> String {
    row.disturbedCells.map { $0 == 0 ? "none" : "\($0)" } ?? "an unknown number"
  }
  func amperes(_ value: Current?) -> String { value.map { SIPrefix.text($0.si, unit: "A") } ?? "none" }
  /// Shows 100 % only where the share is exactly 1.
  func percent(_ share: Double?) -> String {
    guard let share else { return "none" }
    return share < 1 && share > 0.9995 ? "over 99.9 %" : String(format: "%.3g %%", 100 * share)
  }
}
