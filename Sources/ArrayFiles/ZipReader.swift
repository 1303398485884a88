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

  /// The arrays in the archive's order. Each array's own header tells how much there is to unpack: no more is.
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

  private func contents(at index: UInt64, name: String, left: Int) throws(ArrayFileError) -> Data {
    guard let member = zip_fopen_index(archive, index, 0) else { throw fault(name) }
    defer { zip_fclose(member) }
    func fault(_ reason: String) -> ArrayFileError { .malformed(path: path, array: name, reason: reason) }
    var contents = Data()
    /// Appends so many bytes, or those that are left.
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
    // One more than there should be: at the very end libzip compares the checksum.
    try read(max(0, size + 1 - contents.count))
    guard contents.count <= size else { throw fault("it holds more than the \(size) bytes that its header tells of") }
    return contents
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
