/// The frame of maps side by side in one pair of axes. The points of every panel stand at whole numbers, with a gap
/// between panels and a colour bar on the right. All lengths are in points.
///
/// Panels fill rows of the picture from the top left, as many in a row as fit.
struct PanelFrame {
  private let panels: Int
  private let rows: Int
  private let columns: Int
  private let rowNameLength: Int
  /// Panels in a row of the picture.
  private let across: Int
  /// Width and height of one point of a map.
  private let cell: SIMD2<Double>

  /// Limit for the panels of one row with the gaps between them.
  private static let widestMaps = 860.0
  /// Few points get larger cells, so that title and labels have room.
  private static let smallestMaps = SIMD2(440.0, 220.0)
  private static let smallestCell = 30.0
  private static let letter = 8.5
  /// For ticks and the label of the columns, and for a legend below them.
  private let bottomMargin: Double
  private static let topMargin = 84.0
  private static let rightMargin = 150.0
  /// Between panels in a row, and between rows of panels, where their titles and ticks stand.
  private static let gap = (width: 22.0, height: 70.0)

  /// - Parameters:
  ///   - rows: points of a panel, from bottom to top.
  ///   - columns: points of a panel, from left to right.
  ///   - rowNameLength: letters in the longest row label.
  ///   - columnNameLength: letters in the longest column label.
  ///   - hasLegend: whether there is one below the maps.
  init(panels: Int, rows: Int, columns: Int, rowNameLength: Int, columnNameLength: Int, hasLegend: Bool) {
    precondition(panels > 0 && rows > 0 && columns > 0, "a picture of no points")
    self.panels = panels
    self.rows = rows
    self.columns = columns
    self.rowNameLength = rowNameLength
    bottomMargin = hasLegend ? 112 : 68
    let narrow = max(Self.smallestCell, Self.letter * Double(columnNameLength) + 14) * Double(columns)
    let across = max(1, min(panels, Int((Self.widestMaps + Self.gap.width) / (narrow + Self.gap.width))))
    let down = (panels + across - 1) / across
    self.across = across
    let gaps = SIMD2(Double(across - 1) * Self.gap.width, Double(down - 1) * Self.gap.height)
    let cells = SIMD2(Double(across * columns), Double(down * rows))
    let stretched = (Self.smallestMaps - gaps) / cells
    cell = SIMD2(max(narrow / Double(columns), stretched.x), max(Self.smallestCell, stretched.y))
  }

  /// Rows of panels.
  private var down: Int { (panels + across - 1) / across }

  /// The distance between neighbouring panels, in cells.
  private var pitch: SIMD2<Double> {
    SIMD2(Double(columns) + Self.gap.width / cell.x, Double(rows) + Self.gap.height / cell.y)
  }

  /// Where a point of a panel stands on the common axes; panel 0 is at the top left.
  /// - Parameter point: column and row within the panel.
  func moved(_ point: SIMD2<Double>, to panel: Int) -> SIMD2<Double> {
    point + SIMD2(Double(panel % across), Double(down - 1 - panel / across)) * pitch
  }

  /// All panels and the gaps between them, in cells.
  private var extent: SIMD2<Double> {
    SIMD2(Double(columns), Double(rows)) + SIMD2(Double(across - 1), Double(down - 1)) * pitch
  }
  private var leftMargin: Double { 64 + Self.letter * Double(rowNameLength) }
  private var maps: SIMD2<Double> { extent * cell }
  private var width: Double { leftMargin + maps.x + Self.rightMargin }
  private var height: Double { bottomMargin + maps.y + Self.topMargin }

  /// Of the whole picture.
  var size: ChartSize { ChartSize(width: Int(width.rounded()), height: Int(height.rounded())) }

  /// Of one point of a map.
  var cellSize: ChartSize { ChartSize(width: Int(cell.x), height: Int(cell.y)) }

  /// Margins, title, axis labels, and the frame, title and tick labels of each panel.
  /// - Parameter titles: one for each panel.
  func settings(
    title: String, rows rowAxis: ParameterMaps.Parameter, columns columnAxis: ParameterMaps.Parameter, titles: [String]
  ) -> [String] {
    var lines = [
      "set lmargin at screen \((leftMargin / width).chartText)",
      "set rmargin at screen \(((leftMargin + maps.x) / width).chartText)",
      "set bmargin at screen \((bottomMargin / height).chartText)",
      "set tmargin at screen \(((bottomMargin + maps.y) / height).chartText)",
      "set xrange [-0.5:\((extent.x - 0.5).chartText)]", "set yrange [-0.5:\((extent.y - 0.5).chartText)]",
      "unset border", "unset grid", "unset xtics", "unset ytics",
      label(title, x: width / 2, y: height - 26, "center font ',17'"),
      label(columnAxis.label, x: leftMargin + maps.x / 2, y: bottomMargin - 46, "center"),
      label(rowAxis.label, x: 20, y: bottomMargin + maps.y / 2, "center rotate by 90"),
    ]
    for panel in 0..<panels {
      let low = moved(SIMD2(-0.5, -0.5), to: panel)
      let high = moved(SIMD2(Double(columns) - 0.5, Double(rows) - 0.5), to: panel)
      // Points without a value are transparent and let the grey through; the frame lies above them.
      let corners =
        "from first \(low.x.chartText), first \(low.y.chartText) to first \(high.x.chartText), first \(high.y.chartText)"
      lines += [
        "set object \(2 * panel + 1) rectangle \(corners) behind fillcolor rgb '\(ChartStyle.missingColour)' fillstyle solid noborder",
        "set object \(2 * panel + 2) rectangle \(corners) front fillstyle empty border linecolor rgb '#000000' linewidth 1",
        tick(titles[panel], at: SIMD2((low.x + high.x) / 2, high.y), "center offset 0,0.7"),
      ]
      for (column, name) in columnAxis.values.enumerated() {
        lines.append(tick(name, at: SIMD2(moved(SIMD2(Double(column), 0), to: panel).x, low.y), "center offset 0,-0.8"))
      }
      guard panel % across == 0 else { continue }
      for (row, name) in rowAxis.values.enumerated() {
        lines.append(tick(name, at: SIMD2(low.x, moved(SIMD2(0, Double(row)), to: panel).y), "right offset -0.7,0"))
      }
    }
    return lines
  }

  /// Places the colour bar and its label to the right of all panels.
  func colourBarSettings(label text: String) -> [String] {
    [
      "set colorbox user origin screen \(((leftMargin + maps.x + 16) / width).chartText), screen \((bottomMargin / height).chartText) "
        + "size screen \((18 / width).chartText), screen \((maps.y / height).chartText)",
      label(text, x: width - 20, y: bottomMargin + maps.y / 2, "center rotate by 90"),
    ]
  }

  /// Text at a place of the picture, in points from its lower left corner.
  private func label(_ text: String, x: Double, y: Double, _ placement: String) -> String {
    "set label \(ChartText.drawn(text)) at screen \((x / width).chartText), screen \((y / height).chartText) \(placement)"
  }

  /// Text at a place on the common axes.
  private func tick(_ text: String, at point: SIMD2<Double>, _ placement: String) -> String {
    "set label \(ChartText.drawn(text)) at first \(point.x.chartText), first \(point.y.chartText) \(placement)"
  }
}
