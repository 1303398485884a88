import Foundation
import GRDB
import Records

/// The columns of all tasks' results together, with their names and types in the merged file.
struct MergedColumns {
  /// The merged tables: `points` first, then those of the runs by their own names.
  let tables: [String]
  private let plan: CampaignPlan
  /// By table, in the order of the merged file.
  private let columns: [String: [(column: ResultColumn, name: String, kinds: ValueKinds)]]
  /// Numbers of the columns in each task's file.
  private let numbers: [Int: [ResultColumn: Int]]

  /// Of all tasks, by path.
  let inputs: [String: String]

  /// - Throws: `CampaignError.tooManyFigures`; `.changed` if tasks have read different files under one path.
  init(of shards: [(task: Int, file: ShardFile)], _ plan: CampaignPlan) throws {
    self.plan = plan
    inputs = try commonInputs(of: shards.map(\.file.inputs))
    var kinds: [ResultColumn: ValueKinds] = [:]
    var numbers: [Int: [ResultColumn: Int]] = [:]
    for (task, file) in shards {
      for row in file.columns {
        kinds[row.column, default: []].formUnion(row.kinds)
        numbers[task, default: [:]][row.column] = row.number
      }
    }
    self.numbers = numbers
    var taken = Set(["campaign", "inputs", "columns", "points", "decks"])
    let runTables = plan.tables.map { file -> String in
      var name = file.hasSuffix(".csv") ? String(file.dropLast(4)) : file
      name = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
      while !taken.insert(name.lowercased()).inserted { name += "_" }
      return name
    }
    let tableNames = ["points"] + plan.tables.indices.map { "t\($0)" }
    tables = ["points"] + runTables
    columns = Dictionary(
      uniqueKeysWithValues: zip(tableNames, tables).map { inner, outer in
        let own = kinds.filter { $0.key.table == inner }.sorted { $0.key < $1.key }
        return (
          outer,
          Self.named(own.map { ($0.key, $0.value) }, besides: outer == "points" ? ["point", "status", "remark"] : ["point"])
        )
      })
    for (_, columns) in columns where columns.count + 3 > CampaignDatabase.mostColumns {
      throw CampaignError.tooManyFigures(columns.count, limit: CampaignDatabase.mostColumns - 3)
    }
  }

  /// Names for SQL: `accuracy.read_back` is `accuracy_read_back`. Equal ones get a number.
  /// - Parameter fixed: names that are taken.
  private static func named(
    _ columns: [(ResultColumn, ValueKinds)], besides fixed: [String]
  ) -> [(column: ResultColumn, name: String, kinds: ValueKinds)] {
    let others = columns.filter { $0.0.kind == .axis }.map { $0.0.path.lowercased() } + fixed
    var taken = Set(fixed)
    return columns.map { column, kinds in
      let plain = column.path.replacing(".", with: "_")
      // As in the table of a sweep: a figure that has the name of an axis.
      let base = column.kind == .figure && others.contains(plain.lowercased()) ? "results_\(plain)" : plain
      var name = base
      var count = 1
      while !taken.insert(name.lowercased()).inserted {
        count += 1
        name = "\(base)_\(count)"
      }
      return (column, name, kinds)
    }
  }

  /// Creates the empty tables, and the table that tells what their columns are.
  func create(in database: Database, _ schema: FigureSchema?) throws {
    try database.execute(
      sql: """
        CREATE TABLE columns (table_name TEXT, column_name TEXT, kind TEXT, path TEXT, title TEXT, unit TEXT, format TEXT);
        CREATE TABLE decks (point INTEGER, path TEXT);
        """)
    for table in tables {
      let own = columns[table] ?? []
      let axes = own.filter { $0.column.kind == .axis }.map(Self.declared)
      let others = own.filter { $0.column.kind != .axis }.map(Self.declared)
      let all =
        table == "points"
        ? ["point INTEGER PRIMARY KEY"] + axes + ["status TEXT"] + others + ["remark TEXT"] : ["point INTEGER"] + others
      try database.execute(sql: "CREATE TABLE \(quoted(table)) (\(all.joined(separator: ", ")))")
      for (column, name, _) in own {
        let known = column.kind == .figure ? schema?[column.path] : nil
        let kind =
          switch column.kind {
          case .axis: "axis"
          case .figure: "figure"
          case .table: "column"
          }
        try database.execute(
          sql: "INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            table, name, kind, column.path, known?.title, known?.unit ?? RecordKey.unit(of: column.path), known?.format.rawValue,
          ])
      }
    }
  }

  private static func declared(_ column: (column: ResultColumn, name: String, kinds: ValueKinds)) -> String {
    "\(quoted(column.name)) \(column.kinds.type)"
  }

  /// Copies a task's rows from the database that is attached as `shard`.
  func copy(task: Int, in database: Database) throws {
    let numbers = numbers[task] ?? [:]
    for (index, table) in tables.enumerated() {
      let inner = index == 0 ? "points" : "t\(index - 1)"
      let fixed = index == 0 ? ["point", "status", "remark"] : ["point"]
      let own = (columns[table] ?? []).compactMap { column in numbers[column.column].map { (quoted(column.name), "c\($0)") } }
      try database.execute(
        sql: """
          INSERT INTO main.\(quoted(table)) (\((fixed + own.map(\.0)).joined(separator: ", ")))
          SELECT \((fixed + own.map(\.1)).joined(separator: ", ")) FROM shard.\(inner) ORDER BY \(index == 0 ? "point" : "rowid")
          """)
    }
    try database.execute(sql: "INSERT INTO main.decks SELECT point, path FROM shard.decks ORDER BY rowid")
  }
}
