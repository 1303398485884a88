import CrossbarPrimitives
import Foundation

/// The bytes of a file, at most `ArrayLimits.bytes`.
/// - Throws: `ArrayFileError.unreadable` with the path and the reason.
func fileContents(_ path: String) throws(ArrayFileError) -> Data {
  do { return try InputFile.bytes(path, atMost: ArrayLimits.bytes) } catch {
    throw .unreadable(path: path, reason: error.reason())
  }
}

/// Limits of a file of arrays, all of which is read into memory. They bound what a damaged or hostile file can make us
/// allocate.
enum ArrayLimits {
  /// Bytes in a file: 2 GiB.
  static let bytes = 1 << 31
  /// Numbers in all arrays of a file: 256 MiB of doubles, more cells than any simulated array has.
  static let elements = 1 << 25
  /// Bytes in the header of a `.npy` file; NumPy itself refuses longer ones.
  static let npyHeader = 10_000
  /// Bytes in the header of a `.safetensors` file, enough for some 10^5 arrays.
  static let safetensorsHeader = 1 << 24
  /// Arrays in an archive.
  static let arrays = 4096
}

/// An array with its name in the file. Lists of these keep the file's order, which a dictionary would lose.
public struct NamedArray: Hashable, Sendable {
  /// Without the extension `.npy`.
  public let name: String
  /// The shape as in the file; the elements as doubles in C order.
  public let array: NPYArray

  /// Takes the name as it is; readers have cut the extension off.
  public init(_ name: String, _ array: NPYArray) {
    self.name = name
    self.array = array
  }
}
