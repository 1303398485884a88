/// The frame of a picture with one square per cell of a grid: row 0 at the top, ticks at whole numbers, and a colour bar
/// on the right. All lengths are in points.
///
/// `HeatMap` and `ConfusionMatrixChart` share it; `PanelFrame` is the one for several maps side by side.
struct GridFrame {
  let rows: Int
  let columns: Int
  /// Letters in the longest row label.
  var rowNameLength = 0
  /// Letters in the longest column label if column labels are slanted for lack of room; otherwise 0.
  var slantedNameLength = 0

  /// Limits for the map alone, without its margins.
  private static let widestMap = 600.0
  private static let tallestMap = 560.0
  private static let narrowestMap = 110.0
  /// Width of a letter.
  private static let letter = 8.0
  private static let topMargin = 56.0
  private static let rightMargin = 150.0

  /// - Parameter rowNameLength: nil where rows are labelled with their numbers.
  init(rows: Int, columns: Int, rowNameLength: Int? = nil, slantedNameLength: Int = 0) {
    precondition(rows > 0 && columns > 0, "a picture of no cells")
    self.rows = rows
    self.columns = columns
    self.rowNameLength = rowNameLength ?? String(rows - 1).count
    self.slantedNameLength = slantedNameLength
  }

  private var leftMargin: Double { 64 + Self.letter * Double(rowNameLength) }
  private var bottomMargin: Double { 72 + 0.72 * Self.letter * Double(slantedNameLength) }

  /// Cells are square unless that would make a sliver of the map.
  private var map: (width: Double, height: Double) {
    let cell = min(Self.widestMap / Double(columns), Self.tallestMap / Double(rows))
    return (max(cell * Double(columns), Self.narrowestMap), max(cell * Double(rows), Self.narrowestMap))
  }

  private var width: Double { leftMargin + map.width + Self.rightMargin }
  private var height: Double { bottomMargin + map.height + Self.topMargin }

  /// Of the whole picture.
  var size: ChartSize { ChartSize(width: Int(width.rounded()), height: Int(height.rounded())) }

  /// Of one cell.
  var cellSize: ChartSize {
    ChartSize(width: max(1, Int(map.width) / columns), height: max(1, Int(map.height) / rows))
  }

  /// Margins, axes, ticks and the labels of both axes.
  func settings(rowLabel: String, columnLabel: String) -> [String] {
    [
      "set lmargin at screen \(across(leftMargin))", "set rmargin at screen \(across(leftMargin + map.width))",
      "set bmargin at screen \(up(bottomMargin))", "set tmargin at screen \(up(bottomMargin + map.height))",
      "set xrange [-0.5:\(columns - 1).5]", "set yrange [\(rows - 1).5:-0.5]",
      "set xtics 0,\(Self.step(columns, room: map.width))", "set ytics 0,\(Self.step(rows, room: map.height))",
      "set label \(ChartText.drawn(columnLabel)) at screen \(across(leftMargin + map.width / 2)), screen \(up(18)) center",
      sideways(rowLabel, at: 18),
    ]
  }

  /// Places the colour bar and its label explicitly; gnuplot would scale the bar with the map and draw its label over
  /// long tick labels.
  func colourBarSettings(label: String) -> [String] {
    [
      "set colorbox user origin screen \(across(leftMargin + map.width + 14)), screen \(up(bottomMargin)) "
        + "size screen \(across(18)), screen \(up(map.height))",
      sideways(label, at: width - 18),
    ]
  }

  /// A label that reads upwards, centred on the map's height.
  private func sideways(_ text: String, at x: Double) -> String {
    "set label \(ChartText.drawn(text)) at screen \(across(x)), screen \(up(bottomMargin + map.height / 2)) center rotate by 90"
  }

  /// A horizontal length as a share of the picture's width, and a vertical one as a share of its height, as gnuplot's
  /// `screen` coordinates want them.
  private func across(_ points: Double) -> String { (points / width).chartText }
  private func up(_ points: Double) -> String { (points / height).chartText }

  /// The distance of ticks in cells: the smallest of 1, 2, 5, 10, 20... at which labels are at least 36 points apart.
  private static func step(_ count: Int, room: Double) -> Int {
    var decade = 1
    while true {
      for factor in [1, 2, 5] where Double(factor * decade) * room / Double(count) >= 36 { return factor * decade }
      decade *= 10
    }
  }
}
