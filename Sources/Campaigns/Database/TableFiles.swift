import ArrayFiles
import CrossbarPrimitives
import Foundation
import Records

/// The merged tables as CSV files, and their numbers as `campaign.npz`: for those who would rather not write SQL. All is
/// written row by row.
struct TableFiles {
  private let database: CampaignDatabase
  private let points: Int

  init(_ database: CampaignDatabase, points: Int) {
    self.database = database
    self.points = points
  }

  /// - Parameter finished: called with each file when it is complete.
  func write(tables: [String], in place: URL, finished: (URL) throws -> Void) throws {
    for table in tables {
      let csv = place.appendingPathComponent("\(table).csv")
      if table == "points" {
        let arrays = place.appendingPathComponent("columns")
        try FileManager.default.createDirectory(at: arrays, withIntermediateDirectories: true)
        let npz = place.appendingPathComponent("campaign.npz")
        try write(table, csv: csv, npz: npz, in: arrays)
        try finished(npz)
      } else {
        try write(table, csv: csv, npz: nil, in: place)
      }
      try finished(csv)
    }
  }

  private func write(_ table: String, csv: URL, npz: URL?, in place: URL) throws {
    let declared = try database.rows("SELECT name, type FROM pragma_table_info(\(literal(table)))").rows
    let names = declared.map { $0[0].text }
    let numeric = declared.indices.filter { ["REAL", "INTEGER"].contains(declared[$0][1].text) }
    let arrays = try npz.map { _ in try NPZColumns(numeric.map { names[$0] }, rows: points, in: place) }
    try Data(RecordTable.line(names).utf8).write(to: csv)
    let file = try FileHandle(forWritingTo: csv)
    defer { try? file.close() }
    try file.seekToEnd()
    var buffer = ""
    let order = table == "points" ? "point" : "rowid"
    _ = try database.query("SELECT * FROM \(quoted(table)) ORDER BY \(order)") { row in
      buffer += RecordTable.line(row.map(\.text))
      if buffer.utf8.count > 1 << 16 {
        try file.write(contentsOf: Data(buffer.utf8))
        buffer = ""
      }
      try arrays?.append(numeric.map { row[$0].double ?? .nan })
    }
    try file.write(contentsOf: Data(buffer.utf8))
    if let npz { try arrays?.finish(at: npz.path) }
  }

  private func literal(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
