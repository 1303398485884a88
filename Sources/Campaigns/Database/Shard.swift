import CrossbarPrimitives
import Foundation
import GRDB
import Records
import Reporting

/// The results of one task as a file: SQLite without names of figures as columns, since those of all tasks are known only
/// when they are merged.
///
///     meta(key, value)                        digest of the plan, program, range of points
///     columns(name, number, kind, place, path, kinds)   the column c<number> of the table <name>
///     points(point, status, remark, c0 …)     a row a point
///     t0(point, c0 …)                         the rows of the first of the runs' tables, and so on
///     decks(point, path)                      decks of failed simulations, below the campaign's folder
struct Shard {
  /// One point that is done, and where its run left its files.
  struct Point {
    var index: Int
    var outcome: PointOutcome
    /// The folder of its run; nil for one that keeps no files.
    var folder: String?
    /// Relative to the campaign's folder.
    var decks: [String] = []
  }

  private let plan: CampaignPlan
  private let points: [Point]
  /// Numbers and kinds of the columns that have been met.
  private var columns: [ResultColumn: (number: Int, kinds: ValueKinds)] = [:]
  private var counts: [String: Int] = [:]

  /// Writes a file that does not exist yet.
  /// - Parameter points: in their order.
  static func write(_ points: [Point], range: Range<Int>, of plan: CampaignPlan, to path: String) throws {
    var shard = Shard(plan: plan, points: points)
    let database = try DatabaseQueue(path: path, configuration: .oneWriter)
    try database.write { database in try shard.write(range, to: database) }
    try database.close()
  }

  private init(plan: CampaignPlan, points: [Point]) {
    self.plan = plan
    self.points = points
  }

  private mutating func write(_ range: Range<Int>, to database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE columns (name TEXT, number INTEGER, kind INTEGER, place INTEGER, path TEXT, kinds INTEGER);
        CREATE TABLE decks (point INTEGER, path TEXT);
        """)
    let meta: [(String, any DatabaseValueConvertible)] = [
      ("digest", try plan.digest), ("program", plan.program), ("first", range.lowerBound), ("end", range.upperBound),
    ]
    for (key, value) in meta {
      try database.execute(sql: "INSERT INTO meta VALUES (?, ?)", arguments: [key, value])
    }
    let rows = points.map { point in row(of: point) }
    try fill("points", of: rows, fixed: ["point INTEGER PRIMARY KEY", "status TEXT", "remark TEXT"], in: database)
    for (index, table) in plan.tables.enumerated() {
      let rows = try rowsOfTable(table, named: "t\(index)")
      try fill("t\(index)", of: rows, fixed: ["point INTEGER"], in: database)
    }
    for point in points {
      for deck in point.decks {
        try database.execute(sql: "INSERT INTO decks VALUES (?, ?)", arguments: [point.index, deck])
      }
    }
    for (column, found) in columns.sorted(by: { $0.key < $1.key }) {
      try database.execute(
        sql: "INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [column.table, found.number, column.kind.rawValue, column.place, column.path, found.kinds.rawValue])
    }
  }

  /// Values by column number, after those of the fixed columns.
  private struct Row {
    var fixed: [DatabaseValue]
    var values: [(number: Int, value: DatabaseValue)] = []
  }

  private mutating func row(of point: Point) -> Row {
    let outcome = point.outcome
    // Whether a point was taken over from an earlier attempt is a matter of how it was run.
    let status = outcome.status == .failed ? PointOutcome.Status.failed : .done
    var row = Row(fixed: [
      point.index.databaseValue, status.rawValue.databaseValue,
      outcome.remark.map(\.databaseValue) ?? .null,
    ])
    for (place, (option, text)) in zip(outcome.point.options, outcome.point.values).enumerated() {
      let value = option.name == "seed" ? DatabaseValue(whole: text) : DatabaseValue(field: text)
      row.values.append((number(of: ResultColumn(table: "points", kind: .axis, path: option.key, place: place), value), value))
    }
    for (path, value) in outcome.values where plan.keeps(path) {
      guard let value = DatabaseValue(value) else { continue }
      row.values.append((number(of: ResultColumn(table: "points", kind: .figure, path: path, place: 0), value), value))
    }
    return row
  }

  /// The rows of a table that the runs have written; points that failed have none.
  private mutating func rowsOfTable(_ file: String, named name: String) throws -> [Row] {
    var rows: [Row] = []
    for point in points where point.outcome.status != .failed {
      guard let folder = point.folder else { continue }
      let path = "\(folder)/\(file)"
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      var reader = TableReader(Array(data), separators: [.comma])
      do {
        guard let header = try reader.readHeader() else { continue }
        while let fields = try reader.next()?.fields {
          var row = Row(fixed: [point.index.databaseValue])
          for (place, (title, field)) in zip(header.fields, fields).enumerated() {
            let value = DatabaseValue(field: field)
            row.values.append((number(of: ResultColumn(table: name, kind: .table, path: title, place: place), value), value))
          }
          rows.append(row)
        }
      } catch {
        throw CampaignError.unreadable(path: path, reason: "\(error)")
      }
    }
    return rows
  }

  private mutating func number(of column: ResultColumn, _ value: DatabaseValue) -> Int {
    if let found = columns[column] {
      columns[column] = (found.number, found.kinds.union(value.kinds))
      return found.number
    }
    let number = counts[column.table, default: 0]
    counts[column.table] = number + 1
    columns[column] = (number, value.kinds)
    return number
  }

  private func fill(_ table: String, of rows: [Row], fixed: [String], in database: Database) throws {
    let count = counts[table, default: 0]
    guard count + fixed.count <= CampaignDatabase.mostColumns else {
      throw CampaignError.tooManyFigures(count, limit: CampaignDatabase.mostColumns - fixed.count)
    }
    let names = (0..<count).map { "c\($0)" }
    try database.execute(sql: "CREATE TABLE \(table) (\((fixed + names).joined(separator: ", ")))")
    let marks = Array(repeating: "?", count: fixed.count + count).joined(separator: ", ")
    let statement = try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(marks))")
    for row in rows {
      var values = row.fixed + Array(repeating: DatabaseValue.null, count: count)
      for (number, value) in row.values { values[fixed.count + number] = value }
      try statement.execute(arguments: StatementArguments(values))
    }
  }
}

extension Configuration {
  /// For a file that one process writes from beginning to end under a name of its own: a crash leaves nothing to repair.
  static var oneWriter: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE")
    }
    return configuration
  }
}
