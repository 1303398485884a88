import Foundation
import Reporting

/// A folder of its own for files in the making, which is removed with this object: on the machine's own disk, since SQLite
/// needs locks that shared file systems often lack; beside the results where the system has no such place.
final class LocalPlace {
  let url: URL

  /// - Parameter fallback: a folder to work in where the system's temporary one cannot be used.
  /// - Throws: `CampaignError.unwritable`.
  init(fallback: String) throws {
    let name = ".mxbar-\(UUID().uuidString)"
    let manager = FileManager.default
    let usual = manager.temporaryDirectory.appendingPathComponent(name)
    do {
      try manager.createDirectory(at: usual, withIntermediateDirectories: false)
      url = usual
    } catch {
      url = URL(fileURLWithPath: fallback).appendingPathComponent(name)
      do { try manager.createDirectory(at: url, withIntermediateDirectories: false) } catch {
        throw CampaignError.unwritable(path: url.path, reason: FileSystemReason.text(of: error))
      }
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file here.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// A copy of a file, for reading.
  /// - Throws: `CampaignError.unwritable` with the system's reason.
  func copy(of path: String) throws -> String {
    let copy = self.path("\(UUID().uuidString).sqlite")
    do { try FileManager.default.copyItem(atPath: path, toPath: copy) } catch {
      throw CampaignError.unwritable(path: copy, reason: "'\(path)' cannot be copied: \(FileSystemReason.text(of: error))")
    }
    return copy
  }
}

/// Copies a finished file into its place in one step: readers see the old one or the new, never a part.
/// - Throws: `CampaignError.unwritable`.
func publish(_ file: String, as target: String) throws {
  let folder = (target as NSString).deletingLastPathComponent
  let partial = "\(folder)/.\(UUID().uuidString).partial"
  defer { try? FileManager.default.removeItem(atPath: partial) }
  do {
    try FileManager.default.copyItem(atPath: file, toPath: partial)
    // A shared file system may say only now that it is full.
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: partial))
    try handle.synchronize()
    try handle.close()
    try ResultFolder.rename(URL(fileURLWithPath: partial), to: URL(fileURLWithPath: target))
  } catch {
    throw CampaignError.unwritable(path: target, reason: FileSystemReason.text(of: error))
  }
}
