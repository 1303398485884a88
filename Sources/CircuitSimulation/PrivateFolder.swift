import Foundation

/// A new, empty folder for one process that runs a simulator: its current folder and its home.
///
/// ngspice runs a `.spiceinit` that it finds in either, which may change every result, and writes files such as
/// `b3v33check.log` into the current one. So neither may be the user's folder. The maker of a folder removes it.
package struct PrivateFolder: Sendable {
  /// Begins the name of every such folder, by which `removeCurrent` knows one.
  private static let prefix = "mxbar-worker-"

  /// Absolute, in the system's folder for temporary files.
  package let path: String

  /// Makes a folder that only this user can read.
  /// - Throws: `POSIXError` with the parent folder.
  package init() throws {
    let parent = FileManager.default.temporaryDirectory.path
    var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO, userInfo: [NSFilePathErrorKey: parent])
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the folder with everything in it; errors are ignored.
  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file into the folder and replaces one of the same name.
  package func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }

  /// The bytes of a file in the folder; nil if there is none.
  package func contents(of name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) }
  }

  /// Changes to the environment of a process that starts in the folder; nil removes a variable.
  package var environment: [String: String?] {
    ["HOME": path, "USERPROFILE": nil, "SPICE_USERINIT_DIR": nil]
  }

  /// Removes the current folder if it is a private one: for a process that outlives the one that made the folder.
  package static func removeCurrent() {
    let path = FileManager.default.currentDirectoryPath
    guard URL(fileURLWithPath: path).lastPathComponent.hasPrefix(prefix) else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
}
