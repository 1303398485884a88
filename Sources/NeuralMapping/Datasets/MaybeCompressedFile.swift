import CZlib
import Foundation

/// A file read from its beginning, and unpacked on the way if its contents, whatever its name, are in gzip's format.
final class MaybeCompressedFile {
  let path: String
  private let file: gzFile
  private let size: Int

  /// - Throws: `NeuralMappingError.file` where there is no readable file.
  init(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
      throw NeuralMappingError.file(
        path: path, found: isFolder.boolValue ? "a folder" : "nothing", expected: "a file, plain or packed by gzip")
    }
    // Devices have no end.
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath),
      attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int
    else { throw NeuralMappingError.file(path: path, found: "no regular file", expected: "a file, plain or packed by gzip") }
    guard let file = gzopen(path, "rb") else {
      throw NeuralMappingError.file(path: path, found: "a file that cannot be opened", expected: "permission to read it")
    }
    self.path = path
    self.file = file
    self.size = size
  }

  deinit { gzclose_r(file) }

  /// More bytes than this the file cannot hold: its own, or what deflate makes of them, 258 bytes out of two bits at best.
  /// Known once something was read.
  var mostBytes: Int { gzdirect(file) == 1 ? size : size.multipliedReportingOverflow(by: 1032).partialValue }

  /// Fills the buffer, or as much of it as there are bytes left.
  /// - Returns: the number of bytes.
  /// - Throws: `NeuralMappingError.file` for packed data that is damaged or ends early.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      // gzread counts in 32 bits.
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<min(filled + 1 << 30, buffer.count)])
      let count = Int(gzread(file, part.baseAddress, UInt32(part.count)))
      try check()
      guard count > 0 else { break }
      filled += count
    }
    return filled
  }

  private func check() throws {
    var code: Int32 = 0
    guard let message = gzerror(file, &code), code != Z_OK, code != Z_STREAM_END else { return }
    let reason = code == Z_BUF_ERROR ? "packed data that ends early" : "unreadable data (zlib says: \(String(cString: message)))"
    throw NeuralMappingError.file(path: path, found: reason, expected: "a whole file, plain or packed by gzip")
  }
}
