import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records
import Reporting

/// The figures of a disturb study.
public struct DisturbFigures: Figures {
  /// The cells of one place.
  public struct Place: Figures {
    @Figure public var cells = 0
    @Figure("Largest change of state", .plain, "Of the range from HRS (0) to LRS (1); positive towards LRS.")
    public var largestChange: Double? = nil
    @Figure("In the cell") public var largestChangeCell: String? = nil
    @Figure("Cells that flipped", .plain, "Whose resistance has crossed the read threshold.") public var flipped = CountedShare()
    public init() {}
  }

  @Figure public var pulses = 0
  @Figure("Current of the selected cells", .plain, "At the end of the last pulse's plateau.")
  public var current: Quartiles<Current>? = nil
  @Figure("Energy of all pulses", .plain, "From the drivers of the selected columns.") public var energy = Energy.zero
  @Figure("Pulsed cells") public var selected = Place()
  @Figure("Cells behind open gates with their lines at 0 V") public var sameRow = Place()
  @Figure("Cells on driven lines behind closed gates") public var sameColumn = Place()
  @Figure("Cells on no selected line") public var unselected = Place()
  public init() {}
}

/// The results of a disturb study: every cell's state before and after the pulses.
public struct DisturbFindings: StudyFindings {
  public let study: DisturbStudy
  /// The array before the first pulse.
  public let before: CrossbarArray
  /// One per pulse.
  public let responses: [ArrayResponse]
  public let check: EngineCheck?
  public var lines: ArrayLines? { ArrayLines(wires: study.wires, rows: study.rows, columns: study.columns) }

  /// All cells, row by row.
  public var cells: [DisturbedCell] {
    let after = responses.last?.states ?? before.states
    let driven = Dictionary(study.operation.columns.enumerated().map { ($1, $0) }) { first, _ in first }
    return (0..<before.rows).flatMap { row in
      (0..<before.columns).map { column in
        let isOpen = row == study.operation.row
        let place: DisturbedPlace =
          driven[column] == nil ? (isOpen ? .sameRow : .unselected) : isOpen ? .selected : .sameColumn
        return DisturbedCell(
          row: row, column: column, place: place, stateBefore: before.states[row, column], stateAfter: after[row, column],
          current: isOpen ? driven[column].flatMap { responses.last?.selected[$0].current } : nil)
      }
    }
  }

  public var figures: DisturbFigures {
    let cells = cells
    func place(_ place: DisturbedPlace) -> DisturbFigures.Place {
      let own = cells.filter { $0.place == place }
      var figures = DisturbFigures.Place()
      figures.cells = own.count
      if let most = own.max(by: { abs($0.change) < abs($1.change) }) {
        (figures.largestChange, figures.largestChangeCell) = (most.change, "row \(most.row), column \(most.column)")
      }
      figures.flipped = CountedShare(
        own.count {
          before.memristors[$0.row, $0.column].isFlipped(
            from: $0.stateBefore, to: $0.stateAfter, threshold: study.read.threshold)
        }, of: own.count)
      return figures
    }
    var figures = DisturbFigures()
    figures.pulses = study.pulses
    figures.current = Quartiles(cells.compactMap(\.current))
    figures.energy = responses.flatMap(\.selected).reduce(Energy.zero) { $0 + $1.energy }
    (figures.selected, figures.sameRow) = (place(.selected), place(.sameRow))
    (figures.sameColumn, figures.unselected) = (place(.sameColumn), place(.unselected))
    return figures
  }

  public var headline: String? {
    let figures = figures
    let others = [figures.sameRow, figures.sameColumn, figures.unselected]
    let flipped = others.reduce(0) { $0 + $1.flipped.count }
    let largest = others.compactMap(\.largestChange).max { abs($0) < abs($1) } ?? 0
    return "\(flipped) of \(others.reduce(0) { $0 + $1.cells }) cells that were not pulsed flip; the state that moves most "
      + "moves by \(String(format: "%.1e", largest)) of its range."
  }

  /// Writes `cells.csv` with a row per cell.
  public func writeData(to folder: ResultFolder) throws { try folder.write(RecordTable(cells), to: "cells.csv") }

  /// Maps of the states in the end, and of how far the cells that were not pulsed have moved.
  public var charts: [NamedChart] {
    let cells = cells
    func map(_ values: [Double?]) -> Grid<Double?> {
      Grid(rows: before.rows, columns: before.columns) { values[$0 * before.columns + $1] }
    }
    let states = HeatMap(
      title: "States after \(study.pulses) pulse\(study.pulses == 1 ? "" : "s") on row \(study.operation.row)",
      values: map(cells.map(\.stateAfter)), colourAxis: ChartAxis("State, 0 HRS to 1 LRS", range: 0...1))
    let moved = cells.map { $0.place == .selected || abs($0.change) < 1e-15 ? nil : abs($0.change) }
    var charts = [NamedChart("states", states)]
    if moved.contains(where: { $0 != nil }) {
      charts.append(
        NamedChart(
          "disturb",
          HeatMap(
            title: "Change of state of the cells that were not pulsed", values: map(moved),
            colourAxis: ChartAxis("Change of state", scale: .logarithmic))))
    }
    return charts
  }

  public var text: String {
    let figures = figures
    func line(_ name: String, _ place: DisturbFigures.Place) -> String? {
      guard place.cells > 0 else { return nil }
      return "    " + column(name, 38) + column("\(place.cells)", 8)
        + column(place.largestChange.map { String(format: "%.1e", $0) } ?? "-", 12)
        + column(place.largestChangeCell ?? "", 22) + "\(place.flipped.count)"
    }
    let operation = study.operation
    let head = "    " + column("", 38) + column("cells", 8) + column("moved by", 12) + column("in", 22) + "flipped"
    let lines = [
      line("pulsed", figures.selected), line("open gate, lines at 0 V", figures.sameRow),
      line("closed gate, lines driven", figures.sameColumn), line("on no selected line", figures.unselected),
    ].compactMap { $0 }
    let current = figures.current.map {
      "\n\n  current of the pulsed cells  \(SIPrefix.text($0.median.si, unit: "A")) in the middle"
    }
    return "\(operation.kind.rawValue.uppercased()) of row \(operation.row) of \(before.rows) x \(before.columns) cells, "
      + "\(figures.pulses) pulse\(figures.pulses == 1 ? "" : "s") of \(operation.amplitude) (seed \(study.seed))\n\n"
      + ([head] + lines).joined(separator: "\n") + (current ?? "") + "\n\n  \(headline ?? "")"
  }
}
