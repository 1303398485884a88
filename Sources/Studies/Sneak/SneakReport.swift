import CircuitSimulation
import CrossbarPrimitives
import Reporting

/// The files of a sneak study.
public struct SneakReport: RunReport {
  public let result: SneakResult

  public init(_ result: SneakResult) { self.result = result }

  public func writeData(to folder: ResultFolder) throws {
    try folder.write(cellTable, to: "cells.csv")
    if !result.points.isEmpty { try Self.write(result.points, to: folder) }
  }

  /// Writes the sizes that are done, with the decks of those that failed: also of a run that is not yet complete.
  public static func write(_ points: [SneakPoint], to folder: ResultFolder) throws {
    try folder.write(SneakGrowth(points).table, to: "sizes.csv")
    for point in points {
      if case .failure(let failure as FailedSimulation) = point.outcome {
        try folder.write(failure.netlist, to: "failed-\(point.cell.rawValue)-\(point.size).cir")
      }
    }
  }

  public var charts: [NamedChart] {
    var charts: [NamedChart] = []
    if !result.figures.disturb.unselected.isEmpty {
      charts += [
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
    if result.points.contains(where: { $0.figures != nil }) {
      let growth = SneakGrowth(result.points)
      charts += [
        NamedChart(
          "growth", growth.chart,
          caption: "The read margin is (I_LRS - I_HRS) / I_LRS of the sensed current, with every other cell in LRS."),
        NamedChart("growth-currents", growth.currentChart),
      ]
    }
    return charts
  }

  public var headline: String? { result.conclusion }

  public var keyFigures: [KeyFigure] {
    let figures = SneakSummary(result).figures
    return [
      KeyFigure(
        "sneak current", SIPrefix.text(figures.sneakCurrent, unit: "A"),
        detail: "beside \(SIPrefix.text(figures.selectedCurrent, unit: "A")) through the selected cell"),
      KeyFigure(
        "read margin", result.percent(figures.margin),
        detail: "\(SIPrefix.text(figures.marginLowCurrent, unit: "A")) in LRS, "
          + "\(SIPrefix.text(figures.marginHighCurrent, unit: "A")) in HRS"),
      KeyFigure(
        "flipped by one write", figures.disturbedCells.map { "\($0)" } ?? "not known",
        detail: "of \(figures.unselectedCells) other cells"),
    ]
      + (figures.readReachedCells == 0
        ? []
        : [KeyFigure("reached by the read", "\(figures.readReachedCells)", detail: "at \(result.configuration.readVoltage)")])
  }

  /// A line a cell: what it is, what it sends into its column in the read, and what the write does to it.
  var cellTable: CSVTable {
    var table = CSVTable(header: [
      "row", "column", "selected", "state", "v_set_V", "v_reset_V", "read_cell_voltage_V", "read_cell_current_A",
      "disturb_voltage_V", "disturb_threshold_V", "disturbed", "reached_by_read",
    ])
    let figures = result.figures
    for row in 0..<figures.states.rows {
      for column in 0..<figures.states.columns {
        let disturb = figures.disturb.cells[row, column]
        let memristor = figures.memristors[row, column]
        table.append(
          row, column, disturb == nil ? 1 : 0, figures.states[row, column] ? "lrs" : "hrs", memristor.setVoltage,
          memristor.resetVoltage, figures.read.cellVoltages[row, column], figures.read.cellCurrents[row, column],
          disturb?.voltage, disturb?.threshold, disturb.map { $0.isDisturbed ? 1 : 0 },
          figures.readDisturb.isReached[row, column] ? 1 : 0)
      }
    }
    return table
  }

  var disturbMap: HeatMap {
    var map = HeatMap(
      title: "Disturb voltage, \(writeText) write, \(arrayText)",
      values: result.figures.disturb.cells.map { $0?.voltage },
      colourAxis: ChartAxis("Voltage towards a flip", unit: "V", range: 0...largestVoltage))
    if result.configuration.cell == .passive { (map.rowLabel, map.columnLabel) = ("Row", "Column") }
    return map
  }

  /// The voltages that the unselected cells see, and those at which they switch.
  var disturbHistogram: HistogramChart {
    let others = result.figures.disturb.unselected
    let reach = result.configuration.writeVoltage.si * 1.1
    // Beyond the write voltage nothing can flip.
    let low = others.filter(\.isLow).compactMap(\.threshold)
    let high = others.filter { !$0.isLow }.compactMap(\.threshold)
    let largest = (others.map(\.voltage) + low + high).max() ?? reach
    var chart = HistogramChart(
      title: "Disturb voltages, \(writeText) write, \(arrayText)",
      xAxis: ChartAxis("Voltage", unit: "V", range: 0...reach),
      sample: ChartSample("disturb voltage", others.map(\.voltage)),
      binCount: Int((largest / reach * 44).rounded(.up), within: 1...2000))
    chart.outlines = [
      ChartSample("V_SET of cells in HRS", high, colour: .vermilion),
      ChartSample("V_RESET of cells in LRS", low, colour: .green),
    ].filter { !$0.values.isEmpty }
    chart.countScale = .logarithmic
    return chart
  }

  private var largestVoltage: Double {
    max(result.figures.disturb.unselected.map(\.voltage).max() ?? 0, result.configuration.writeVoltage.si / 2)
  }

  private var writeText: String { SIPrefix.text(result.configuration.writeVoltage.si, unit: "V") }

  private var arrayText: String {
    let configuration = result.configuration
    return
      "\(configuration.rows) x \(configuration.columns) \(configuration.cell.rawValue), other lines \(configuration.scheme.words)"
  }
}
