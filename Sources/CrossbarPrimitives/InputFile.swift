import Foundation

/// Files that a user named, read with care: whatever stands there, no more than so much of it gets into memory.
public enum InputFile {
  /// Why there is nothing to read.
  public enum Problem: Error, Equatable {
    case missing
    case folder
    case unreadable
    /// More bytes than anybody means to give.
    case tooLarge(limit: Int)

    /// In words, for a message that names the path.
    /// - Parameter kind: what was looked for, such as "transistor model".
    public func reason(_ kind: String = "file") -> String {
      switch self {
      case .missing: "there is no such \(kind)"
      case .folder: "this is a folder, not a \(kind)"
      case .unreadable: "the \(kind) cannot be read; check its permissions"
      case .tooLarge(let limit): "the \(kind) has more than \(limit) bytes"
      }
    }
  }

  /// More than any text is long that people write or programs of this kind leave.
  public static let largestText = 1 << 28

  /// The bytes of a file, or of whatever else can be read to an end.
  public static func bytes(_ path: String, atMost limit: Int) throws(Problem) -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing }
    guard !isFolder.boolValue else { throw .folder }
    guard let file = FileHandle(forReadingAtPath: path) else { throw .unreadable }
    defer { try? file.close() }
    let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
    let isRegular = attributes?[.type] as? FileAttributeType == .typeRegular
    if isRegular, let size = attributes?[.size] as? Int, size > limit { throw .tooLarge(limit: limit) }
    // Devices and pipes have no size, and some have no end.
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

/// Why bytes are no text.
public struct NoText: Error, Equatable {
  /// What they are, to follow "it is".
  public let reason: String
}

/// Bytes as text in UTF-8, without the mark that some programs set before it, and with line feeds at the ends of lines.
public func inputText(_ bytes: Data) throws(NoText) -> String {
  var bytes = bytes
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
    throw NoText(reason: "not text in UTF-8 but perhaps in UTF-16; save it as UTF-8")
  }
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
  if let place = bytes.firstIndex(of: 0) {
    throw NoText(reason: "not text in UTF-8: byte \(place - bytes.startIndex + 1) is 0")
  }
  guard let text = String(data: bytes, encoding: .utf8) else { throw NoText(reason: "not text in UTF-8") }
  // A carriage return and a line feed are one letter in Swift, and a lone carriage return ended lines once.
  guard bytes.contains(0x0D) else { return text }
  return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
}
