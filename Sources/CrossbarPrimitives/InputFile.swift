import Foundation

/// Reads files that a user named, with an upper limit on their size.
///
/// Every reader of user files goes through here, so that a path to `/dev/zero` or to a file of many gigabytes ends in an
/// error and not in exhausted memory. Callers turn a `Problem` into an error of their own that names the path.
package enum InputFile {
  /// Why a file could not be read.
  package enum Problem: Error, Equatable {
    /// No file has this path, or a link points nowhere.
    case missing
    /// The path names a folder.
    case folder
    /// The file cannot be opened, for want of permission as a rule, or reading it failed half-way.
    case unreadable
    /// It has more bytes than the caller allows; `limit` is that number of bytes.
    case tooLarge(limit: Int)

    /// In words, for a message that names the path.
    /// - Parameter kind: what was expected, such as "transistor model".
    package func reason(_ kind: String = "file") -> String {
      switch self {
      case .missing: "there is no such \(kind)"
      case .folder: "this is a folder, not a \(kind)"
      case .unreadable: "the \(kind) cannot be read; check its permissions"
      case .tooLarge(let limit): "the \(kind) has more than \(limit) bytes"
      }
    }
  }

  /// The limit for text files, in bytes: 256 MiB, more than people write or other programs produce.
  package static let largestText = 1 << 28

  /// The bytes of a file, or of a pipe or device that ends.
  ///
  /// - Parameter limit: largest size in bytes. Pipes and devices are limited to `largestText` as well.
  /// - Throws: `Problem`; a regular file that is too large is refused before any of it is read.
  package static func bytes(_ path: String, atMost limit: Int) throws(Problem) -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing }
    guard !isFolder.boolValue else { throw .folder }
    guard let file = FileHandle(forReadingAtPath: path) else { throw .unreadable }
    defer { try? file.close() }
    let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
    let isRegular = attributes?[.type] as? FileAttributeType == .typeRegular
    if isRegular, let size = attributes?[.size] as? Int, size > limit { throw .tooLarge(limit: limit) }
    // Devices and pipes have no size, and some never end.
    let limit = isRegular ? limit : min(limit, largestText)
    var bytes = Data()
    while bytes.count <= limit {
      let part: Data?
      do { part = try file.read(upToCount: min(1 << 22, limit + 1 - bytes.count)) } catch { throw .unreadable }
      guard let part, !part.isEmpty else { return bytes }
      bytes.append(part)
    }
    throw .tooLarge(limit: limit)
  }
}

/// Why bytes are not text.
package struct NoText: Error, Equatable {
  /// What they are instead, worded to follow "it is".
  package let reason: String
}

/// Decodes UTF-8. A byte order mark at the beginning is dropped, and lines end in line feeds whatever ended them in the
/// file.
///
/// - Throws: `NoText` for other encodings and for bytes of value 0; UTF-16 is recognised by its byte order mark.
package func inputText(_ bytes: Data) throws(NoText) -> String {
  var bytes = bytes
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
    throw NoText(reason: "not text in UTF-8 but perhaps in UTF-16; save it as UTF-8")
  }
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
  if let place = bytes.firstIndex(of: 0) {
    throw NoText(reason: "not text in UTF-8: byte \(place - bytes.startIndex + 1) is 0")
  }
  guard let text = String(data: bytes, encoding: .utf8) else { throw NoText(reason: "not text in UTF-8") }
  // Swift treats a carriage return with a line feed as one character. A lone carriage return ended lines on old systems.
  guard bytes.contains(0x0D) else { return text }
  return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
}
