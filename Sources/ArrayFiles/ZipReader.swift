import CLibzip
import Foundation

/// Reads a zip archive of `.npy` files from memory, through libzip. `NPZArchive` is the interface to it.
final class ZipReader {
  private let path: String
  private let archive: OpaquePointer

  /// - Throws: `ArrayFileError.malformed` for data that is no consistent archive.
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

  /// The arrays in the archive's order.
  ///
  /// No more is unpacked than each array's own header announces, so that a small archive cannot fill the memory (a zip
  /// bomb).
  /// - Throws: `ArrayFileError.malformed`, also for members that are no `.npy` files and for repeated names.
  func arrays() throws(ArrayFileError) -> [NamedArray] {
    let count = max(zip_get_num_entries(archive, 0), 0)
    guard count <= ArrayLimits.arrays else {
      throw .malformed(path: path, array: nil, reason: "\(count) arrays; allowed are \(ArrayLimits.arrays)")
    }
    var arrays: [NamedArray] = []
    var names: Set<String> = []
    var left = ArrayLimits.elements
    for index in 0..<UInt64(count) {
      guard let rawName = zip_get_name(archive, index, 0) else { throw fault("member \(index)") }
      let name = String(cString: rawName)
      guard names.insert(name).inserted else { throw .malformed(path: path, array: name, reason: "it is there twice") }
      guard name.hasSuffix(".npy") else {
        throw .malformed(path: path, array: name, reason: "an .npz archive holds nothing but .npy files")
      }
      let short = String(name.dropLast(".npy".count))
      let array = try NPYArray(contents(at: index, name: name, left: left), path: path, name: short)
      left -= array.values.count
      arrays.append(NamedArray(short, array))
    }
    return arrays
  }

  /// The names of all members with their places in the archive and their sizes once unpacked.
  /// - Throws: `ArrayFileError.malformed` for more than `ArrayLimits.arrays` of them.
  func members() throws(ArrayFileError) -> [String: (index: UInt64, size: Int)] {
    let count = max(zip_get_num_entries(archive, 0), 0)
    guard count <= ArrayLimits.arrays else {
      throw .malformed(path: path, array: nil, reason: "\(count) members; allowed are \(ArrayLimits.arrays)")
    }
    var members: [String: (index: UInt64, size: Int)] = [:]
    for index in 0..<UInt64(count) {
      var status = zip_stat_t()
      guard zip_stat_index(archive, index, 0, &status) == 0, let name = status.name else { throw fault("member \(index)") }
      members[String(cString: name)] = (index, Int(clamping: status.size))
    }
    return members
  }

  /// The bytes of a member.
  /// - Throws: `ArrayFileError.malformed`, also for a member of more than `limit` bytes.
  func bytes(at index: UInt64, name: String, atMost limit: Int) throws(ArrayFileError) -> [UInt8] {
    guard let member = zip_fopen_index(archive, index, 0) else { throw fault(name) }
    defer { zip_fclose(member) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while bytes.count <= limit {
      let found = zip_fread(member, &chunk, UInt64(chunk.count))
      guard found >= 0 else {
        throw .malformed(
          path: path, array: name, reason: String(cString: zip_error_strerror(zip_file_get_error(member))))
      }
      if found == 0 { return bytes }
      bytes += chunk[..<Int(found)]
    }
    throw .malformed(path: path, array: name, reason: "it has more than \(limit) bytes")
  }

  /// - Parameter left: elements that may still be read from this archive.
  private func contents(at index: UInt64, name: String, left: Int) throws(ArrayFileError) -> Data {
    guard let member = zip_fopen_index(archive, index, 0) else { throw fault(name) }
    defer { zip_fclose(member) }
    func fault(_ reason: String) -> ArrayFileError { .malformed(path: path, array: name, reason: reason) }
    var contents = Data()
    /// Appends this many bytes, or all that are left if there are fewer.
    func read(_ count: Int) throws(ArrayFileError) {
      var chunk = [UInt8](repeating: 0, count: min(max(count, 1), 1 << 20))
      let end = contents.count + count
      while contents.count < end {
        let found = zip_fread(member, &chunk, UInt64(min(chunk.count, end - contents.count)))
        guard found >= 0 else { throw fault(String(cString: zip_error_strerror(zip_file_get_error(member)))) }
        if found == 0 { return }
        contents.append(contentsOf: chunk[..<Int(found)])
      }
    }
    try read(12 + ArrayLimits.npyHeader)
    let size: Int
    do {
      let header = try NPYHeader(contents)
      size = header.length + (try header.elementBytes(left: left))
    } catch { throw fault(error.reason) }
    // One byte more than expected: libzip compares the checksum when the very end is read.
    try read(max(0, size + 1 - contents.count))
    guard contents.count <= size else { throw fault("it holds more than the \(size) bytes that its header tells of") }
    return contents
  }

  /// One array with its header, for `NumberArray`; nil if there is none of this name.
  /// - Parameter limit: elements that it may have.
  func array(named name: String, atMost limit: Int) throws(ArrayFileError) -> Data? {
    guard let member = try members()[name + ".npy"] else { return nil }
    return try contents(at: member.index, name: name, left: limit)
  }

  private func fault(_ name: String) -> ArrayFileError {
    .malformed(path: path, array: name, reason: String(cString: zip_error_strerror(zip_get_error(archive))))
  }
}

/// A libzip source that owns a copy of the bytes; nil if memory is short, with the reason in `error`.
func zipSource(copying data: Data, _ error: inout zip_error_t) -> OpaquePointer? {
  // At least one byte: malloc(0) may return nil, which libzip takes for an error.
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

/// libzip's words for an error.
func zipText(_ error: inout zip_error_t) -> String { String(cString: zip_error_strerror(&error)) }
