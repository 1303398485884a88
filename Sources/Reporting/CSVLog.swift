import Foundation

/// A CSV file of a result folder that grows line by line, so that a run which is interrupted leaves what it has found.
public final class CSVLog {
  private let file: FileHandle
  private let path: String
  private let header: [String]

  fileprivate init(_ url: URL, header: [String]) throws {
    self.header = header
    path = url.relativePath
    do {
      try Data(CSVTable(header: header).text.utf8).write(to: url)
      file = try FileHandle(forWritingTo: url)
      try file.seekToEnd()
    } catch {
      throw ReportingError.unwritableFile(path: url.relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Adds a row, which has one field for each column.
  /// - Throws: `ReportingError.unwritableFile`.
  public func append(_ fields: [any CSVField]) throws {
    var row = CSVTable(header: header)
    let headerLength = row.text.utf8.count
    row.append(fields)
    do {
      try file.write(contentsOf: Data(row.text.utf8.dropFirst(headerLength)))
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
    let log = try CSVLog(location(of: name), header: header)
    written.record(name)
    return log
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
