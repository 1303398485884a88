import Foundation
import Records

/// The folder in which a run leaves its results.
///
/// `run.json` marks a complete run. Opening the folder removes an earlier `run.json` and page at once (when resuming, the
/// first file written does), and `finish` writes it last, so an interrupted run never passes as complete. Every file
/// appears under its name only when it is complete.
///
/// Only one run at a time may have a folder open; otherwise `run.json` could vouch for another run's files. For the same
/// reason a run with a mark refuses a folder that holds something else, unless told to replace it.
///
///     let folder = try ResultFolder(opening: "mxbar-out/digits", for: mark)
///     try folder.write(table, to: "cells.csv")
///     try folder.finish(manifest)
public struct ResultFolder: Sendable {
  /// As it was given: relative to the current directory, or absolute.
  public let path: String

  private let lock: FolderLock
  /// The files that this run has written so far.
  let written: WrittenFiles

  /// The manifest, whose presence marks a complete run.
  public static let manifestName = "run.json"
  /// The page about the run.
  public static let pageName = "report.html"

  /// Creates the folder, and those above it, if it is missing, and checks that it can be written to.
  ///
  /// - Parameters:
  ///   - mark: identifies the run; nil neither checks nor records which run the files belong to.
  ///   - earlier: what happens to the results of an earlier run.
  /// - Throws: `ReportingError.unusableFolder`, `ReportingError.occupiedFolder`.
  public init(opening path: String, for mark: RunMark? = nil, earlier: EarlierResults = .keep) throws {
    self.path = path
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      lock = try FolderLock(path: path)
      // Permission bits say little on network and read-only file systems, and nothing for root: try it.
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

  /// Why a run must not use a folder with these contents; nil if it may.
  private static func objection(to run: RunMark, in folder: URL, _ use: EarlierResults) throws -> String? {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
    guard let earlier = RunMark.read(in: folder) else {
      if names.isEmpty { return use == .resume ? "no run to resume; leave out --resume" : nil }
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
      return "files that are of no run known here (\(shown)); --overwrite writes among them"
    }
    if use == .extend, earlier.command == run.command { return nil }
    if use == .resume || use == .extend { return earlier.repeats(run) ? nil : earlier.difference(from: run) }
    // A run that failed before it wrote anything left nothing to lose.
    if earlier.files.isEmpty { return nil }
    guard names.contains(manifestName) else {
      return "the beginning of a run that did not end ('\(earlier.text)'); --overwrite begins anew"
        + (run.canResume ? ", --resume goes on with it" : "")
    }
    if earlier.repeats(run) { return nil }
    return "the results of another run ('\(earlier.text)'); --overwrite puts this run's in their place"
  }

  /// Records a subfolder in which another run, such as a point of a sweep, keeps its own results.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func recordRun(in name: String) throws {
    try Self.check(name)
    try record(name + "/")
  }

  /// Records a file or folder that the run has written. Folders end in a slash.
  /// - Throws: `ReportingError.unwritableFile`.
  func record(_ name: String) throws {
    do { try written.record(name) } catch {
      throw ReportingError.unwritableFile(path: location(of: name).relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Writes or replaces a file of the folder in one step: readers see the old contents or the new, never a part.
  ///
  /// - Parameter name: relative to the folder, with `/` between subfolders, which are created.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  public func write(_ data: Data, to name: String) throws {
    try replace(data, in: name)
    try record(name)
  }

  /// Writes a file as `write` does, which is not recorded as one of this run's: that of a run in a subfolder.
  /// - Throws: `ReportingError.invalidFileName`, `ReportingError.unwritableFile`.
  func replace(_ data: Data, in name: String) throws {
    try Self.check(name)
    let target = location(of: name)
    let partial = target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).partial")
    do {
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: partial)
      try Self.rename(partial, to: target)
    } catch {
      try? FileManager.default.removeItem(at: partial)
      throw ReportingError.unwritableFile(path: target.relativePath, reason: FileSystemReason.text(of: error))
    }
  }

  /// Writes text as UTF-8, in one step.
  public func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  /// Writes a table as CSV. A table without columns, as one without rows usually is, is not written.
  public func write(_ table: RecordTable, to name: String) throws {
    if !table.columns.isEmpty { try write(table.csv, to: name) }
  }

  /// The contents of a file; nil if there is none.
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

  /// Declares the run complete by writing `run.json`. Nothing may be written after it.
  /// - Throws: `ReportingError.unwritableFile`.
  public func finish(_ manifest: RunManifest) throws {
    try write(manifest.json(), to: Self.manifestName)
  }

  /// Names of the files written since the folder was opened that still exist, sorted.
  public var files: [String] {
    written.names.filter { FileManager.default.fileExists(atPath: location(of: $0).path) }.sorted()
  }

  /// The place of a file in the folder, whether it exists or not.
  public func location(of name: String) -> URL { Self.location(of: name, in: path) }

  private static func location(of name: String, in path: String) -> URL {
    URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent(name)
  }

  /// - Throws: `ReportingError.invalidFileName`. Allowed are ASCII letters, digits, `-`, `_` and `.`, with `/` between
  ///   folders, and neither `.` nor `..` as a part.
  static func check(_ name: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
    guard isPlain else { throw ReportingError.invalidFileName(name) }
  }

  /// Replaces the target in one step, which Foundation's `moveItem` refuses to do.
  /// - Throws: `POSIXError`.
  package static func rename(_ source: URL, to target: URL) throws {
    guard Foundation.rename(source.path, target.path) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }
}
