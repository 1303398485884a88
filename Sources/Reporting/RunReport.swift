/// The files a run leaves in its folder, besides `run.json`.
public protocol RunReport: Sendable {
  /// Writes tables and netlists.
  func writeData(to folder: ResultFolder) throws
  /// The pictures, in the order in which they are drawn.
  var charts: [NamedChart] { get throws }
}

/// A picture and the name of its files.
public struct NamedChart: Sendable {
  public let name: String
  public let chart: any Chart

  public init(_ name: String, _ chart: any Chart) {
    self.name = name
    self.chart = chart
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
