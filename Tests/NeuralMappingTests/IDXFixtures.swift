import CZlib
import Foundation
import Testing

/// Runs a test with a path in a folder of its own, which is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mapping-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// An IDX file, written here by the format's definition.
struct IDXBytes {
  var magic: UInt32
  var shape: [Int]
  var elements: [UInt8]

  static func images(_ shape: [Int], _ elements: [UInt8]) -> IDXBytes {
    IDXBytes(magic: 0x803, shape: shape, elements: elements)
  }
  static func labels(_ elements: [UInt8]) -> IDXBytes {
    IDXBytes(magic: 0x801, shape: [elements.count], elements: elements)
  }

  var data: Data {
    let header = ([magic] + shape.map(UInt32.init)).flatMap { number in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    return Data(header + elements)
  }

  func write(to path: String, packed: Bool = false) throws {
    guard packed else { return try data.write(to: URL(fileURLWithPath: path)) }
    let file = try #require(gzopen(path, "wb"))
    let written = data.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) }
    #expect(gzclose(file) == Z_OK)
    #expect(Int(written) == data.count)
  }
}

/// The four files of a data set of 2 x 3 pixels: three images to learn from and two to be judged by.
func writeTinySet(in folder: String, packed: Bool = false) throws {
  let end = packed ? ".gz" : ""
  try IDXBytes.images([3, 2, 3], (0..<18).map { UInt8($0 * 15) })
    .write(to: "\(folder)/train-images-idx3-ubyte\(end)", packed: packed)
  try IDXBytes.labels([2, 0, 3]).write(to: "\(folder)/train-labels-idx1-ubyte\(end)", packed: packed)
  try IDXBytes.images([2, 2, 3], [0, 255, 51, 0, 0, 0, 1, 2, 3, 4, 5, 6])
    .write(to: "\(folder)/t10k-images-idx3-ubyte\(end)", packed: packed)
  try IDXBytes.labels([1, 0]).write(to: "\(folder)/t10k-labels-idx1-ubyte\(end)", packed: packed)
}
