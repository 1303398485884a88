import CrossbarPrimitives
import Foundation

/// The bytes of a file.
/// - Throws: `ArrayFileError.unreadable`.
func fileContents(_ path: String) throws(ArrayFileError) -> Data {
  do { return try InputFile.bytes(path, atMost: ArrayLimits.bytes) } catch {
    throw .unreadable(path: path, reason: error.reason())
  }
}

/// What a file of arrays may hold; all of it gets into memory.
enum ArrayLimits {
  /// Of a file.
  static let bytes = 1 << 31
  /// Numbers of all arrays of a file: a quarter of a GB of doubles, more cells than any circuit here has.
  static let elements = 1 << 25
  /// Bytes of the header of a `.npy` file; NumPy itself reads no longer ones.
  static let npyHeader = 10_000
  /// Bytes of the header of a `.safetensors` file: some 10^5 arrays.
  static let safetensorsHeader = 1 << 24
  /// Arrays of an archive.
  static let arrays = 4096
}

/// An array of a file with the name it has there.
public struct NamedArray: Hashable, Sendable {
  public let name: String
  public let array: NPYArray

  public init(_ name: String, _ array: NPYArray) {
    self.name = name
    self.array = array
  }
}
