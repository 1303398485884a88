import CLibzip
import Foundation

/// Named arrays in one file, as `numpy.savez` writes them: a zip archive of `.npy` files.
public enum NPZArchive {
  /// Reads every array of an archive, compressed or not. Names are without the ending `.npy`.
  ///
  /// - Throws: `ArrayFileError`.
  public static func read(_ path: String) throws(ArrayFileError) -> [String: NPYArray] {
    Dictionary(try members(path).map { ($0.name, $0.array) }) { first, _ in first }
  }

  /// The same in the archive's own order, which `numpy.savez` takes from its arguments.
  ///
  /// - Throws: `ArrayFileError`.
  public static func members(_ path: String) throws(ArrayFileError) -> [NamedArray] {
    // Opened from memory: libzip's own words for files that are missing or folders are poor.
    try members(fileContents(path), path: path)
  }

  static func members(_ bytes: Data, path: String) throws(ArrayFileError) -> [NamedArray] {
    try ZipReader(bytes, path: path).arrays()
  }

  /// The archive's bytes, uncompressed and in the order of the names; the same arrays give the same bytes.
  ///
  /// - Throws: `ArrayFileError.unwritable`.
  public static func data(_ arrays: [String: NPYArray]) throws(ArrayFileError) -> Data {
    try ZipWriter.data(arrays.sorted { $0.key < $1.key }.map { ($0.key + ".npy", $0.value.data) })
  }
}
