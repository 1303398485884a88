import Foundation

/// An array of an archive in single precision, for images: four times as many as `NPYArray` holds in the same memory.
package struct NumberArray {
  /// The length of each axis.
  package let shape: [Int]
  /// In C order.
  package let values: [Float]
  /// Whether the file has bytes, from 0 to 255.
  package let isBytes: Bool

  /// Numbers in one array: 268 million, more than all images of CIFAR-10.
  private static let most = 1 << 28

  /// The names of the arrays in an archive.
  /// - Throws: `ArrayFileError`.
  package static func names(inArchive path: String) throws(ArrayFileError) -> Set<String> {
    let names = try ZipReader(fileContents(path), path: path).members().keys
    return Set(names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 })
  }

  /// Arrays of an archive by their names; others in it are not read.
  /// - Throws: `ArrayFileError`; `.malformed` also for a name that is not there.
  package static func read(_ names: [String], fromArchive path: String) throws(ArrayFileError) -> [NumberArray] {
    let zip = try ZipReader(fileContents(path), path: path)
    var arrays: [NumberArray] = []
    for name in names {
      guard let file = try zip.array(named: name, atMost: most) else {
        throw .malformed(path: path, array: nil, reason: "it holds no array '\(name)'")
      }
      do { arrays.append(try NumberArray(file)) } catch {
        throw .malformed(path: path, array: name, reason: error.reason)
      }
    }
    return arrays
  }

  private init(_ file: Data) throws(NPYHeader.Fault) {
    let header = try NPYHeader(file)
    try header.check(byteCount: file.count - header.length, left: Self.most)
    let bytes = file.dropFirst(header.length)
    var numbers: [Float]
    switch header.type {
    case .uint8: numbers = bytes.map(Float.init)
    case .float32 where !header.isBigEndian:
      numbers = bytes.withUnsafeBytes { buffer in
        stride(from: 0, to: buffer.count, by: 4).map {
          Float(bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
        }
      }
    default: numbers = try NPYArray.numbers(in: bytes, header).map(Float.init)
    }
    if header.isFortranOrder && header.shape.count > 1 { numbers = NPYArray.lastAxisFastest(numbers, shape: header.shape) }
    (shape, values, isBytes) = (header.shape, numbers, header.type == .uint8)
  }
}
