import CZlib
import Foundation

/// A file read from its beginning, and decompressed on the way if its content (not its name) is in gzip format.
final class MaybeCompressedFile {
  let path: String
  private let file: gzFile
  private let size: Int

  /// - Throws: `NeuralMappingError.file` unless this is a regular file that can be read.
  init(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
      throw NeuralMappingError.file(
        path: path, found: isFolder.boolValue ? "a folder" : "nothing", expected: "a file, plain or packed by gzip")
    }
    // Devices never end.
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

  /// Upper limit of the bytes in the file after decompression: its own size, or 1032 times that, since deflate makes at
  /// most 258 bytes of two bits. Known only after the first read.
  var mostBytes: Int { gzdirect(file) == 1 ? size : size.multipliedReportingOverflow(by: 1032).partialValue }

  /// Fills the buffer, or as much of it as there are bytes left.
  ///
  /// - Returns: the number of bytes read; 0 at the end.
  /// - Throws: `NeuralMappingError.file` for compressed data that is damaged or ends early.
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
