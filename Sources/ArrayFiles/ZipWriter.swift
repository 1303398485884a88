import CLibzip
import Foundation

/// Writes a zip archive in memory, through libzip.
enum ZipWriter {
  /// The bytes of an archive of uncompressed members in the given order. All are dated 1980, so that equal members give
  /// equal bytes.
  ///
  /// - Throws: `ArrayFileError.unwritable`.
  static func data(_ members: [(name: String, contents: Data)]) throws(ArrayFileError) -> Data {
    // libzip deletes an archive that is left without members.
    guard !members.isEmpty else { throw .unwritable(array: "all", reason: "there is none") }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else {
      throw .unwritable(array: "all", reason: zipText(&error))
    }
    // Closing the archive releases its source; we still have to read from it.
    zip_source_keep(target)
    defer { zip_source_free(target) }
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      zip_source_free(target)
      throw .unwritable(array: "all", reason: zipText(&error))
    }
    for (name, contents) in members {
      guard let source = zipSource(copying: contents, &error) else {
        zip_discard(archive)
        throw .unwritable(array: name, reason: zipText(&error))
      }
      let index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8)
      let isAdded =
        index >= 0 && zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0
        && zip_file_set_dostime(archive, UInt64(index), 0, 1 << 5 | 1, 0) == 0
      guard isAdded else {
        if index < 0 { zip_source_free(source) }
        let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
        zip_discard(archive)
        throw .unwritable(array: name, reason: reason)
      }
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
      zip_discard(archive)
      throw .unwritable(array: "all", reason: reason)
    }
    return try bytes(of: target)
  }

  /// What libzip has written to a buffer source.
  private static func bytes(of source: OpaquePointer) throws(ArrayFileError) -> Data {
    var status = zip_stat_t()
    guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else {
      throw .unwritable(array: "all", reason: String(cString: zip_error_strerror(zip_source_error(source))))
    }
    defer { zip_source_close(source) }
    var data = Data(count: Int(status.size))
    let count = data.withUnsafeMutableBytes { zip_source_read(source, $0.baseAddress, UInt64($0.count)) }
    guard count == data.count else { throw .unwritable(array: "all", reason: "the finished archive cannot be read back") }
    return data
  }
}
