import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import Reporting

/// How the figures of square arrays grow with their size, passive against 1T1R.
struct SneakGrowth {
  let points: [SneakPoint]

  init(_ points: [SneakPoint]) { self.points = points }

  var table: CSVTable {
    var table = CSVTable(header: [
      "size", "cell", "selected_current_A", "sneak_current_A", "sensed_current_A", "margin", "margin_lrs_current_A",
      "margin_hrs_current_A", "disturbed_cells", "unselected_cells", "read_reached_cells", "largest_disturb_voltage_V",
      "engine", "numerical_failure",
    ])
    for point in points {
      let figures = point.figures.map(SneakSummary.Figures.init)
      table.append(
        point.size, point.cell.rawValue, figures?.selectedCurrent, figures?.sneakCurrent, figures?.sensedCurrent,
        figures?.margin, figures?.marginLowCurrent, figures?.marginHighCurrent, figures?.disturbedCells,
        figures?.unselectedCells, figures?.readReachedCells, figures?.largestDisturbVoltage,
        point.figures?.configuration.solver.rawValue,
        point.failure ?? "")
    }
    return table
  }

  /// What can still be told apart, and what one write destroys.
  var chart: LineChart {
    var series: [ChartSeries] = []
    for cell in CellKind.allCases {
      series.append(
        ChartSeries(
          "\(cell.rawValue): read margin (left)", points: line(cell) { 100 * $0.margin.margin }, mark: .lineAndPoints,
          colour: colour(cell)))
    }
    for cell in CellKind.allCases {
      var disturbed = ChartSeries(
        "\(cell.rawValue): cells flipped (right)",
        points: line(cell) { $0.disturb.disturbedCount.map { Double($0) } ?? .nan }.filter { $0.y.isFinite },
        mark: .lineAndPoints, isDashed: true, colour: colour(cell))
      disturbed.isOnRightAxis = true
      series.append(disturbed)
    }
    let most = points.compactMap { $0.figures?.disturb.disturbedCount ?? nil }.max() ?? 0
    return LineChart(
      title: "Reading and writing one cell with unselected lines \(scheme)", xAxis: sizeAxis,
      yAxis: ChartAxis("Read margin (%)", range: -3...106),
      rightAxis: ChartAxis("Other cells that one write flips", range: -0.03 * top(most)...1.06 * top(most)), series: series)
  }

  /// The currents into the sense node; of those that flow the other way, as in a 1T1R array, the magnitude.
  var currentChart: LineChart {
    LineChart(
      title: "Current into the sense node with unselected lines \(scheme)", xAxis: sizeAxis,
      yAxis: ChartAxis("Current, magnitude", unit: "A", scale: .logarithmic),
      series: CellKind.allCases.flatMap { cell in
        [
          ChartSeries(
            "\(cell.rawValue): selected cell", points: line(cell) { abs($0.selectedCurrent.si) }, mark: .lineAndPoints,
            colour: colour(cell)),
          ChartSeries(
            "\(cell.rawValue): sneak current", points: line(cell) { abs($0.sneakCurrent.si) }, mark: .lineAndPoints,
            isDashed: true, colour: colour(cell)),
        ]
      })
  }

  private var scheme: String { points.lazy.compactMap(\.figures).first?.configuration.scheme.words ?? "" }

  private func colour(_ cell: CellKind) -> ChartColour { cell == .passive ? .vermilion : .blue }

  /// A round number above the largest count.
  private func top(_ count: Int) -> Double {
    var decade = 1
    while true {
      for factor in [1, 2, 5] where factor * decade >= max(count, 5) { return Double(factor * decade) }
      decade *= 10
    }
  }

  private func line(_ cell: CellKind, _ value: (SneakFigures) -> Double) -> [SIMD2<Double>] {
    points.filter { $0.cell == cell }.compactMap { point in
      point.figures.map { SIMD2(Double(point.size), value($0)) }
    }
  }

  private var sizeAxis: ChartAxis {
    let largest = Double(points.map(\.size).max() ?? 1)
    return ChartAxis("Rows and columns of the array", range: 0...largest * 1.04)
  }
}

extension FailedSimulation {
  /// The deck as it runs alone under `ngspice -b`.
  public var netlist: String { NgspiceWriter().text(deck) }
}
