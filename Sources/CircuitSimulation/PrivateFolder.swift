import Foundation

/// An empty folder for one process that runs a simulator, as its current folder and its home.
///
/// ngspice executes a `.spiceinit` that it finds in either, which may change every result, and writes files such as
/// `b3v33check.log` into the first: neither may be the user's.
package struct PrivateFolder: Sendable {
  private static let prefix = "mxbar-worker-"

  package let path: String

  package init() throws {
    let parent = FileManager.default.temporaryDirectory.path
    var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO, userInfo: [NSFilePathErrorKey: parent])
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file into it.
  package func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }

  /// What a file in it holds; nil if there is none.
  package func contents(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) }
  }

  /// What a process that starts there must not take over from this one's environment.
  package var environment: [String: String?] {
    ["HOME": path, "USERPROFILE": nil, "SPICE_USERINIT_DIR": nil]
  }

  /// Removes the current folder if it is a private one: for a process that ends after the one which made it.
  package static func removeCurrent() {
    let path = FileManager.default.currentDirectoryPath
    guard URL(fileURLWithPath: path).lastPathComponent.hasPrefix(prefix) else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
}
