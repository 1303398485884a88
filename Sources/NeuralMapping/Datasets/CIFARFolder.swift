import CrossbarPrimitives
import Foundation

/// A folder with the binary version of CIFAR-10: `data_batch_1.bin` to `data_batch_5.bin` for training and
/// `test_batch.bin`. Each image is a byte for its label and 32 x 32 bytes for each of red, green and blue.
struct CIFARFolder: Hashable, Sendable {
  let path: String

  private static let rows = 32
  private static let channels = 3
  private static let classes = 10
  private static var record: Int { 1 + channels * rows * rows }
  /// 1 GiB; the original files have 30 MB each.
  private static let mostBytes = 1 << 30

  /// Whether a folder holds any of the files.
  static func isOne(_ path: String) -> Bool {
    IDXFolder.Half.allCases.contains { !CIFARFolder(path: path).existing($0).isEmpty }
  }

  private func existing(_ half: IDXFolder.Half) -> [String] {
    let names = half == .test ? ["test_batch.bin"] : (1...5).map { "data_batch_\($0).bin" }
    return names.map { (path as NSString).appendingPathComponent($0) }.filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// - Throws: `NeuralMappingError.file` if there is none.
  func files(_ half: IDXFolder.Half) throws -> [String] {
    let files = existing(half)
    guard !files.isEmpty else {
      throw NeuralMappingError.file(
        path: path, found: "no \(half == .test ? "test_batch.bin" : "data_batch_1.bin to data_batch_5.bin")",
        expected: "a folder with CIFAR-10's binary files")
    }
    return files
  }

  /// - Parameter limit: how many to keep, from the first on; nil for all.
  /// - Throws: `NeuralMappingError.file`.
  func images(_ half: IDXFolder.Half, limit: Int?) throws -> LabelledImages {
    var pixels: [Float] = []
    var labels: [Int] = []
    let limit = max(1, limit ?? .max)
    for file in try files(half) where labels.count < limit {
      let bytes: [UInt8]
      do { bytes = [UInt8](try InputFile.bytes(file, atMost: Self.mostBytes)) } catch {
        throw NeuralMappingError.file(path: file, found: error.reason(), expected: "a file of CIFAR-10")
      }
      guard !bytes.isEmpty, bytes.count % Self.record == 0 else {
        throw NeuralMappingError.file(
          path: file, found: "\(bytes.count) bytes", expected: "\(Self.record) for each image: a label, and 32 x 32 x 3 pixels")
      }
      for start in stride(from: 0, to: bytes.count, by: Self.record) where labels.count < limit {
        guard bytes[start] < Self.classes else {
          throw NeuralMappingError.file(
            path: file, found: "the label \(bytes[start]) of image \(start / Self.record)", expected: "labels from 0 to 9")
        }
        labels.append(Int(bytes[start]))
        // The file has one channel after another.
        let plane = Self.rows * Self.rows
        for pixel in 0..<plane {
          for channel in 0..<Self.channels { pixels.append(Float(bytes[start + 1 + channel * plane + pixel]) / 255) }
        }
      }
    }
    return try LabelledImages(
      pixels: pixels, imageCount: labels.count, labels: labels, classCount: Self.classes, imageRows: Self.rows,
      imageColumns: Self.rows, channels: Self.channels)
  }
}
