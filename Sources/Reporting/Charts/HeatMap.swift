import CrossbarPrimitives
import Foundation

/// One value per cell of an array as a coloured map: word lines downwards, bit lines to the right.
public struct HeatMap: Chart {
  public var title: String
  /// Word lines × bit lines, in the SI unit. Nil, NaN and, on a logarithmic scale, values that are not positive are drawn
  /// grey.
  public var values: Grid<Double?>
  /// What the colours mean. Its range sets the ends of the colour bar; without one, the smallest and largest value do.
  public var colourAxis: ChartAxis
  /// Of the vertical axis.
  public var rowLabel = "Word line"
  /// Of the horizontal axis.
  public var columnLabel = "Bit line"

  /// Row 0 is drawn at the top; nil is drawn grey.
  public init(title: String, values: Grid<Double?>, colourAxis: ChartAxis) {
    self.title = title
    self.values = values
    self.colourAxis = colourAxis
  }

  /// A map without missing values.
  public init(title: String, values: Grid<Double>, colourAxis: ChartAxis) {
    // Named, since `map { $0 }` would find this very initialiser again.
    let optional: Grid<Double?> = values.map(Optional.some)
    self.init(title: title, values: optional, colourAxis: colourAxis)
  }

  public var drawing: ChartDrawing {
    get throws {
      let shown = values.map { value in value.flatMap { colourAxis.shows($0) ? $0 : nil } ?? .nan }
      guard let summary = Summary(shown.elements.filter(\.isFinite)) else {
        throw ReportingError.nothingToDraw(chart: title, reason: "no value that its colour scale can show")
      }
      let range = colourAxis.range ?? summary.minimum...summary.maximum
      let frame = GridFrame(rows: values.rows, columns: values.columns)
      var settings = [ChartStyle.title(title), ChartStyle.viridis, "unset key", "unset grid"]
      settings += frame.settings(rowLabel: rowLabel, columnLabel: columnLabel)
      settings += frame.colourBarSettings(label: colourAxis.quantity) + ColourBar(axis: colourAxis, range: range).settings
      settings += [
        // Cells without a value are transparent and let this through.
        "set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind "
          + "fillcolor rgb '\(ChartStyle.missingColour)' fillstyle solid noborder"
      ]
      let rows = (0..<shown.rows).map { Array(shown.row($0)) }
      let isPointed = shown.elements.count <= PointedValues.mostCells
      var drawing = ChartDrawing(
        settings: settings, plots: ["data matrix using 1:2:3 with image"] + (isPointed ? [pointedValues] : []),
        data: [ChartData(heading: "\(colourAxis.quantity) in \(colourAxis.unit ?? "1"), a line for each row", rows: rows)],
        size: frame.size)
      drawing.valueSize = isPointed ? frame.cellSize : nil
      return drawing
    }
  }

  /// Row, column and value of each cell.
  private var pointedValues: String {
    PointedValues.plot(
      block: 0, "matrix", at: ("1", "2"),
      words: PointedValues.joined([
        ChartAxis(rowLabel).words("$2"), ChartAxis(columnLabel).words("$1"), colourAxis.words("$3"),
      ]))
  }
}
