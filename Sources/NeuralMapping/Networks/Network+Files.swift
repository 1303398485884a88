import ArrayFiles
import CrossbarPrimitives
import Foundation

/// A network from a file, with the names of its layers there and the reason for their order.
public struct StoredNetwork: Hashable, Sendable {
  /// With weights as inputs × outputs, whichever way the file has them; missing biases are zero.
  public let network: Network
  /// From input to output.
  public let layerNames: [String]
  /// Why the layers are in this order: "as in the file", "by the numbers in their names".
  public let orderReason: String

  init(network: Network, layerNames: [String], orderReason: String) {
    (self.network, self.layerNames, self.orderReason) = (network, layerNames, orderReason)
  }

  /// Reads a network from an `.npz` archive or a `.safetensors` file; the content tells which.
  ///
  /// The file has for each layer a matrix of weights and, optionally, a vector of biases. They are named `w0`, `b0`,
  /// `w1`, `b1` and so on, or `NAME.weight` and `NAME.bias`, or are unnamed (`arr_0`, `arr_1`). Numbered names are
  /// ordered by their numbers, others as they are in the archive. A `.safetensors` file may be sorted by name instead;
  /// then the shapes decide if they fit in one order only.
  ///
  /// Weights have one row per input and one column per output, as in Keras, or all of them the other way round, as in
  /// PyTorch. The lengths of the biases decide. Where they do not, as for squares, `NAME.weight` is taken as PyTorch's
  /// and other names as Keras's.
  ///
  /// - Parameter order: the layers' names from input to output; nil to determine the order from the file.
  /// - Throws: `ArrayFileError` for a file that cannot be read; `NeuralMappingError.file` for arrays that are missing,
  ///   have an unknown name or an unsuitable shape, or hold a number that is not finite, and if the order of the layers
  ///   cannot be determined.
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
  /// Reads a network from a file, without the names; see `StoredNetwork`.
  /// - Throws: as `StoredNetwork`.
  public init(contentsOf path: String) throws { self = try StoredNetwork(contentsOf: path).network }

  /// The network's arrays by their names in a file: `w0` (inputs × outputs), `b0`, and so on. `NPZArchive.data` writes
  /// them, and `init(contentsOf:)` reads them back.
  public var arrays: [String: NPYArray] {
    var arrays: [String: NPYArray] = [:]
    for (index, layer) in layers.enumerated() {
      arrays["w\(index)"] = NPYArray(shape: [layer.inputCount, layer.outputCount], values: layer.weights.elements)
      arrays["b\(index)"] = NPYArray(shape: [layer.outputCount], values: layer.biases)
    }
    return arrays
  }
}
