import Foundation

/// The folder a run leaves its results in.
///
/// `run.json` is the mark of a complete run: opening the folder removes an earlier one at once, with its page, and
/// `finish` writes it last, so a run that was interrupted can never pass as whole. Every file appears under its name only when it is
/// complete. One run at a time may have a folder open, or `run.json` could vouch for another run's files.
public struct ResultFolder: Sendable {
  /// As it was named, relative to the current directory or absolute.
  public let path: String

  private let lock: FolderLock
  let written = WrittenFiles()

  public static let manifestName = "run.json"
  public static let pageName = "report.html"

  /// Creates the folder where it is missing, with the folders above it, and makes sure that it can be written into.
  ///
  /// - Throws: `ReportingError.unusableFolder`.
  public init(opening path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      lock = try FolderLock(path: path)
      // Permission bits say little on network and read-only file systems, and nothing to root: try it.
      let trial = Self.location(of: ".writable", in: path)
      try Data().write(to: trial)
      try FileManager.default.removeItem(at: trial)
      for name in [Self.manifestName, Self.pageName] {
        let earlier = Self.location(of: name, in: path)
        if FileManager.default.fileExists(atPath: earlier.path) { try FileManager.default.removeItem(at: earlier) }
      }
    } catch {
      throw ReportingError.unusableFolder(path: path, reason: FileSystemReason.text(of: error))
    }
  }

  /// Writes a file of the folder, or replaces it, in one step.
  ///
  /// - Parameter name: relative to the folder; folders in it are created.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func write(_ data: Data, to name: String) throws {
    try Self.check(name)
    let target = location(of: name)
    let partial = target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).partial")
    do {
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: partial)
      try Self.rename(partial, to: target)
      written.record(name)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw ReportingError.unwritableFile(path: target.relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Writes text as UTF-8.
  public func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  /// Writes a table as CSV.
  public func write(_ table: CSVTable, to name: String) throws { try write(table.text, to: name) }

  /// Declares the run complete: writes `run.json`. Nothing is to be written after it.
  public func finish<Configuration, Results>(_ manifest: RunManifest<Configuration, Results>) throws {
    try write(manifest.json(), to: Self.manifestName)
  }

  /// The files that were written since the folder was opened and are still there, by name.
  public var files: [String] {
    written.names.filter { FileManager.default.fileExists(atPath: location(of: $0).path) }.sorted()
  }

  /// Where a file of the folder is or would be.
  public func location(of name: String) -> URL { Self.location(of: name, in: path) }

  private static func location(of name: String, in path: String) -> URL {
    URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent(name)
  }

  static func check(_ name: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
    guard isPlain else { throw ReportingError.invalidFileName(name) }
  }

  /// Replaces what is there in one step, which Foundation's `moveItem` refuses to do.
  static func rename(_ source: URL, to target: URL) throws {
    guard Foundation.rename(source.path, target.path) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }
}
