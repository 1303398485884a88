/// The files a run leaves in its folder, besides `run.json`, and what its page `report.html` says.
public protocol RunReport: Sendable {
  /// Writes tables and netlists.
  func writeData(to folder: ResultFolder) throws
  /// The pictures, in the order in which they are drawn.
  var charts: [NamedChart] { get throws }
  /// What came out, in a sentence; nil where the figures speak for themselves.
  var headline: String? { get throws }
  /// The few figures that matter most, for the top of the page.
  var keyFigures: [KeyFigure] { get throws }
  /// Tables that a reader of the page wants to see; large ones are files instead.
  var tables: [ReportTable] { get throws }
}

extension RunReport {
  public var headline: String? { nil }
  public var keyFigures: [KeyFigure] { [] }
  public var tables: [ReportTable] { [] }
}

/// A picture and the name of its files.
public struct NamedChart: Sendable {
  public let name: String
  public let chart: any Chart
  /// What there is to see, for below the picture; nil where its title says it.
  public let caption: String?

  public init(_ name: String, _ chart: any Chart, caption: String? = nil) {
    self.name = name
    self.chart = chart
    self.caption = caption
  }
}

/// A figure that stands out on the page.
public struct KeyFigure: Hashable, Sendable {
  public var label: String
  /// With its unit.
  public var value: String
  /// What it is to be compared with, or made of.
  public var detail: String?

  public init(_ label: String, _ value: String, detail: String? = nil) {
    self.label = label
    self.value = value
    self.detail = detail
  }
}

/// A small table of the page.
public struct ReportTable: Hashable, Sendable {
  public enum Cell: Hashable, Sendable {
    case text(String)
    /// Set flush right; with its unit, if it has one.
    case number(String)
    /// To a file of the result folder.
    case link(String, to: String)
  }

  public var title: String
  public var header: [String]
  public var rows: [[Cell]]

  /// - Parameter rows: each has one cell for each column.
  public init(title: String, header: [String], rows: [[Cell]]) {
    precondition(rows.allSatisfy { $0.count == header.count }, "a row of '\(title)' has not \(header.count) cells")
    self.title = title
    self.header = header
    self.rows = rows
  }
}

extension ResultFolder {
  /// Draws pictures. One that fails keeps its script and data, and no other from being drawn.
  /// - Returns: what went wrong; the same error is there once.
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
