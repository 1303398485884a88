import CrossbarPrimitives
import Foundation
import Records

/// A CSV file of a result folder that grows row by row, so that a run which is interrupted leaves what it has found, and one
/// that is resumed reads it.
public final class RowLog<Row: Codable & Sendable> {
  private var stored: [Row]
  private let folder: ResultFolder?
  private let name: String
  /// Where each stored row ends in the file, in bytes, the header first.
  private var ends: [Int] = []
  private var kept: Int
  private var header: String?
  private var file: FileHandle?

  /// - Parameters:
  ///   - folder: nil keeps nothing.
  ///   - resuming: whether the folder holds rows of this run's beginning.
  /// - Throws: `ReportingError.damagedLog` for rows that are not of this kind, `ReportingError.unreadableFile`.
  public init(_ folder: ResultFolder?, _ name: String, resuming: Bool) throws {
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
    // What follows the last line end, or a quotation mark that is never closed, is a row that was being written.
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

  /// The rows that an interrupted run left, up to the first that is cut short. They are handed over once.
  public func takeStored() -> [Row] {
    defer { stored = [] }
    return stored
  }

  /// The error for a stored row, counted from 0, that is not what this run has there.
  public func damage(row: Int, _ reason: RecordError) -> ReportingError {
    .damagedLog(path: folder?.location(of: name).relativePath ?? name, line: row + 2, reason: "\(reason)")
  }

  /// Believes only so many of the stored rows: the others are written over.
  public func keep(_ count: Int) { kept = count }

  /// Adds rows in one step.
  /// - Throws: `ReportingError.unwritableFile`; `ReportingError.damagedLog` where the file has other columns.
  public func append(_ rows: [Row]) throws {
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
