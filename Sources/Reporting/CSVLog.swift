import Foundation

/// A CSV file of a result folder that grows line by line, so that a run which is interrupted leaves what it has found.
public final class CSVLog {
  private let file: FileHandle
  private let path: String
  private let header: [String]

  /// - Parameter length: of what stays of an earlier file, in bytes; nil begins a new one.
  fileprivate init(_ url: URL, header: [String], keeping length: Int?) throws {
    self.header = header
    path = url.relativePath
    do {
      if length == nil { try Data(CSVTable(header: header).text.utf8).write(to: url) }
      file = try FileHandle(forWritingTo: url)
      if let length { try file.truncate(atOffset: UInt64(length)) }
      try file.seekToEnd()
    } catch {
      throw ReportingError.unwritableFile(path: url.relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Adds a row, which has one field for each column.
  /// - Throws: `ReportingError.unwritableFile`.
  public func append(_ fields: [any CSVField]) throws { try append(rows: [fields]) }

  /// Adds rows in one step, each with one field for each column.
  /// - Throws: `ReportingError.unwritableFile`.
  public func append(rows: [[any CSVField]]) throws {
    var table = CSVTable(header: header)
    let headerLength = table.text.utf8.count
    for row in rows { table.append(row) }
    do {
      try file.write(contentsOf: Data(table.text.utf8.dropFirst(headerLength)))
    } catch {
      throw ReportingError.unwritableFile(path: path, reason: FileSystemReason.text(of: error))
    }
  }
}

extension ResultFolder {
  /// Begins a table that is written as it comes. `write` replaces it by the whole table once that is known.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func log(header: [String], to name: String) throws -> CSVLog {
    try Self.check(name)
    let log = try CSVLog(location(of: name), header: header, keeping: nil)
    try record(name)
    return log
  }

  /// Goes on with a table that an interrupted run left.
  /// - Parameter length: how much of it stays, in bytes: its header and the whole lines behind it that are believed.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func log(header: [String], continuing name: String, keeping length: Int) throws -> CSVLog {
    try Self.check(name)
    let log = try CSVLog(location(of: name), header: header, keeping: length)
    try record(name)
    return log
  }

  /// What a file of the folder holds.
  /// - Returns: nil if there is none.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unreadableFile`.
  public func contents(of name: String) throws -> Data? {
    try Self.check(name)
    let url = location(of: name)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    do { return try Data(contentsOf: url) } catch {
      throw ReportingError.unreadableFile(path: url.relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Removes a file or folder of an earlier run, if there is one.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func remove(_ name: String) throws {
    try Self.check(name)
    let url = location(of: name)
    guard FileManager.default.fileExists(atPath: url.path) else { return }
    do { try FileManager.default.removeItem(at: url) } catch {
      throw ReportingError.unwritableFile(path: url.relativePath, reason: FileSystemReason.text(of: error))
    }
  }
}
