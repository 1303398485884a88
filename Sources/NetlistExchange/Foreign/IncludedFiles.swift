import Foundation
import MemristorDevices
import Netlisting

/// Files that a deck names, as a simulator would find them: beside the file that names them, or by an absolute path.
struct IncludedFiles {
  /// Libraries of foundries have some 10 MB.
  static let mostBytes = 256 << 20

  /// The file's path, with links followed.
  static func path(of name: String, besides file: String) -> String {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    let url = name.hasPrefix("/") ? URL(fileURLWithPath: name) : folder.appendingPathComponent(name)
    return url.standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// - Throws: `DeviceError.file` with the path; nothing of what stands in it.
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
    // Comments of old libraries are in other alphabets than UTF-8.
    return String(decoding: data, as: UTF8.self)
  }
}
