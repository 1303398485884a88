import CrossbarArrays
import CrossbarPrimitives
import Reporting

/// How the figures of square arrays change with their size, for passive and 1T1R arrays.
struct SneakGrowth {
  /// The arrays that could be simulated.
  let rows: [SneakRow]
  let scheme: BiasScheme

  /// The kinds that were simulated.
  private var cells: [CellKind] { CellKind.allCases.filter { kind in rows.contains { $0.cell == kind } } }

  var charts: [NamedChart] {
    [
      NamedChart(
        "growth", growth,
        caption: "The read margin is (I_LRS - I_HRS) / I_LRS of the sensed current, with every other cell in LRS."),
      NamedChart("growth-currents", currents),
    ]
  }

  /// Read margin and number of cells flipped by one write, over the size.
  private var growth: LineChart {
    let flipped = cells.map { cell in
      var series = line("\(cell.rawValue): cells flipped (right)", cell, isDashed: true) { $0.disturbedCells.map(Double.init) }
      series.isOnRightAxis = true
      return series
    }
    let top = top(rows.compactMap(\.disturbedCells).max() ?? 0)
    return LineChart(
      title: "Reading and writing one cell with unselected lines \(scheme.words)", xAxis: sizeAxis,
      yAxis: ChartAxis("Read margin (%)", range: -3...106),
      rightAxis: ChartAxis("Other cells that one write flips", range: -0.03 * top...1.06 * top),
      series: cells.map { cell in
        line("\(cell.rawValue): read margin (left)", cell) { $0.margin.map { 100 * $0 } }
      } + flipped)
  }

  /// The currents into the sense node; magnitudes, since some flow out of it, as in 1T1R arrays.
  private var currents: LineChart {
    LineChart(
      title: "Current into the sense node with unselected lines \(scheme.words)", xAxis: sizeAxis,
      yAxis: ChartAxis("Current, magnitude", unit: "A", scale: .logarithmic),
      series: cells.flatMap { cell in
        [
          line("\(cell.rawValue): selected cell", cell) { $0.selectedCurrent.map { abs($0.si) } },
          line("\(cell.rawValue): sneak current", cell, isDashed: true) { $0.sneakCurrent.map { abs($0.si) } },
        ]
      })
  }

  private func line(
    _ name: String, _ cell: CellKind, isDashed: Bool = false, _ value: (SneakRow) -> Double?
  ) -> ChartSeries {
    ChartSeries(
      name,
      points: rows.filter { $0.cell == cell }.compactMap { row in value(row).map { SIMD2(Double(row.size), $0) } },
      mark: .lineAndPoints, isDashed: isDashed, colour: colour(cell))
  }

  private func colour(_ cell: CellKind) -> ChartColour {
    switch cell {
    case .passive: .vermilion
    case .transistor: .blue
    case .selector: .green
    case .sharedTransistor: .purple
    }
  }

  /// A round number at or above the largest count, as the end of its axis.
  private func top(_ count: Int) -> Double {
    var decade = 1
    while true {
      for factor in [1, 2, 5] where factor * decade >= max(count, 5) { return Double(factor * decade) }
      decade *= 10
    }
  }

  private var sizeAxis: ChartAxis {
    ChartAxis("Rows and columns of the array", range: 0...Double(rows.map(\.size).max() ?? 1) * 1.04)
  }
}
