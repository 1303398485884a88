import Foundation
import Records

/// The folder a run leaves its results in.
///
/// `run.json` is the sign of a complete run: opening the folder removes an earlier one at once, with its page, and
/// `finish` writes it last, so a run that was interrupted can never pass as whole. Every file appears under its name only when it is
/// complete. One run at a time may have a folder open, or `run.json` could vouch for another run's files; for the same reason
/// a run with a mark takes no folder that holds something else, unless it is told to.
public struct ResultFolder: Sendable {
  /// As it was named, relative to the current directory or absolute.
  public let path: String

  private let lock: FolderLock
  let written: WrittenFiles

  public static let manifestName = "run.json"
  public static let pageName = "report.html"

  /// Creates the folder where it is missing, with the folders above it, and makes sure that it can be written into.
  ///
  /// - Parameters:
  ///   - mark: which run it is for; nil asks and tells nothing of earlier ones.
  ///   - earlier: what becomes of their results.
  /// - Throws: `ReportingError.unusableFolder`, `ReportingError.occupiedFolder`.
  public init(opening path: String, for mark: RunMark? = nil, earlier: EarlierResults = .keep) throws {
    self.path = path
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      lock = try FolderLock(path: path)
      // Permission bits say little on network and read-only file systems, and nothing to root: try it.
      let trial = Self.location(of: ".writable", in: path)
      try Data().write(to: trial)
      try FileManager.default.removeItem(at: trial)
      var mark = mark
      if let own = mark {
        if earlier != .replace, let reason = try Self.objection(to: own, in: folder, earlier) {
          throw ReportingError.occupiedFolder(path: path, reason: reason)
        }
        if earlier == .resume || earlier == .extend {
          mark?.files = RunMark.read(in: folder)?.files ?? []
        } else {
          try RunMark.removeRun(in: folder)
        }
      }
      written = try WrittenFiles(in: folder, mark: mark, beginsLater: earlier == .resume || earlier == .extend)
    } catch let error as ReportingError {
      throw error
    } catch {
      throw ReportingError.unusableFolder(path: path, reason: FileSystemReason.text(of: error))
    }
  }

  /// Why a run may not have a folder with what is in it; nil if it may.
  private static func objection(to run: RunMark, in folder: URL, _ use: EarlierResults) throws -> String? {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
    guard let earlier = RunMark.read(in: folder) else {
      if names.isEmpty { return use == .resume ? "no run to resume; leave out --resume" : nil }
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
      return "files that are of no run known here (\(shown)); --overwrite writes among them"
    }
    if use == .extend, earlier.command == run.command { return nil }
    if use == .resume || use == .extend { return earlier.repeats(run) ? nil : earlier.difference(from: run) }
    // A run that failed before it wrote anything has left nothing to lose.
    if earlier.files.isEmpty { return nil }
    guard names.contains(manifestName) else {
      return "the beginning of a run that did not end ('\(earlier.text)'); --overwrite begins anew"
        + (run.canResume ? ", --resume goes on with it" : "")
    }
    if earlier.repeats(run) { return nil }
    return "the results of another run ('\(earlier.text)'); --overwrite puts this run's in their place"
  }

  /// Takes note of a folder below this one that a run of its own has for its results.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func recordRun(in name: String) throws {
    try Self.check(name)
    try record(name + "/")
  }

  /// Takes note of a file or folder that the run has written.
  func record(_ name: String) throws {
    do { try written.record(name) } catch {
      throw ReportingError.unwritableFile(path: location(of: name).relativePath, reason: FileSystemReason.text(of: error))
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
      try written.record(name)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw ReportingError.unwritableFile(path: target.relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Writes text as UTF-8.
  public func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  /// Writes a table as CSV; one without rows has no columns to be known by, and is not written.
  public func write(_ table: RecordTable, to name: String) throws {
    if !table.columns.isEmpty { try write(table.csv, to: name) }
  }

  /// Writes a table as CSV.
  public func write(_ table: CSVTable, to name: String) throws { try write(table.text, to: name) }

  /// Declares the run complete: writes `run.json`. Nothing is to be written after it.
  public func finish(_ manifest: RunManifest) throws {
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
