/// A picture of data, independent of what produced the data and of how it is drawn.
///
/// A chart describes itself to gnuplot as a `ChartDrawing`; `ResultFolder.draw` writes script and data and has them
/// drawn.
public protocol Chart: Sendable {
  /// Stands above the picture; also its alternative text on the page.
  var title: String { get }
  /// The chart in gnuplot's terms.
  ///
  /// - Throws: `ReportingError.nothingToDraw` where no value has a place on the axes.
  var drawing: ChartDrawing { get throws }
}

/// A chart in gnuplot's terms: the contents of its script and of its data file.
public struct ChartDrawing: Hashable, Sendable {
  /// Commands before the first panel, one per element; they hold for all panels.
  public var settings: [String]
  /// One panel, or several that share the picture, each with margins of its own.
  public var panels: [ChartPanel]
  /// Blocks of the data file, which plots refer to by their index from 0.
  public var data: [ChartData]
  /// In points.
  public var size = ChartStyle.usualSize
  /// Width and height of what answers to the pointer around each value, in points, as the cells of a map; nil for dots.
  public var valueSize: ChartSize?

  /// A picture of one panel.
  /// - Parameter plots: parts of its `plot` command, one for each curve.
  public init(settings: [String], plots: [String], data: [ChartData], size: ChartSize = ChartStyle.usualSize) {
    self.init(settings: settings, panels: [ChartPanel(settings: [], plots: plots)], data: data, size: size)
  }

  /// A picture of any number of panels.
  public init(settings: [String], panels: [ChartPanel], data: [ChartData], size: ChartSize) {
    self.settings = settings
    self.panels = panels
    self.data = data
    self.size = size
  }

  /// The script that draws `name.png` and `name.svg` from `name.dat`, all in the current directory. The name has no
  /// ending.
  public func script(named name: String) -> String {
    let lines =
      [
        "# Draws \(name).png and \(name).svg from \(name).dat: run `gnuplot \(name).gp` in this folder (gnuplot 5.4).",
        "data = \(ChartText.quoted(name + ".dat"))", "",
      ] + ChartStyle.settings + [""] + settings + [
        "", "set terminal \(ChartStyle.pngTerminal(size))", "set output \(ChartText.quoted(name + ".png"))",
      ] + picture + ["set terminal \(ChartStyle.svgTerminal(size))", svgOutput(name)]
      + (panels.count == 1 ? ["replot"] : picture) + ["unset output"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The `plot` commands, between those for several panels where there is more than one.
  private var picture: [String] {
    let parts = panels.flatMap { $0.settings + ["plot " + $0.plots.joined(separator: ", \\\n     ")] }
    return panels.count == 1 ? parts : ["set multiplot"] + parts + ["unset multiplot"]
  }

  /// Through `sed`, which has the values under the pointer as titles. It also marks images as pixelated: the cells of a
  /// map are the pixels of an embedded image, which viewers would blur when they enlarge it.
  private func svgOutput(_ name: String) -> String {
    let pixelated = #"s/<image /&style=\"image-rendering:pixelated\" /"#
    let edits = [pixelated, PointedValues.filter].map { "-e \"\($0)\"" }.joined(separator: " ")
    return "set output " + ChartText.quoted("| sed \(edits) > '\(name).svg'")
  }

  /// The contents of the data file; gnuplot tells blocks apart by two blank lines.
  public var dataText: String { data.map(\.text).joined(separator: "\n\n") }
}

/// One pair of axes in a picture.
public struct ChartPanel: Hashable, Sendable {
  /// Commands before its `plot` command, one per element.
  public var settings: [String]
  /// The parts of the `plot` command, one for each curve. They refer to block n of the data file as `data index n`.
  public var plots: [String]

  /// All in gnuplot's syntax, which is not checked.
  public init(settings: [String], plots: [String]) {
    self.settings = settings
    self.plots = plots
  }
}

/// A block of a chart's data file: columns of numbers under a heading.
public struct ChartData: Hashable, Sendable {
  /// The heading as a comment, then one line per row.
  public let text: String

  /// - Parameters:
  ///   - heading: what the columns are, with their units.
  ///   - rows: numbers that are not finite are written as NaN, which gnuplot leaves out. An empty row interrupts a line.
  public init(heading: String, rows: some Sequence<[Double]>) {
    text = "# \(ChartText.oneLine(heading))\n" + rows.map { Self.line($0) }.joined()
  }

  private static func line(_ numbers: [Double]) -> String {
    numbers.map { $0.isFinite ? $0.chartText : "NaN" }.joined(separator: " ") + "\n"
  }
}

/// Width and height of a picture in points; the PNG has two pixels per point.
public struct ChartSize: Hashable, Sendable {
  /// In points, which are the pixels of the SVG.
  public var width: Int
  /// In points, as the width.
  public var height: Int

  /// In points, both above zero.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}
