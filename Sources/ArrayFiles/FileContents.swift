import Foundation

/// The bytes of a file.
/// - Throws: `ArrayFileError.unreadable`.
func fileContents(_ path: String) throws(ArrayFileError) -> Data {
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw .unreadable(path: path, reason: "there is no such file")
  }
  guard !isFolder.boolValue else { throw .unreadable(path: path, reason: "this is a folder") }
  guard let data = FileManager.default.contents(atPath: path) else {
    throw .unreadable(path: path, reason: "it is not to be opened; check its permissions")
  }
  return data
}
