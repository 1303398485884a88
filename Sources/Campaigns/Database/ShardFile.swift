import Foundation
import GRDB

/// The file of a task's results, read.
struct ShardFile {
  let columns: [(column: ResultColumn, number: Int, kinds: ValueKinds)]
  /// Of the points in it.
  let failed: Int
  /// SHA-256 of the files that the runs have read, by path.
  let inputs: [String: String]
  /// A copy for reading.
  let copy: String

  /// - Parameters:
  ///   - digest: of the plan.
  ///   - place: for the copy.
  /// - Throws: `CampaignError.foreign` for those of another plan, `.unreadable` for what is no such file or a damaged one;
  ///   `.unwritable` where the file cannot be read now.
  init(_ path: String, _ plan: CampaignPlan, digest: String, points: Range<Int>, in place: LocalPlace) throws {
    copy = try place.copy(of: path)
    var configuration = Configuration()
    configuration.readonly = true
    let found: (meta: [String: DatabaseValue], columns: [Row], failed: Int, count: Int, inputs: [Row])
    do {
      let database = try DatabaseQueue(path: copy, configuration: configuration)
      found = try database.read { database in
        let meta = try Row.fetchAll(database, sql: "SELECT key, value FROM meta")
        return (
          Dictionary(meta.map { ($0[0] as String, $0[1] as DatabaseValue) }) { first, _ in first },
          try Row.fetchAll(database, sql: "SELECT name, number, kind, place, path, kinds FROM columns"),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM points WHERE status = 'failed'") ?? 0,
          try Int.fetchOne(database, sql: "SELECT count(*) FROM points") ?? 0,
          try Row.fetchAll(database, sql: "SELECT path, sha256 FROM inputs")
        )
      }
    } catch {
      throw CampaignError.unreadable(
        path: path, reason: "\(CampaignDatabase.reason(error)); 'mxbar campaign retry' puts it aside and runs the task again")
    }
    let program = String.fromDatabaseValue(found.meta["program"] ?? .null) ?? "none"
    guard program == plan.program else {
      throw CampaignError.foreign(path: path, reason: "it is by \(program), the plan by \(plan.program)")
    }
    guard String.fromDatabaseValue(found.meta["digest"] ?? .null) == digest else {
      throw CampaignError.foreign(path: path, reason: "it belongs to another plan")
    }
    guard Int.fromDatabaseValue(found.meta["first"] ?? .null) == points.lowerBound,
      Int.fromDatabaseValue(found.meta["end"] ?? .null) == points.upperBound, found.count == points.count
    else { throw CampaignError.foreign(path: path, reason: "it has other points than this task") }
    failed = found.failed
    inputs = Dictionary(found.inputs.map { ($0[0] as String, $0[1] as String) }) { first, _ in first }
    columns = found.columns.compactMap { row in
      ResultColumn.Kind(rawValue: row["kind"]).map {
        (
          ResultColumn(table: row["name"], kind: $0, path: row["path"], place: row["place"]), row["number"],
          ValueKinds(rawValue: row["kinds"])
        )
      }
    }
  }
}
