import CLibzip
import Foundation

/// The members of a zip archive in memory.
final class ZipReader {
  private let path: String
  private let archive: OpaquePointer

  init(_ data: Data, path: String) throws(ArrayFileError) {
    self.path = path
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zipSource(copying: data, &error) else {
      throw .malformed(path: path, array: nil, reason: zipText(&error))
    }
    guard let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) else {
      zip_source_free(source)
      throw .malformed(path: path, array: nil, reason: "this is not a sound zip archive: " + zipText(&error))
    }
    self.archive = archive
  }

  deinit { zip_discard(archive) }

  /// Name and contents of each member.
  func members() throws(ArrayFileError) -> [(name: String, contents: Data)] {
    var members: [(name: String, contents: Data)] = []
    var names: Set<String> = []
    for index in 0..<UInt64(max(zip_get_num_entries(archive, 0), 0)) {
      guard let rawName = zip_get_name(archive, index, 0) else { throw fault("member \(index)") }
      let name = String(cString: rawName)
      guard names.insert(name).inserted else { throw .malformed(path: path, array: name, reason: "it is there twice") }
      members.append((name, try contents(at: index, name: name)))
    }
    return members
  }

  private func contents(at index: UInt64, name: String) throws(ArrayFileError) -> Data {
    guard let member = zip_fopen_index(archive, index, 0) else { throw fault(name) }
    defer { zip_fclose(member) }
    var contents = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      // Read to the very end, where libzip compares the checksum. What the archive says of the size is not believed.
      let count = zip_fread(member, &chunk, UInt64(chunk.count))
      guard count >= 0 else {
        throw .malformed(path: path, array: name, reason: String(cString: zip_error_strerror(zip_file_get_error(member))))
      }
      if count == 0 { return contents }
      contents.append(contentsOf: chunk[..<Int(count)])
    }
  }

  private func fault(_ name: String) -> ArrayFileError {
    .malformed(path: path, array: name, reason: String(cString: zip_error_strerror(zip_get_error(archive))))
  }
}

/// A source that owns a copy of the bytes; nil when memory is short.
func zipSource(copying data: Data, _ error: inout zip_error_t) -> OpaquePointer? {
  // One byte at least: malloc(0) may be nil, and libzip takes that for a fault.
  guard let copy = malloc(max(data.count, 1)) else {
    zip_error_set(&error, ZIP_ER_MEMORY, 0)
    return nil
  }
  data.copyBytes(to: copy.assumingMemoryBound(to: UInt8.self), count: data.count)
  guard let source = zip_source_buffer_create(copy, UInt64(data.count), 1, &error) else {
    free(copy)
    return nil
  }
  return source
}

func zipText(_ error: inout zip_error_t) -> String { String(cString: zip_error_strerror(&error)) }
