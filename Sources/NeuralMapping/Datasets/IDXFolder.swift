import Foundation

/// A folder with the files of MNIST or a data set in its format, such as Fashion-MNIST or KMNIST:
/// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each
/// plain or compressed by gzip (`.gz`). EMNIST's files have a part of the data set before these words and `test` for
/// `t10k`, as in `emnist-letters-test-images-idx3-ubyte`; a folder of several parts is given with the part to use, as in
/// `emnist/emnist-letters`.
///
/// EMNIST's images lie on their side (rows and columns swapped), and stay so: other readers leave them so, too.
///
///     let test = try IDXFolder("data/mnist").images(.test, limit: 1000)
public struct IDXFolder: Hashable, Sendable {
  /// The folder, or the beginning of the paths of a part's files; nothing is read before `files` or `images` are called.
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
    (try file(half, "images", axes: 3), try file(half, "labels", axes: 1))
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
    let classes = try classes(labels, half)
    return try LabelledImages(
      pixels: Self.pixels(images.bytes, count: count * pixelCount), imageCount: count,
      labels: labels.bytes.prefix(count).map { Int($0) - classes.lowerBound }, classCount: classes.count,
      imageRows: images.shape[1], imageColumns: images.shape[2], firstLabel: classes.lowerBound)
  }

  /// From 0, or from 1 if no image has the label 0, to the highest label: of both halves, since the test half alone may
  /// lack a class.
  private func classes(_ labels: IDXFile, _ half: Half) throws -> ClosedRange<Int> {
    let other: Half = half == .test ? .training : .test
    var bytes = labels.bytes
    if let file = try? file(other, "labels", axes: 1) { bytes += try IDXFile(file, content: .labels).bytes }
    let (lowest, highest) = (Int(bytes.min() ?? 0), Int(bytes.max() ?? 0))
    return min(lowest, 1)...highest
  }

  private func file(_ half: Half, _ content: String, axes: Int) throws -> String {
    let names = Self.names(half, content, axes: axes)
    for candidate in names {
      let file = (path as NSString).appendingPathComponent(candidate)
      if FileManager.default.fileExists(atPath: file) { return file }
    }
    let part = try part(half, names)
    for candidate in names where FileManager.default.fileExists(atPath: "\(part)-\(candidate)") {
      return "\(part)-\(candidate)"
    }
    throw NeuralMappingError.file(
      path: path, found: "none of the files \(names.joined(separator: ", "))", expected: "a folder with one of them")
  }

  /// Some downloads have a dot in place of the dash.
  private static func names(_ half: Half, _ content: String, axes: Int) -> [String] {
    (half == .test ? [half.rawValue, "test"] : [half.rawValue]).flatMap { word in
      ["-", "."].flatMap { separator in ["", ".gz"].map { "\(word)-\(content)\(separator)idx\(axes)-ubyte\($0)" } }
    }
  }

  /// What the files' paths begin with: the path itself if it is no folder, or the folder's only part.
  /// - Throws: `NeuralMappingError.file` for a folder of several parts.
  private func part(_ half: Half, _ names: [String]) throws -> String {
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: path) else { return path }
    let parts = Set(
      files.compactMap { file in
        names.first { file.hasSuffix("-" + $0) }.map { String(file.dropLast($0.count + 1)) }
      })
    if parts.count > 1 {
      throw NeuralMappingError.file(
        path: path, found: "several parts of a data set: \(parts.sorted().joined(separator: ", "))",
        expected: "the folder with one of them, as in '\((path as NSString).appendingPathComponent(parts.min() ?? ""))'")
    }
    return (path as NSString).appendingPathComponent(parts.first ?? "")
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
