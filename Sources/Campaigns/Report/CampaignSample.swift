import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// What a report needs of a merged campaign: its axes, and the values of some figures at every point.
struct CampaignSample: Sendable {
  /// An option that varies, and the values it takes.
  struct Axis: Sendable {
    var column: String
    /// In their order: numbers by size, others as they occur.
    var values: [CampaignDatabase.Value]
  }

  /// A figure.
  struct Metric: Sendable {
    var column: String
    var title: String
    var unit: String?
    /// Whether people see it in percent.
    var isShare: Bool

    /// Of a chart, whose values are multiplied by `factor`.
    var axis: ChartAxis { isShare ? ChartAxis("\(title) (%)") : ChartAxis(title, unit: unit) }
    var factor: Double { isShare ? 100 : 1 }
  }

  /// A point; one that failed has no values.
  struct Point: Sendable {
    /// By axis.
    var settings: [CampaignDatabase.Value]
    /// By metric; nil where the point has none.
    var values: [Double?]
  }

  /// A point that failed, with the decks that it left.
  struct Failure: Sendable {
    var point: Int
    var settings: [String]
    var remark: String
    var decks: [String]
  }

  var name: String
  var command: String
  var axes: [Axis]
  /// Places of the axes over which figures are shown, at most two.
  var shown: [Int]
  var metrics: [Metric]
  var points: [Point]
  var failures: [Failure]
  var failed: Int
  /// Points of the plan; more than there are while tasks are missing.
  var planned: Int

  /// The most failed points that are listed.
  static let mostFailures = 100

  /// - Throws: `CampaignError.unknownColumn` for figures and options that there are not.
  init(_ database: CampaignDatabase, _ question: CampaignQuestion) throws {
    func pairs(_ sql: String) throws -> [[CampaignDatabase.Value]] { try database.rows(sql).rows }
    let about = Dictionary(
      try pairs("SELECT key, value FROM campaign").map { ($0[0].text, $0[1].text) }, uniquingKeysWith: { $1 })
    (name, command) = (about["name"] ?? "", about["command"] ?? "")
    planned = Int(about["planned_points"] ?? "") ?? 0
    let columns = try pairs("SELECT column_name, kind, title, unit, format, path FROM columns WHERE table_name = 'points'")
    let figures = columns.filter { $0[1].text == "figure" }
    let names = figures.map { $0[0].text }
    let axisNames = columns.filter { $0[1].text == "axis" }.map { $0[0].text }
    func check(_ asked: [String], _ known: [String], _ what: String) throws {
      if let name = asked.first(where: { !known.contains($0) }) {
        throw CampaignError.unknownColumn(name, what: what, known: known)
      }
    }
    let asked = question.metrics + question.limits.map(\.column)
    try check(asked, names, "figure")
    let numeric = try pairs("SELECT name FROM pragma_table_info('points') WHERE type = 'REAL'").map { $0[0].text }
    if let name = asked.first(where: { !numeric.contains($0) }) { throw CampaignError.noNumber(name) }
    try check(question.axes, axisNames, "option that varies")
    var chosen: [String] = []
    for name in asked where !chosen.contains(name) { chosen.append(name) }
    if chosen.isEmpty {
      chosen = [try question.preferred.first(where: names.contains) ?? Self.firstThatVaries(names, database)].compactMap { $0 }
    }
    metrics = chosen.map { column in
      let row = figures.first { $0[0].text == column } ?? []
      var title = row.isEmpty || row[2] == .null ? column : row[2].text
      // Of a figure in a list the title leaves open which it is.
      let parts = row.last?.text.split(separator: ".").map(String.init) ?? []
      if let place = parts.lastIndex(where: { Int($0) != nil }) { title += " (\(parts[...place].joined(separator: ".")))" }
      return Metric(
        column: column, title: title, unit: row.isEmpty || row[3] == .null ? nil : row[3].text,
        isShare: !row.isEmpty && row[4] == .text(FigureFormat.percent.rawValue))
    }
    let axes = try axisNames.map { column -> Axis in
      let values = try pairs("SELECT \(quoted(column)), min(point) FROM points GROUP BY 1 ORDER BY 2").map { $0[0] }
      let numbers = values.compactMap(\.double)
      return Axis(
        column: column,
        values: numbers.count == values.count ? values.sorted { ($0.double ?? 0) < ($1.double ?? 0) } : values)
    }
    let several = axes.indices.filter { axes[$0].values.count > 1 && axes[$0].column != "seed" }
    self.axes = axes
    shown =
      question.axes.isEmpty
      ? Array(several.prefix(2)) : question.axes.prefix(2).compactMap { name in axes.firstIndex { $0.column == name } }
    let fields = (axisNames + chosen).map(quoted).joined(separator: ", ")
    var points: [Point] = []
    _ = try database.query(
      "SELECT point\(fields.isEmpty ? "" : ", ")\(fields) FROM points ORDER BY point"
    ) { row in
      let values = row.dropFirst(1 + axisNames.count).map { $0.double }
      points.append(Point(settings: Array(row[1..<1 + axisNames.count]), values: values))
    }
    self.points = points
    let keys = axisNames.map { ", " + quoted($0) }.joined()
    let failedRows = try pairs(
      "SELECT point, remark\(keys) FROM points WHERE status = 'failed' ORDER BY point LIMIT \(Self.mostFailures)")
    failures = try failedRows.map { row in
      Failure(
        point: Int(row[0].double ?? 0), settings: row.dropFirst(2).map(\.text), remark: row[1].text,
        decks: try pairs("SELECT path FROM decks WHERE point = \(row[0].text) ORDER BY path").map { $0[0].text })
    }
    failed = Int(try pairs("SELECT count(*) FROM points WHERE status = 'failed'").first?.first?.double ?? 0)
  }

  /// The first figure with different values, or the first of all.
  private static func firstThatVaries(_ names: [String], _ database: CampaignDatabase) throws -> String? {
    let ignored = ["results_seed", "seed"]
    for name in names where !ignored.contains(name) {
      let counts = try database.rows("SELECT count(DISTINCT \(quoted(name))), typeof(max(\(quoted(name)))) FROM points").rows
      if let row = counts.first, (row[0].double ?? 0) > 1, row[1].text == "real" { return name }
    }
    return names.first { !ignored.contains($0) }
  }
}
