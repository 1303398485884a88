import ArrayFiles
import CrossbarPrimitives
import Foundation
import GRDB
import Records
import Reporting

/// Merges the results of a campaign's tasks into one SQLite file, `points.csv` and `campaign.npz`.
///
/// It may be repeated, also while tasks are still running, and its files depend on the points' results alone: not on the
/// number of tasks, their order, or where they ran. It works beside the system's temporary files and copies the finished
/// file, since SQLite needs a file system with reliable locks and clusters' shared ones often have none.
package struct CampaignMerge {
  /// What was merged.
  package struct Summary: Hashable, Sendable {
    /// In the file.
    package var points = 0
    /// Of them.
    package var failed = 0
    /// Points that have figures although their runs ended with an error, such as a disagreement of engines.
    package var withRemarks = 0
    /// Without results, where a part was asked for.
    package var missingTasks: [Int] = []
    /// By the name of their table.
    package var rows: [String: Int] = [:]
    /// The remark of the first failed point, with its number.
    package var firstFailure: String?
    /// Versions of the circuit simulator that the points were run with; more than one is a reason to look twice.
    package var simulators: [String] = []
  }

  private let folder: CampaignFolder
  private let plan: CampaignPlan
  private let schema: FigureSchema?

  /// - Parameter schema: titles and units of the command's figures; nil where they are not known.
  /// - Throws: `CampaignError.noPlan`, `.unreadable`.
  package init(_ folder: CampaignFolder, schema: FigureSchema? = nil) throws {
    self.folder = folder
    self.schema = schema
    plan = try folder.plan()
  }

  /// Merges.
  /// - Parameters:
  ///   - isPartial: whether tasks may be missing.
  ///   - progress: called with the number of merged tasks.
  /// - Throws: `CampaignError.missing`, `.foreign`, `.unreadable`, `.unwritable`.
  package func run(isPartial: Bool = false, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }) throws -> Summary
  {
    let finished = folder.finishedTasks(of: plan)
    let missing = Set(1...plan.tasks).subtracting(finished).sorted()
    guard missing.isEmpty || isPartial && !finished.isEmpty else {
      throw CampaignError.missing(tasks: missing, of: plan.tasks)
    }
    let place = try LocalPlace(fallback: folder.path)
    do {
      var summary = try merge(finished, in: place, progress)
      summary.missingTasks = missing
      // What attempts have left is in the results.
      if missing.isEmpty { try? FileManager.default.removeItem(atPath: folder.work) }
      return summary
    } catch let error as DatabaseError {
      throw CampaignError.unwritable(path: place.url.path, reason: CampaignDatabase.reason(error))
    } catch let error as CocoaError {
      throw CampaignError.unwritable(path: place.url.path, reason: FileSystemReason.text(of: error))
    }
  }

  private func merge(_ tasks: [Int], in place: LocalPlace, _ progress: (Int, Int) throws -> Void) throws -> Summary {
    let digest = try plan.digest
    let shards = try tasks.map { task in
      (task, try ShardFile(folder.shard(task), plan, digest: digest, points: plan.points(ofTask: task), in: place))
    }
    let columns = try MergedColumns(of: shards, plan)
    let path = place.path("merging.sqlite")
    let database = try DatabaseQueue(path: path, configuration: .oneWriter)
    try database.write { try columns.create(in: $0, schema) }
    for (done, (task, shard)) in shards.enumerated() {
      try progress(done, tasks.count)
      try database.writeWithoutTransaction { database in
        try database.execute(sql: "ATTACH DATABASE ? AS shard", arguments: [shard.copy])
        try columns.copy(task: task, in: database)
        try database.execute(sql: "DETACH DATABASE shard")
      }
      try FileManager.default.removeItem(atPath: shard.copy)
    }
    try progress(tasks.count, tasks.count)
    let points = try database.write { database in
      for table in columns.tables where table != "points" {
        try database.execute(sql: "CREATE INDEX \(quoted("\(table)_point")) ON \(quoted(table)) (point)")
      }
      let points = try Int.fetchOne(database, sql: "SELECT count(*) FROM points") ?? 0
      try describe(in: database, points: points, inputs: columns.inputs, digest: digest)
      return points
    }
    // A vacuumed copy depends on its content alone.
    let compact = place.path(CampaignFolder.databaseName)
    try database.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [compact]) }
    try database.close()
    let merged = try CampaignDatabase(path: compact, folder: folder.path)
    try TableFiles(merged, points: points).write(tables: columns.tables, in: place.url) { file in
      try publish(file.path, as: "\(folder.path)/\(file.lastPathComponent)")
    }
    try publish(compact, as: folder.database)
    return try summary(of: merged, columns.tables)
  }

  /// What the whole is: nothing in it tells how or when it was computed.
  private func describe(in database: Database, points: Int, inputs: [String: String], digest: String) throws {
    try database.execute(
      sql: """
        CREATE TABLE campaign (key TEXT PRIMARY KEY, value);
        CREATE TABLE inputs (path TEXT PRIMARY KEY, sha256 TEXT);
        """)
    let pairs: [(String, any DatabaseValueConvertible)] = [
      ("name", plan.name), ("command", plan.sweep.command.joined(separator: " ")), ("program", plan.program),
      ("digest", digest), ("points", points), ("planned_points", plan.sweep.count),
    ]
    for (key, value) in pairs { try database.execute(sql: "INSERT INTO campaign VALUES (?, ?)", arguments: [key, value]) }
    for (path, digest) in inputs.sorted(by: { $0.key < $1.key }) {
      try database.execute(sql: "INSERT INTO inputs VALUES (?, ?)", arguments: [path, digest])
    }
  }

  private func summary(of database: CampaignDatabase, _ tables: [String]) throws -> Summary {
    var summary = Summary()
    for table in tables {
      let count = try database.rows("SELECT count(*) FROM \(quoted(table))").rows.first?.first?.double ?? 0
      if table == "points" { summary.points = Int(count) } else { summary.rows[table] = Int(count) }
    }
    let remarks = try database.rows("SELECT count(*) FROM points WHERE status <> 'failed' AND remark IS NOT NULL")
    summary.withRemarks = Int(remarks.rows.first?.first?.double ?? 0)
    let failed = try database.rows("SELECT point, remark FROM points WHERE status = 'failed' ORDER BY point")
    summary.failed = failed.rows.count
    if let first = failed.rows.first, case .text(let remark) = first[1] {
      summary.firstFailure = "point \(Int(first[0].double ?? 0)): \(remark)"
    }
    let simulator = "SELECT column_name FROM columns WHERE table_name = 'points' AND path = 'spice.version'"
    if let column = try database.rows(simulator).rows.first?.first?.text {
      let versions = "SELECT DISTINCT \(quoted(column)) FROM points WHERE \(quoted(column)) IS NOT NULL ORDER BY 1"
      summary.simulators = try database.rows(versions).rows.map { $0[0].text }
    }
    return summary
  }
}

extension CampaignPlan {
  /// The merged file of points that were run here and now, for a sweep.
  package func database(of outcomes: [PointOutcome], schema: FigureSchema?) throws -> Data {
    let place = try LocalPlace(fallback: FileManager.default.currentDirectoryPath)
    // Only its path is used below, and it goes with the last use of the object.
    return try withExtendedLifetime(place) {
      let folder = CampaignFolder(place.url.path)
      var plan = self
      plan.tasks = 1
      try folder.store(plan, replacing: true)
      let points = outcomes.enumerated().map { Shard.Point(index: $0, outcome: $1) }
      try Shard.write(points, range: 0..<points.count, of: plan, to: folder.shard(1))
      _ = try CampaignMerge(folder, schema: schema).run()
      return try Data(contentsOf: URL(fileURLWithPath: folder.database))
    }
  }
}
