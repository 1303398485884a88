/// A dashed vertical line at one value of the x axis, such as a decision threshold, with its name above the frame.
public struct ChartMarker: Hashable, Sendable {
  /// In the SI unit of the axis; a marker that the axis cannot show is left out.
  public var position: Double
  /// Stands above the line.
  public var label: String

  /// `position` is a value of the x axis, in its SI unit.
  public init(_ label: String, at position: Double) {
    self.label = label
    self.position = position
  }

  /// Commands for a chart's title and, if there is a marker, for its line and name.
  /// - Parameter axis: of x.
  static func titleSettings(_ title: String, _ marker: ChartMarker?, _ axis: ChartAxisLayout) -> [String] {
    guard let marker, axis.axis.shows(marker.position) else { return [ChartStyle.title(title)] }
    let x = axis.position(marker.position)
    // The name stands above the frame, where there is no data it could cover, and the title makes room for it.
    return [
      ChartStyle.title(title) + " offset 0,0.8", "set tmargin 4",
      "set arrow from first \(x), graph 0 to first \(x), graph 1 nohead front dashtype 2 linewidth 1.5 linecolor rgb '#333333'",
      "set label \(ChartText.drawn(marker.label)) at first \(x), graph 1.045 center front textcolor rgb '#333333'",
    ]
  }
}
