import CrossbarPrimitives
import Foundation
import GRDB

/// The merged results of a campaign, for questions in SQL:
///
///     campaign(key, value)                       name, command, program, digest and numbers of points
///     inputs(path, sha256)                       the input files
///     columns(table_name, column_name, kind, path, title, unit, format)   what the columns are
///     points(point, <axes>, status, <figures>, remark)   a row a point
///     cells(point, <columns>)                    the rows of the runs' tables, under the tables' own names
///     decks(point, path)                         decks of failed simulations
///
/// A figure `accuracy.read_back` is the column `accuracy_read_back`.
package struct CampaignDatabase: Sendable {
  private let database: DatabaseQueue

  /// The most columns of a table in SQLite as it is usually built.
  package static let mostColumns = 2000

  /// - Throws: `CampaignError.notMerged`, `.unreadable`.
  package init(_ folder: CampaignFolder) throws {
    try self.init(path: folder.database, folder: folder.path)
  }

  init(path: String, folder: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { throw CampaignError.notMerged(folder: folder) }
    var configuration = Configuration()
    configuration.readonly = true
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      _ = try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM campaign") }
    } catch {
      throw CampaignError.unreadable(path: path, reason: "it is no merged campaign (\(Self.reason(error)))")
    }
  }

  /// Answers a question.
  /// - Parameter row: called with the values of each row; nil is NULL.
  /// - Returns: the names of the columns.
  /// - Throws: `CampaignError.query`, and what `row` throws.
  package func query(_ sql: String, row: ([Value]) throws -> Void) throws -> [String] {
    do {
      return try database.read { database in
        let statement = try database.makeStatement(sql: sql)
        let cursor = try Row.fetchCursor(statement)
        while let found = try cursor.next() { try row(found.databaseValues.map(Value.init)) }
        return statement.columnNames
      }
    } catch let error as DatabaseError {
      throw CampaignError.query(sql, reason: Self.reason(error))
    }
  }

  /// All rows of an answer.
  package func rows(_ sql: String) throws -> (columns: [String], rows: [[Value]]) {
    var rows: [[Value]] = []
    let columns = try query(sql) { rows.append($0) }
    return (columns, rows)
  }

  /// SQLite's own words, without the statement.
  static func reason(_ error: any Error) -> String {
    (error as? DatabaseError).map { $0.message ?? "error \($0.resultCode)" } ?? "\(error)"
  }

  /// One value of an answer.
  package enum Value: Hashable, Sendable {
    case null
    case whole(Int64)
    case number(Double)
    case text(String)

    init(_ value: DatabaseValue) {
      switch value.storage {
      case .null: self = .null
      case .int64(let number): self = .whole(number)
      case .double(let number): self = .number(number)
      case .string(let text): self = .text(text)
      case .blob(let data): self = .text("x'" + data.map { String(format: "%02x", $0) }.joined() + "'")
      }
    }

    /// As in a CSV file: numbers in the shortest text that reads back as the same number; null is empty.
    package var text: String {
      switch self {
      case .null: ""
      case .whole(let number): "\(number)"
      case .number(let number): SpiceNumber.shortest(number)
      case .text(let text): text
      }
    }

    /// Nil for null and text.
    package var double: Double? {
      switch self {
      case .whole(let number): Double(number)
      case .number(let number): number
      case .null, .text: nil
      }
    }
  }
}
