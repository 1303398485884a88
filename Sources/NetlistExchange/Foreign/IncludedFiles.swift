import Foundation
import MemristorDevices
import Netlisting

/// Finds and reads files that a deck names, as a simulator would: relative to the file that names them, or by absolute path.
struct IncludedFiles {
  /// The largest file that is read, in bytes (256 MB). Libraries of foundries have some 10 MB.
  static let mostBytes = 256 << 20

  /// The absolute path of a named file, with symbolic links resolved.
  /// - Parameter file: the file that names it.
  static func path(of name: String, besides file: String) -> String {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let url = name.hasPrefix("/") ? URL(fileURLWithPath: name) : folder.appendingPathComponent(name)
    return url.standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// The file's text; bytes that are not UTF-8 are replaced.
  /// - Throws: `DeviceError.file` with the path, never the contents, for a file that is missing, too large or no regular file.
  static func text(_ path: String) throws -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let type = attributes?[.type] as? FileAttributeType
    // A device or a pipe might never end.
    if let type, type != .typeRegular, type != .typeDirectory {
      throw DeviceError.file(path: path, reason: "this is no ordinary file")
    }
    if let size = (attributes?[.size] as? NSNumber)?.intValue, size > mostBytes {
      throw DeviceError.file(path: path, reason: "it has \(size >> 20) MB; allowed are \(mostBytes >> 20) MB")
    }
    guard let data = FileManager.default.contents(atPath: path), type == .typeRegular else {
      return try readText(path, what: "included file")
    }
    // Old libraries have comments in other encodings than UTF-8.
    return String(decoding: data, as: UTF8.self)
  }
}
