import Foundation

/// Where labelled images come from: a folder of IDX files (MNIST, EMNIST), a folder of CIFAR-10's binary files, or an
/// `.npz` archive.
///
///     let test = try ImageSource("data/cifar-10").images(.test, limit: 1000)
public struct ImageSource: Hashable, Sendable {
  /// As it was given.
  public let path: String
  /// The order of the channels in an archive; nil to tell it from the axes' lengths.
  public var layout: ChannelLayout?

  private enum Format { case idx, cifar, archive }

  /// Takes any path; one where nothing is found is an error of `files` and `images`.
  public init(_ path: String, layout: ChannelLayout? = nil) {
    self.path = path
    self.layout = layout
  }

  private var format: Format {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists && !isFolder.boolValue { return .archive }
    return exists && CIFARFolder.isOne(path) ? .cifar : .idx
  }

  /// The paths of the files of these halves.
  /// - Throws: `NeuralMappingError.file` if one is missing.
  public func files(of halves: [IDXFolder.Half]) throws -> [String] {
    switch format {
    case .idx: try IDXFolder(path).files(of: halves)
    case .cifar: try halves.flatMap(CIFARFolder(path: path).files)
    case .archive: [path]
    }
  }

  /// The images of a half, with pixels from 0 to 1 where the files have bytes. An archive with `x` and `y` alone has them
  /// for both halves.
  ///
  /// - Parameter limit: how many to keep, from the first on; nil for all.
  /// - Throws: `NeuralMappingError.file`, `ArrayFileError`.
  public func images(_ half: IDXFolder.Half, limit: Int? = nil) throws -> LabelledImages {
    switch format {
    case .idx: try IDXFolder(path).images(half, limit: limit)
    case .cifar: try CIFARFolder(path: path).images(half, limit: limit)
    case .archive: try ImageArchive(path: path).images(half, limit: limit, layout: layout)
    }
  }

  /// Images of this source for a network with so many outputs: labels of EMNIST's letters begin at 1 where the network
  /// has an output for none, and archives may lack images of the last classes.
  public func fitting(_ images: LabelledImages, outputs: Int) -> LabelledImages {
    let images = images.fitting(outputs: outputs)
    return format == .archive ? images.withClasses(atLeast: outputs) : images
  }
}
