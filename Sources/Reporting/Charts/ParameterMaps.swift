import CrossbarPrimitives

/// One quantity over two parameters of a study, as one coloured map for each value of a third. The maps stand side by
/// side; in each a region may be outlined and one point marked, such as the safe settings and the recommended one.
///
/// Rows rise upwards and columns run to the right, at equal distances whatever the values of the parameters.
package struct ParameterMaps: Chart {
  /// One map.
  package struct Panel: Sendable {
    /// Stands above the map: the value of the third parameter.
    package var title: String
    /// Rows × columns in the SI unit, row 0 at the bottom; values that are nil or have no place on the colour scale are
    /// drawn grey.
    package var values: Grid<Double?>
    /// Whether each point is inside the outlined region; as large as `values`.
    package var outlined: Grid<Bool>
    /// Whether each point is inside a second region, outlined by a dashed line; nil for none.
    package var allowed: Grid<Bool>?
    /// The marked point, counted from 0; nil for none.
    package var marked: (row: Int, column: Int)?

    package init(
      _ title: String, values: Grid<Double?>, outlined: Grid<Bool>, allowed: Grid<Bool>? = nil,
      marked: (row: Int, column: Int)? = nil
    ) {
      precondition(values.rows == outlined.rows && values.columns == outlined.columns, "an outline of the map")
      self.title = title
      self.values = values
      self.outlined = outlined
      self.allowed = allowed
      self.marked = marked
    }
  }

  /// A parameter's name with its unit, and its values as they are shown.
  package struct Parameter: Sendable {
    package var label: String
    /// Tick labels, one for each row or column.
    package var values: [String]

    package init(_ label: String, values: [String]) {
      self.label = label
      self.values = values
    }
  }

  package var title: String
  /// All of the same size: as many rows and columns as the parameters have values.
  package var panels: [Panel]
  package var rows: Parameter
  package var columns: Parameter
  /// The quantity; without a range, the colours span all panels' values.
  package var colourAxis: ChartAxis
  /// For the legend, if any region is outlined.
  package var outlineName: String
  /// For the legend, if any point is marked.
  package var markName: String
  /// For the legend, if a second region is outlined.
  package var allowedName: String

  package init(
    title: String, panels: [Panel], rows: Parameter, columns: Parameter, colourAxis: ChartAxis, outlineName: String,
    markName: String, allowedName: String = ""
  ) {
    self.title = title
    self.panels = panels
    self.rows = rows
    self.columns = columns
    self.colourAxis = colourAxis
    self.outlineName = outlineName
    self.markName = markName
    self.allowedName = allowedName
  }

  package var drawing: ChartDrawing {
    get throws {
      let shown = panels.map { $0.values.map { value in value.flatMap { colourAxis.shows($0) ? $0 : nil } ?? .nan } }
      guard let summary = Summary(shown.flatMap(\.elements).filter(\.isFinite)) else {
        throw ReportingError.nothingToDraw(chart: title, reason: "no value that its colour scale can show")
      }
      let frame = PanelFrame(
        panels: panels.count, rows: rows.values.count, columns: columns.values.count,
        rowNameLength: rows.values.map(\.count).max() ?? 0, columnNameLength: columns.values.map(\.count).max() ?? 0,
        hasLegend: panels.contains { $0.marked != nil || ($0.outlined.elements + ($0.allowed?.elements ?? [])).contains(true) })
      func loops(_ region: (Panel) -> Grid<Bool>?) -> [[SIMD2<Double>]] {
        panels.indices.flatMap { panel in
          (region(panels[panel]).map { RegionOutline($0).loops } ?? []).map { loop in loop.map { frame.moved($0, to: panel) } }
        }
      }
      let (outlines, walls) = (loops { $0.outlined }, loops { $0.allowed })
      let marks = panels.indices.compactMap { panel in
        panels[panel].marked.map { frame.moved(SIMD2(Double($0.column), Double($0.row)), to: panel) }
      }
      let names =
        (walls.isEmpty ? [] : [allowedName]) + (outlines.isEmpty ? [] : [outlineName]) + (marks.isEmpty ? [] : [markName])
      var settings = [ChartStyle.viridis] + ChartStyle.legend(names)
      settings += frame.settings(title: title, rows: rows, columns: columns, titles: panels.map(\.title))
      settings += frame.colourBarSettings(label: colourAxis.quantity)
      settings += ColourBar(axis: colourAxis, range: colourAxis.range ?? summary.minimum...summary.maximum).settings
      var plots = panels.indices.map { panel in
        let origin = frame.moved(.zero, to: panel)
        return "data index \(panel) matrix using ($1+\(origin.x.chartText)):($2+\(origin.y.chartText)):3 with image notitle"
      }
      var data = zip(panels, shown).map { panel, values in
        ChartData(
          heading: "\(panel.title): \(colourAxis.quantity), a line for each row",
          rows: (0..<values.rows).map { Array(values.row($0)) })
      }
      // Each line and mark is drawn twice, wide and white below, to be visible on any colour of the map.
      for (loops, name, style) in [
        (walls, allowedName, "dashtype 2 linecolor rgb '\(ChartColour.vermilion.rawValue)'"),
        (outlines, outlineName, "linecolor rgb '#000000'"),
      ] where !loops.isEmpty {
        plots += [
          "data index \(data.count) using 1:2 with lines linewidth 6 linecolor rgb '#ffffff' notitle",
          "data index \(data.count) using 1:2 with lines linewidth 2.5 \(style) title \(ChartText.drawn(name))",
        ]
        // A line without numbers separates one loop from the next.
        data.append(
          ChartData(heading: "\(name): column, row of its corners", rows: loops.flatMap { $0.map { [$0.x, $0.y] } + [[]] }))
      }
      if !marks.isEmpty {
        plots += [
          "data index \(data.count) using 1:2 with points pointtype 7 pointsize 2 linecolor rgb '#ffffff' notitle",
          "data index \(data.count) using 1:2 with points pointtype 7 pointsize 1.3 linecolor rgb "
            + "'\(ChartColour.vermilion.rawValue)' title \(ChartText.drawn(markName))",
        ]
        data.append(ChartData(heading: "\(markName): column, row", rows: marks.map { [$0.x, $0.y] }))
      }
      let isPointed = shown.reduce(0) { $0 + $1.elements.count } <= PointedValues.mostCells
      if isPointed {
        settings += [rows, columns].enumerated().map { index, one in
          "array \(Self.names[index])[\(one.values.count)] = [\(one.values.map(ChartText.quoted).joined(separator: ", "))]"
        }
        plots += panels.indices.map { pointedValues($0, at: frame.moved(.zero, to: $0)) }
      }
      var drawing = ChartDrawing(settings: settings, plots: plots, data: data, size: frame.size)
      drawing.valueSize = isPointed ? frame.cellSize : nil
      return drawing
    }
  }

  /// The script's lists of the values of rows and columns, as they are shown.
  private static let names = ["rows", "columns"]

  /// The parameters and the value of each point of a map.
  private func pointedValues(_ panel: Int, at origin: SIMD2<Double>) -> String {
    let (row, column) = (ChartAxis.parted(rows.label), ChartAxis.parted(columns.label))
    func words(_ label: (name: String, unit: String), _ place: String) -> String {
      "\(ChartText.quoted(label.name + " ")) . \(place)" + (label.unit.isEmpty ? "" : " . \(ChartText.quoted(" " + label.unit))")
    }
    let title = panels[panel].title
    return PointedValues.plot(
      block: panel, "matrix", at: ("($1+\(origin.x.chartText))", "($2+\(origin.y.chartText))"),
      words: PointedValues.joined([
        title.isEmpty ? "" : ChartText.quoted(title), words(row, "rows[int($2)+1]"), words(column, "columns[int($1)+1]"),
        colourAxis.words("$3"),
      ]))
  }
}
