import Foundation

/// A folder with the files of MNIST or a data set in its format, such as Fashion-MNIST or KMNIST:
/// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each
/// plain or compressed by gzip (`.gz`).
///
///     let test = try IDXFolder("data/mnist").images(.test, limit: 1000)
public struct IDXFolder: Hashable, Sendable {
  /// The folder; nothing is read before `files` or `images` are called.
  public let path: String

  /// A half of the data set; the raw value begins its files' names.
  public enum Half: String, CaseIterable, Sendable {
    /// For training and calibration.
    case training = "train"
    /// For measuring the accuracy.
    case test = "t10k"
  }

  /// Takes any path; a folder that is missing is an error of `files` and `images`.
  public init(_ path: String) { self.path = path }

  /// The paths of the files of these halves, images before labels.
  /// - Throws: `NeuralMappingError.file` if one is missing.
  public func files(of halves: [Half]) throws -> [String] {
    try halves.map(files).flatMap { [$0.images, $0.labels] }
  }

  /// The paths of a half's images and labels.
  /// - Throws: `NeuralMappingError.file` if one is missing.
  public func files(_ half: Half) throws -> (images: String, labels: String) {
    (try file("\(half.rawValue)-images", axes: 3), try file("\(half.rawValue)-labels", axes: 1))
  }

  /// The images of a half, with pixels from 0 (byte 0) to 1 (byte 255).
  ///
  /// - Parameter limit: how many to keep, from the first on; nil for all.
  /// - Throws: `NeuralMappingError.file` for a file that is missing, damaged, empty, swapped with another or that does
  ///   not fit the other.
  public func images(_ half: Half, limit: Int? = nil) throws -> LabelledImages {
    let files = try files(half)
    let images = try IDXFile(files.images, content: .images)
    let labels = try IDXFile(files.labels, content: .labels)
    guard labels.shape[0] == images.shape[0] else {
      throw NeuralMappingError.file(
        path: files.labels, found: "\(labels.shape[0]) labels",
        expected: "\(images.shape[0]), one for each image of '\(files.images)'")
    }
    let count = min(max(1, limit ?? .max), images.shape[0])
    let pixelCount = images.shape[1] * images.shape[2]
    return try LabelledImages(
      pixels: Self.pixels(images.bytes, count: count * pixelCount), imageCount: count,
      labels: labels.bytes.prefix(count).map(Int.init), classCount: try classCount(labels, half),
      imageRows: images.shape[1], imageColumns: images.shape[2])
  }

  /// The highest label of both halves plus one, since the test half alone may lack the last class.
  private func classCount(_ labels: IDXFile, _ half: Half) throws -> Int {
    let other: Half = half == .test ? .training : .test
    var highest = labels.bytes.max() ?? 0
    if let file = try? file("\(other.rawValue)-labels", axes: 1) {
      highest = max(highest, try IDXFile(file, content: .labels).bytes.max() ?? 0)
    }
    return Int(highest) + 1
  }

  private func file(_ name: String, axes: Int) throws -> String {
    // Some downloads have a dot in place of the dash.
    let names = ["-", "."].flatMap { separator in
      ["", ".gz"].map { "\(name)\(separator)idx\(axes)-ubyte\($0)" }
    }
    for candidate in names {
      let file = (path as NSString).appendingPathComponent(candidate)
      if FileManager.default.fileExists(atPath: file) { return file }
    }
    throw NeuralMappingError.file(
      path: path, found: "none of the files \(names.joined(separator: ", "))", expected: "a folder with one of them")
  }

  /// Bytes as pixels from 0 to 1, through a table.
  private static func pixels(_ bytes: [UInt8], count: Int) -> [Float] {
    let levels = (0...255).map { Float($0) / 255 }
    return [Float](unsafeUninitializedCapacity: count) { pixels, initialized in
      bytes.withUnsafeBufferPointer { bytes in
        levels.withUnsafeBufferPointer { levels in
          guard let pixels = pixels.baseAddress, let bytes = bytes.baseAddress, let levels = levels.baseAddress else { return }
          var index = 0
          while index < count {
            pixels[index] = levels[Int(bytes[index])]
            index &+= 1
          }
          initialized = count
        }
      }
    }
  }
}

extension LabelledImages {
  /// The images of one half of a folder of IDX files; see `IDXFolder`.
  /// - Throws: `NeuralMappingError.file`.
  public init(idxFolder path: String, _ half: IDXFolder.Half, limit: Int? = nil) throws {
    self = try IDXFolder(path).images(half, limit: limit)
  }
}
