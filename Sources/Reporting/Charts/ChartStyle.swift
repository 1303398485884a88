/// The look that all charts share: fonts, grid, colours, legend.
public enum ChartStyle {
  /// 8 by 6 inches at 100 points per inch: text stays readable when the picture fills one column of a paper.
  public static let usualSize = ChartSize(width: 800, height: 600)

  /// Grey behind the cells of a map, which shows where a value is missing.
  static let missingColour = "#bdbdbd"

  /// Commands that come first in every script.
  static let settings =
    [
      "set encoding utf8", "set decimalsign '.'",
      "set border linewidth 1", "set tics nomirror out", "set ticscale 0.7",
      // gnuplot's own format pads with a space, which pushes labels off their ticks.
      "set minussign", "set format '%h'",
      "set grid back linetype 1 linecolor rgb '#e6e6e6' linewidth 0.6",
    ] + PointedValues.settings

  // The sizes within a script are the same for both: the PNG is the same picture at twice the resolution.
  static func pngTerminal(_ size: ChartSize) -> String {
    "pngcairo enhanced color background '#ffffff' size \(2 * size.width),\(2 * size.height) font 'Arial,15' fontscale 2 linewidth 2 pointscale 2"
  }

  /// Sizes as in the PNG, at one pixel per point.
  static func svgTerminal(_ size: ChartSize) -> String {
    "svg enhanced background '#ffffff' size \(size.width),\(size.height) font 'Arial,15' linewidth 1"
  }

  /// Commands for a legend below the x axis, where it covers no data.
  /// - Parameter names: of the curves, in their order; empty ones take no place, and without any name there is no legend.
  static func legend(_ names: [String]) -> [String] {
    let shown = names.filter { !$0.isEmpty }
    guard !shown.isEmpty else { return ["unset key"] }
    let longest = shown.map(\.count).max() ?? 0
    // gnuplot would break lines as it likes, over the label of the axis: count what fits side by side.
    let columns = max(1, min(shown.count, Int(600 / (60 + 8.5 * Double(longest)))))
    let rows = (shown.count + columns - 1) / columns
    return [
      "set key at screen 0.53, screen 0.02 center bottom horizontal maxcols \(columns) noenhanced reverse Left samplen 3 width 1",
      "set bmargin \((4.2 + 1.1 * Double(rows)).chartText)",
    ]
  }

  /// The command for a title above the frame.
  static func title(_ title: String) -> String { "set title \(ChartText.drawn(title)) font ',17'" }

  /// Viridis (van der Walt and Smith 2015): perceptually uniform, readable in grey and by colour-blind people.
  static let viridis =
    "set palette defined (0 '#440154', 1 '#472c7a', 2 '#3b518b', 3 '#2c718e', 4 '#21908d', "
    + "5 '#27ad81', 6 '#5cc863', 7 '#aadc32', 8 '#fde725')"

  /// White to dark blue, for shares of a whole from 0 to 100 %.
  static let blues = "set palette defined (0 '#ffffff', 1 '#d2e3f3', 2 '#9ac8e0', 3 '#529dcc', 4 '#1c6cb1', 5 '#08306b')"
}

/// Colours that colour-blind people can tell apart (Okabe and Ito 2008), in the order in which series get them.
public enum ChartColour: String, CaseIterable, Hashable, Sendable {
  /// The first series.
  case blue = "#0072b2"
  /// The second series, and the curve fitted to a histogram.
  case vermilion = "#d55e00"
  /// The third series.
  case green = "#009e73"
  /// The fourth series.
  case purple = "#cc79a7"
  /// The fifth series.
  case orange = "#e69f00"
  /// The sixth series, and the bars of a histogram without a colour of their own.
  case skyBlue = "#56b4e9"
  /// The seventh series, and the expected shares of a proportion chart.
  case black = "#000000"
  /// For background curves; no series gets it automatically.
  case grey = "#999999"

  /// The colour of the n-th series, counted from 0; colours repeat after seven.
  public static func automatic(_ index: Int) -> ChartColour {
    let inTurn = allCases.dropLast()
    return inTurn[index % inTurn.count]
  }
}
