import CrossbarPrimitives
import Foundation
import Records

/// A CSV file of a result folder that grows row by row. An interrupted run leaves the rows it has found, and a resumed
/// run reads them back.
///
///     let log = try RowLog<CellRow>(folder, "cells.csv", resuming: true)
///     let known = log.takeStored()  // rows of the interrupted run
///     log.keep(known.count)
///     try log.append(newRows)
package final class RowLog<Row: Codable & Sendable> {
  /// Rows of the interrupted run that have not been taken.
  private var stored: [Row]
  private let folder: ResultFolder?
  private let name: String
  /// The end of the header and of each stored row in the file, in bytes.
  private var ends: [Int] = []
  /// The number of stored rows that stay in the file.
  private var kept: Int
  /// The first line of the file; nil until one is read or written.
  private var header: String?
  /// Open from the first row appended.
  private var file: FileHandle?

  /// - Parameters:
  ///   - folder: nil to store nothing.
  ///   - resuming: whether the folder may hold rows of an interrupted run.
  /// - Throws: `ReportingError.damagedLog` for rows of another kind, `ReportingError.unreadableFile`.
  package init(_ folder: ResultFolder?, _ name: String, resuming: Bool) throws {
    self.folder = folder
    self.name = name
    guard resuming, let folder, let data = try folder.contents(of: name) else {
      (stored, kept) = ([], 0)
      return
    }
    try folder.record(name)
    let path = folder.location(of: name).relativePath
    var reader = TableReader(Array(data), separators: [.comma])
    var rows: [Row] = []
    // Text after the last line end, or after a quotation mark that is never closed, is a row that was not finished.
    func next() -> TableRow? {
      let row = (try? reader.next()).flatMap { $0 }
      return row.flatMap { $0.end < data.count || data.last == UInt8(ascii: "\n") ? $0 : nil }
    }
    if let first = next() {
      header = RecordTable.line(first.fields)
      ends = [first.end]
      while let row = next() {
        do {
          guard row.fields.count == first.fields.count else {
            throw RecordError(path: "row", reason: "it has \(row.fields.count) fields, expected \(first.fields.count)")
          }
          rows.append(try RecordDecoder.decode(Row.self, from: RecordValue(header: first.fields, fields: row.fields)))
        } catch let error as RecordError {
          throw ReportingError.damagedLog(path: path, line: row.line, reason: "\(error)")
        }
        ends.append(row.end)
      }
    }
    stored = rows
    kept = rows.count
  }

  /// The complete rows that an interrupted run left, in order. A second call returns none.
  package func takeStored() -> [Row] {
    defer { stored = [] }
    return stored
  }

  /// The error for a stored row, counted from 0, that does not match what this run has in its place.
  package func damage(row: Int, _ reason: RecordError) -> ReportingError {
    .damagedLog(path: folder?.location(of: name).relativePath ?? name, line: row + 2, reason: "\(reason)")
  }

  /// Keeps only this many of the stored rows; the others are overwritten.
  package func keep(_ count: Int) { kept = count }

  /// Adds rows to the file and hands them to the operating system at once.
  /// - Throws: `ReportingError.unwritableFile`; `ReportingError.damagedLog` where the file has other columns.
  package func append(_ rows: [Row]) throws {
    guard let folder, !rows.isEmpty else { return }
    let table = try RecordTable(rows)
    let path = folder.location(of: name).relativePath
    if let header, header != table.csvHeader {
      throw ReportingError.damagedLog(path: path, line: 1, reason: "its columns are not those of this run")
    }
    do {
      if file == nil { file = try open(folder, table) }
      try file?.write(contentsOf: Data(table.csvRows.utf8))
    } catch let error as ReportingError {
      throw error
    } catch {
      throw ReportingError.unwritableFile(path: path, reason: FileSystemReason.text(of: error))
    }
  }

  /// Writes the header if there is none, cuts off the rows that are not kept, and goes to the end.
  private func open(_ folder: ResultFolder, _ table: RecordTable) throws -> FileHandle {
    let url = folder.location(of: name)
    if header == nil {
      header = table.csvHeader
      try folder.write(table.csvHeader, to: name)
    }
    let file = try FileHandle(forWritingTo: url)
    if !ends.isEmpty { try file.truncate(atOffset: UInt64(ends[kept])) }
    try file.seekToEnd()
    return file
  }
}
