import CrossbarPrimitives

/// How often each true class was classified as which: counts in a square of cells, coloured by their share of the true
/// class.
public struct ConfusionMatrixChart: Chart {
  public var title: String
  /// True classes × predicted classes.
  public var counts: Grid<Int>
  /// In the order of the rows; as many as there are rows.
  public var classNames: [String]
  /// What rows and columns are.
  public var labels = (truth: "True class", found: "Predicted class")

  /// - Precondition: `counts` is square, with one name per class.
  public init(title: String, counts: Grid<Int>, classNames: [String]) {
    precondition(
      counts.rows == counts.columns && counts.rows == classNames.count,
      "\(counts.rows)x\(counts.columns) counts of \(classNames.count) classes")
    self.title = title
    self.counts = counts
    self.classNames = classNames
  }

  public var drawing: ChartDrawing {
    get throws {
      guard counts.elements.contains(where: { $0 > 0 }) else {
        throw ReportingError.nothingToDraw(chart: title, reason: "it counts nothing")
      }
      let longest = classNames.map(\.count).max() ?? 0
      let areSlanted = longest > 4
      let frame = GridFrame(
        rows: counts.rows, columns: counts.columns, rowNameLength: longest, slantedNameLength: areSlanted ? longest : 0)
      let names = classNames.enumerated().map { "\(ChartText.quoted($1)) \($0)" }.joined(separator: ", ")
      var settings = [ChartStyle.title(title), ChartStyle.blues, "unset key", "unset grid"]
      settings += frame.settings(rowLabel: labels.truth, columnLabel: labels.found)
      settings += [
        "set xtics (\(names)) noenhanced\(areSlanted ? " rotate by 45 right" : "")", "set ytics (\(names)) noenhanced",
        "set cbrange [0:100]", "set cbtics 20",
      ]
      settings += frame.colourBarSettings(label: "Share of the \(labels.truth.lowercased()) (%)")
      return ChartDrawing(
        settings: settings,
        plots: [
          "data using 2:1:4 with image",
          "data using 2:1:(sprintf('%d', $3)):($4 > 45 ? 0xffffff : $3 == 0 ? 0x9a9a9a : 0x000000) "
            + "with labels textcolor rgb variable font ',\(fontSize)'",
        ],
        data: [ChartData(heading: "\(labels.truth), \(labels.found), count, share of the first in %", rows: cells)],
        size: frame.size)
    }
  }

  /// One row per cell: true class, predicted class, count, share of the true class in %. A class without examples has
  /// shares of 0.
  private var cells: [[Double]] {
    (0..<counts.rows).flatMap { row in
      let total = counts.row(row).reduce(0, +)
      return counts.row(row).enumerated().map { column, count in
        [Double(row), Double(column), Double(count), total == 0 ? 0 : 100 * Double(count) / Double(total)]
      }
    }
  }

  /// In points: ten classes of four-digit counts fit at 14; more classes need smaller ones.
  private var fontSize: Int { max(5, min(16, 140 / max(1, counts.rows))) }
}
