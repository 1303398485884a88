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
      try add(zipSource(copying: contents, &error), named: name, to: archive, &error)
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
      zip_discard(archive)
      throw .unwritable(array: "all", reason: reason)
    }
    return try bytes(of: target)
  }

  /// Writes an archive of files, as `data` does, which pass through libzip without being held in memory.
  ///
  /// - Throws: `ArrayFileError.unwritable`.
  static func write(_ members: [(name: String, file: String)], to path: String) throws(ArrayFileError) {
    guard !members.isEmpty else { throw .unwritable(array: "all", reason: "there is none") }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    var code: CInt = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
      zip_error_init_with_code(&error, code)
      throw .unwritable(array: "all", reason: zipText(&error))
    }
    for (name, file) in members {
      try add(zip_source_file_create(file, 0, -1, &error), named: name, to: archive, &error)
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
      zip_discard(archive)
      throw .unwritable(array: "all", reason: reason)
    }
  }

  /// Adds an uncompressed member of 1980; otherwise gives the archive up.
  private static func add(
    _ source: OpaquePointer?, named name: String, to archive: OpaquePointer, _ error: inout zip_error_t
  ) throws(ArrayFileError) {
    guard let source else {
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
