import ArrayFiles
import CrossbarPrimitives
import Foundation

/// A network that a file holds, and how its layers are called there.
public struct StoredNetwork: Hashable, Sendable {
  public let network: Network
  /// From input to output.
  public let layerNames: [String]
  /// What their order follows from: "as in the file", "by the numbers in their names".
  public let orderReason: String

  init(network: Network, layerNames: [String], orderReason: String) {
    (self.network, self.layerNames, self.orderReason) = (network, layerNames, orderReason)
  }

  /// Reads a network from an `.npz` archive or a `.safetensors` file, which its contents tell apart.
  ///
  /// Layer after layer the file holds a matrix of weights and a vector of biases, if there are any, named `w0`, `b0`, `w1`, `b1` and
  /// so on, or `NAME.weight` and `NAME.bias`, or unnamed as `arr_0`, `arr_1`. Numbered names are ordered by their numbers, others
  /// as they stand in the archive. A `.safetensors` file may be sorted by names instead: then shapes that fit in one order alone decide.
  ///
  /// Weights have a row for each input and a column for each output, as Keras keeps them, or all the other way round, as PyTorch
  /// does: the lengths of the biases decide, and where they leave it open, as squares do, PyTorch's way holds for `NAME.weight`
  /// and Keras's for the others.
  ///
  /// - Parameter order: the layers' names from input to output; nil for what the file tells.
  /// - Throws: `ArrayFileError` for a file that cannot be read; `NeuralMappingError.file` for arrays that are missing, have another
  ///   name or shape, or hold a number that is not finite, and for layers whose order nothing tells.
  public init(contentsOf path: String, order: [String]? = nil) throws {
    let beginning = FileHandle(forReadingAtPath: path).flatMap { try? $0.read(upToCount: 6) } ?? Data()
    if beginning.starts(with: [0x93] + Array("NUMPY".utf8)) {
      throw NeuralMappingError.file(
        path: path, found: "a single array, as numpy.save writes it",
        expected: "an archive with all weights and biases, as numpy.savez writes it, or a .safetensors file")
    }
    let isArchive = beginning.starts(with: Data("PK".utf8)) || path.hasSuffix(".npz")
    let members = isArchive ? try NPZArchive.members(path) : try SafetensorsFile.members(path)
    self = try NetworkFile(path: path, members: members, isSorted: !isArchive).network(order: order)
  }
}

/// Networks trained elsewhere.
extension Network {
  /// Reads a network from a file; see `StoredNetwork`.
  /// - Throws: as `StoredNetwork`.
  public init(contentsOf path: String) throws { self = try StoredNetwork(contentsOf: path).network }

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
