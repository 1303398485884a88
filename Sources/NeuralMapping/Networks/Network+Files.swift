import ArrayFiles
import Foundation

/// Networks trained elsewhere.
extension Network {
  /// Reads a network from an `.npz` archive or a `.safetensors` file, which its contents tell apart.
  ///
  /// Layer after layer the file holds a matrix of weights and a vector of biases, named `w0`, `b0`, `w1`, `b1` and so on, or
  /// `NAME.weight` and `NAME.bias` with names whose order (numbers in them by value) is that of the layers. Weights have a row for each input and
  /// a column for each output, as Keras keeps them, or all the other way round, as PyTorch does: the lengths of the biases decide, and
  /// where they leave it open, as squares do, Keras's way holds for `w0` and PyTorch's for `NAME.weight`.
  ///
  /// - Throws: `ArrayFileError` for a file that cannot be read; `NeuralMappingError.file` for arrays that are missing, have another
  ///   name or shape, or hold a number that is not finite.
  public init(contentsOf path: String) throws {
    let file = NetworkFile(path: path, arrays: try Self.arrays(path))
    self.init(layers: try file.layers())
  }

  private static func arrays(_ path: String) throws -> [String: NPYArray] {
    let beginning = FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 2) }
    let isArchive = beginning == Data("PK".utf8) || path.hasSuffix(".npz")
    return isArchive ? try NPZArchive.read(path) : try SafetensorsFile.read(path)
  }

  /// The network's arrays by the names they have in a file: `w0`, with a row for each input, `b0`, and so on.
  public var arrays: [String: NPYArray] {
    var arrays: [String: NPYArray] = [:]
    for (index, layer) in layers.enumerated() {
      arrays["w\(index)"] = NPYArray(shape: [layer.inputCount, layer.outputCount], values: layer.weights.elements)
      arrays["b\(index)"] = NPYArray(shape: [layer.outputCount], values: layer.biases)
    }
    return arrays
  }
}
