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
///     inputs(path, sha256)                    the files that the runs have read
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
  private let inputs: [String: String]
  /// Numbers and kinds of the columns that have been met.
  private var columns: [ResultColumn: (number: Int, kinds: ValueKinds)] = [:]
  private var counts: [String: Int] = [:]

  /// Writes a file that does not exist yet.
  /// - Parameter points: in their order.
  /// - Throws: `CampaignError.changed` if an input file was not the same in all runs; `.tooManyFigures`, `.unreadable`.
  static func write(_ points: [Point], range: Range<Int>, of plan: CampaignPlan, to path: String) throws {
    var shard = Shard(plan: plan, points: points, inputs: try commonInputs(of: [plan.inputs] + points.map(\.outcome.inputs)))
    let database = try DatabaseQueue(path: path, configuration: .oneWriter)
    try database.write { database in try shard.write(range, to: database) }
    try database.close()
  }

  private init(plan: CampaignPlan, points: [Point], inputs: [String: String]) {
    self.plan = plan
    self.points = points
    self.inputs = inputs
  }

  private mutating func write(_ range: Range<Int>, to database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        CREATE TABLE columns (name TEXT, number INTEGER, kind INTEGER, place INTEGER, path TEXT, kinds INTEGER);
        CREATE TABLE decks (point INTEGER, path TEXT);
        CREATE TABLE inputs (path TEXT PRIMARY KEY, sha256 TEXT);
        """)
    for (path, digest) in inputs { try database.execute(sql: "INSERT INTO inputs VALUES (?, ?)", arguments: [path, digest]) }
    let meta: [(String, any DatabaseValueConvertible)] = [
      ("digest", try plan.digest), ("program", plan.program), ("first", range.lowerBound), ("end", range.upperBound),
    ]
    for (key, value) in meta {
      try database.execute(sql: "INSERT INTO meta VALUES (?, ?)", arguments: [key, value])
    }
    let rows = points.map { point in row(of: point) }
    let statement = try create("points", fixed: ["point INTEGER PRIMARY KEY", "status TEXT", "remark TEXT"], in: database)
    for row in rows { try insert(row, into: statement, columns: counts["points", default: 0]) }
    for (index, table) in plan.tables.enumerated() { try fill("t\(index)", from: table, in: database) }
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

  /// Fills a table with the rows that the runs have written to a file, one run after the other.
  private mutating func fill(_ name: String, from file: String, in database: Database) throws {
    // The columns first, since different runs may have different ones.
    try read(file) { shard, _, header, _ in shard.meet(header, of: name) }
    let statement = try create(name, fixed: ["point INTEGER"], in: database)
    let count = counts[name, default: 0]
    try read(file) { shard, point, header, rows in
      while let fields = try rows.next()?.fields {
        var row = Row(fixed: [point.databaseValue])
        for (place, (title, field)) in zip(header, fields).enumerated() {
          let value = DatabaseValue(field: field)
          row.values.append((shard.number(of: ResultColumn(table: name, kind: .table, path: title, place: place), value), value))
        }
        try shard.insert(row, into: statement, columns: count)
      }
    }
  }

  private mutating func meet(_ header: [String], of table: String) {
    for (place, title) in header.enumerated() {
      _ = number(of: ResultColumn(table: table, kind: .table, path: title, place: place), .null)
    }
  }

  /// Calls `body` with each run's header and rows; points that failed have none.
  private mutating func read(
    _ file: String, _ body: (inout Shard, _ point: Int, _ header: [String], _ rows: inout TableReader) throws -> Void
  ) throws {
    for point in points where point.outcome.status != .failed {
      guard let path = point.folder.map({ "\($0)/\(file)" }), let data = FileManager.default.contents(atPath: path) else {
        continue
      }
      var reader = TableReader(Array(data), separators: [.comma])
      do {
        guard let header = try reader.readHeader() else { continue }
        try body(&self, point.index, header.fields, &reader)
      } catch let problem as TableProblem {
        throw CampaignError.unreadable(path: path, reason: "\(problem)")
      }
    }
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

  /// Creates a table for the columns that have been met.
  /// - Returns: what inserts a row.
  private func create(_ table: String, fixed: [String], in database: Database) throws -> Statement {
    let count = counts[table, default: 0]
    guard count + fixed.count <= CampaignDatabase.mostColumns else {
      throw CampaignError.tooManyFigures(count, limit: CampaignDatabase.mostColumns - fixed.count)
    }
    let names = (0..<count).map { "c\($0)" }
    try database.execute(sql: "CREATE TABLE \(table) (\((fixed + names).joined(separator: ", ")))")
    let marks = Array(repeating: "?", count: fixed.count + count).joined(separator: ", ")
    return try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(marks))")
  }

  private func insert(_ row: Row, into statement: Statement, columns count: Int) throws {
    var values = row.fixed + Array(repeating: DatabaseValue.null, count: count)
    for (number, value) in row.values { values[row.fixed.count + number] = value }
    try statement.execute(arguments: StatementArguments(values))
  }
}

/// The input files of several runs together.
/// - Parameter runs: SHA-256 by path of each.
/// - Throws: `CampaignError.changed` if a file was not the same in all of them.
func commonInputs(of runs: [[String: String]]) throws -> [String: String] {
  var all: [String: String] = [:]
  for (path, digest) in runs.joined() {
    if let other = all.updateValue(digest, forKey: path), other != digest {
      throw CampaignError.changed(what: "the input file '\(path)'", planned: other, found: digest)
    }
  }
  return all
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
