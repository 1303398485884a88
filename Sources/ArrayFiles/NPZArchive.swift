import CLibzip
import Foundation

/// Named arrays in one file, as `numpy.savez` writes them: a zip archive of `.npy` files.
///
/// `members` keeps the archive's order, `read` gives arrays by name, and `data` writes an archive.
public enum NPZArchive {
  /// Every array of an archive, compressed or not, by name without the extension `.npy`.
  /// - Throws: `ArrayFileError`.
  public static func read(_ path: String) throws(ArrayFileError) -> [String: NPYArray] {
    Dictionary(try members(path).map { ($0.name, $0.array) }) { first, _ in first }
  }

  /// The arrays in the archive's order, which for `numpy.savez` is the order of its arguments.
  /// - Throws: `ArrayFileError`.
  public static func members(_ path: String) throws(ArrayFileError) -> [NamedArray] {
    // Opened from memory, since libzip's messages for missing files and folders are poor.
    try members(fileContents(path), path: path)
  }

  static func members(_ bytes: Data, path: String) throws(ArrayFileError) -> [NamedArray] {
    try ZipReader(bytes, path: path).arrays()
  }

  /// The content of an uncompressed archive, ordered by name. Equal arrays give equal bytes, so results can be compared
  /// by their hashes.
  ///
  /// - Throws: `ArrayFileError.unwritable`; also without any array.
  public static func data(_ arrays: [String: NPYArray]) throws(ArrayFileError) -> Data {
    try ZipWriter.data(arrays.sorted { $0.key < $1.key }.map { ($0.key + ".npy", $0.value.data) })
  }

  /// The content of an uncompressed archive in the given order, in which NumPy's `files` lists them.
  ///
  /// - Parameter whole: names of arrays to be written as integers of 64 bits; all their elements are whole.
  /// - Throws: `ArrayFileError.unwritable`; also without any array.
  public static func data(inOrder arrays: [NamedArray], whole: Set<String> = []) throws(ArrayFileError) -> Data {
    try ZipWriter.data(arrays.map { ($0.name + ".npy", $0.array.file(isWhole: whole.contains($0.name))) })
  }
}
