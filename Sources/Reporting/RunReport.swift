/// The files that a run leaves in its folder besides `run.json`, and the contents of its page `report.html`.
public protocol RunReport: Sendable {
  /// Writes tables and netlists, but no charts.
  /// - Throws: `ReportingError`, and what making a table or a netlist throws.
  func writeData(to folder: ResultFolder) throws
  /// The pictures, in the order in which they are drawn and shown.
  var charts: [NamedChart] { get throws }
  /// The result in one sentence; nil where the figures speak for themselves.
  var headline: String? { get }
  /// The few most important figures, for the top of the page.
  var keyFigures: [KeyFigure] { get }
  /// Tables for the page; large ones are files instead.
  var tables: [ReportTable] { get }
}

extension RunReport {
  public var headline: String? { nil }
  public var keyFigures: [KeyFigure] { [] }
  public var tables: [ReportTable] { [] }
}

/// A picture and the name of its files.
///
///     NamedChart("read-resistance", chart, caption: "Cells written to 1 and to 0.")
public struct NamedChart: Sendable {
  /// Of its files, without an ending; may lead into a subfolder.
  public let name: String
  /// Drawn to `<name>.png` and `<name>.svg`, from a script and a data file that stay beside them.
  public let chart: any Chart
  /// What the picture shows, for below it; nil where the title says it.
  public let caption: String?

  /// `name` has no ending and must differ from those of the report's other pictures.
  public init(_ name: String, _ chart: any Chart, caption: String? = nil) {
    self.name = name
    self.chart = chart
    self.caption = caption
  }
}

/// A figure shown large at the top of the page.
public struct KeyFigure: Hashable, Sendable {
  /// A few words: what the value is.
  public var label: String
  /// As text, with its unit.
  public var value: String
  /// What the value is compared with or consists of; nil for nothing.
  public var detail: String?

  /// All for people, as they are to be shown; nothing is formatted here.
  public init(_ label: String, _ value: String, detail: String? = nil) {
    self.label = label
    self.value = value
    self.detail = detail
  }
}

/// A small table on the page.
public struct ReportTable: Hashable, Sendable {
  /// One cell, as text.
  public enum Cell: Hashable, Sendable {
    /// Aligned to the left.
    case text(String)
    /// Aligned to the right; with its unit, if it has one.
    case number(String)
    /// A link to a file of the result folder, relative to it.
    case link(String, to: String)
  }

  /// The heading above the table.
  public var title: String
  /// One name per column.
  public var header: [String]
  /// Rows × columns.
  public var rows: [[Cell]]

  /// - Parameter rows: each with as many cells as the header has columns.
  public init(title: String, header: [String], rows: [[Cell]]) {
    precondition(rows.allSatisfy { $0.count == header.count }, "a row of '\(title)' has not \(header.count) cells")
    self.title = title
    self.header = header
    self.rows = rows
  }
}

extension ResultFolder {
  /// Draws pictures, one after the other. When one fails, its script and data stay and the others are still drawn.
  /// - Returns: what went wrong; equal errors only once.
  /// - Throws: `CancellationError`.
  public func draw(_ charts: [NamedChart]) async throws -> [ReportingError] {
    var errors: [ReportingError] = []
    for chart in charts {
      do {
        try await draw(chart.chart, as: chart.name)
      } catch let error as ReportingError {
        if !errors.contains(error) { errors.append(error) }
      }
      try Task.checkCancellation()
    }
    return errors
  }
}
