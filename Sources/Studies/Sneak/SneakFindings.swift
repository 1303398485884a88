import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records
import Reporting

/// The results of a sneak study: one array cell by cell, and square arrays of several sizes.
public struct SneakFindings: StudyFindings {
  /// As it was run; its cell, lines and voltages are those of the one array.
  public let study: SneakStudy
  let outcome: SneakOutcome
  public private(set) var figures: SneakFigures

  /// - Parameter sizes: by size; for each size passive first, then 1T1R, then the study's kind if it is another.
  init(study: SneakStudy, outcome: SneakOutcome, sizes: [SneakRow]) {
    self.study = study
    self.outcome = outcome
    figures = SneakFigures(outcome)
    figures.sizes = sizes
    figures.numericalFailures = sizes.count { $0.numericalFailure != nil }
  }

  /// Writes `cells.csv` with one row per cell, and `sizes.csv` with one row per compared array.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(cells), to: "cells.csv")
    try folder.write(RecordTable(figures.sizes), to: "sizes.csv")
  }

  public var tables: [ReportTable] { [figures.stress?.table].compactMap { $0 } }

  public var charts: [NamedChart] {
    let growth = SneakGrowth(rows: figures.sizes.filter { $0.numericalFailure == nil }, scheme: study.scheme)
    return (outcome.disturb.unselected.isEmpty ? [] : disturbCharts) + (growth.rows.isEmpty ? [] : growth.charts)
  }

  /// Sneak current, read margin and flipped cells; also the cells that the read itself reaches, if there are any.
  public var keyFigures: [KeyFigure] {
    let figures = figures
    return [
      KeyFigure(
        "sneak current", amperes(figures.sneakCurrent),
        detail: "beside \(amperes(figures.selectedCurrent)) through the selected cell"),
      KeyFigure(
        "read margin", percent(figures.margin),
        detail: "\(amperes(figures.marginLRSCurrent)) in LRS, \(amperes(figures.marginHRSCurrent)) in HRS"),
      KeyFigure(
        "flipped by one write", figures.disturbedCells.map { "\($0)" } ?? "not known",
        detail: "of \(figures.unselectedCells) other cells"),
    ]
      + (figures.readReachedCells == 0
        ? [] : [KeyFigure("reached by the read", "\(figures.readReachedCells)", detail: "at \(study.readVoltage)")])
  }

  /// One row per cell: its state, its current into its column in the read, and the effect of the write.
  var cells: [SneakCell] {
    (0..<study.rows).flatMap { row in
      (0..<study.columns).map { column in
        let disturb = outcome.disturb.cells[row, column]
        return SneakCell(
          row: row, column: column, selected: disturb == nil, state: outcome.states[row, column] ? "lrs" : "hrs",
          drawn: RecordValue(drawn: outcome.memristors[row, column]),
          readCellVoltage: .volts(outcome.read.cellVoltages[row, column]),
          readSelector: RecordValue(selectorVoltage: outcome.read.selectorVoltages?[row, column]),
          readCellCurrent: .amperes(outcome.read.cellCurrents[row, column]), disturbVoltage: disturb?.voltage,
          disturbThreshold: disturb?.threshold, disturbed: disturb?.isDisturbed,
          reachedByRead: outcome.readDisturb.isReached[row, column])
      }
    }
  }

  // MARK: Charts

  private var disturbCharts: [NamedChart] {
    [
      NamedChart(
        "disturb-map", disturbMap,
        caption:
          "The larger voltage of a SET and a RESET of the selected cell (grey) in the direction that would flip each other one."
      ),
      NamedChart(
        "disturb-histogram", disturbHistogram,
        caption: "The same voltages, and those at which the cells switch: a cell flips where its own is reached."),
    ]
  }

  /// Grey at the selected cell.
  private var disturbMap: HeatMap {
    let largest = max(figures.largestDisturbVoltage ?? .zero, study.writeVoltage / 2)
    var map = HeatMap(
      title: title("Disturb voltage"), values: outcome.disturb.cells.map { $0?.voltage.si },
      colourAxis: ChartAxis("Voltage towards a flip", unit: "V", range: 0...largest.si))
    if !study.cell.hasTransistors { (map.rowLabel, map.columnLabel) = ("Row", "Column") }
    return map
  }

  /// Voltages across the unselected cells in the write, and their own switching voltages.
  private var disturbHistogram: HistogramChart {
    let others = outcome.disturb.unselected
    let reach = study.writeVoltage.si * 1.1
    // Beyond the write voltage nothing can flip.
    let low = others.filter(\.isLow).compactMap(\.threshold?.si)
    let high = others.filter { !$0.isLow }.compactMap(\.threshold?.si)
    let largest = (others.map(\.voltage.si) + low + high).max() ?? reach
    var chart = HistogramChart(
      title: title("Disturb voltages"), xAxis: ChartAxis("Voltage", unit: "V", range: 0...reach),
      sample: ChartSample("disturb voltage", others.map(\.voltage.si)),
      binCount: Int((largest / reach * 44).rounded(.up), within: 1...2000))
    chart.outlines = [
      ChartSample("V_SET of cells in HRS", high, colour: .vermilion),
      ChartSample("V_RESET of cells in LRS", low, colour: .green),
    ].filter { !$0.values.isEmpty }
    chart.countScale = .logarithmic
    return chart
  }

  private func title(_ quantity: String) -> String {
    "\(quantity), \(SIPrefix.text(study.writeVoltage.si, unit: "V")) write, \(study.name), other lines \(study.scheme.words)"
  }
}

/// A cell of the array: a row of `cells.csv`.
struct SneakCell: Encodable {
  var row, column: Int
  /// Whether it is the cell that is read and written.
  var selected: Bool
  var state: String
  var drawn: RecordValue
  /// Across the cell's memristor or resistor during the read.
  var readCellVoltage: Voltage
  /// The voltage across its selector during the read; empty for cells without.
  var readSelector: RecordValue
  /// Into its column wire or source line.
  var readCellCurrent: Current
  /// Voltage in the direction that would flip it during the write, and the voltage at which it would; nil for the
  /// selected cell.
  var disturbVoltage, disturbThreshold: Voltage?
  var disturbed: Bool?
  /// Whether the read may write it; see `ReadDisturb`.
  var reachedByRead: Bool
}

extension RecordValue {
  /// A record without fields for nil, so that tables of cells without selectors have no such column.
  fileprivate init(selectorVoltage: Double?) {
    self = .record(selectorVoltage.map { [RecordField("voltage_V", .number($0))] } ?? [])
  }
}
