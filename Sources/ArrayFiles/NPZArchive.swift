import CLibzip
import Foundation

/// Named arrays in one file, as `numpy.savez` writes them: a zip archive of `.npy` files.
public enum NPZArchive {
  /// Reads every array of an archive, compressed or not. Names are without the ending `.npy`.
  ///
  /// - Throws: `ArrayFileError`.
  public static func read(_ path: String) throws(ArrayFileError) -> [String: NPYArray] {
    // Opened from memory: libzip's own words for files that are missing or folders are poor.
    let archive = try ZipReader(fileContents(path), path: path)
    var arrays: [String: NPYArray] = [:]
    for (name, contents) in try archive.members() {
      guard name.hasSuffix(".npy") else {
        throw .malformed(path: path, array: name, reason: "an .npz archive holds nothing but .npy files")
      }
      let short = String(name.dropLast(".npy".count))
      arrays[short] = try NPYArray(contents, path: path, name: short)
    }
    return arrays
  }

  /// The archive's bytes, uncompressed and in the order of the names; the same arrays give the same bytes.
  ///
  /// - Throws: `ArrayFileError.unwritable`.
  public static func data(_ arrays: [String: NPYArray]) throws(ArrayFileError) -> Data {
    try ZipWriter.data(arrays.sorted { $0.key < $1.key }.map { ($0.key + ".npy", $0.value.data) })
  }
}
