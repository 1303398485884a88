import ArrayFiles
import CrossbarPrimitives
import Foundation

/// What is known of a network besides a file of its weights.
public struct NetworkHints: Hashable, Sendable {
  /// The layers' names from input to output; nil to determine the order from the file.
  public var order: [String]?
  /// The network's steps; nil for dense layers with a ReLU between each two, and for files that tell.
  public var architecture: Architecture?
  /// The order of an image's channels that the network was trained with; nil for that of the program whose axes the file
  /// has.
  public var layout: ChannelLayout?
  /// The size of the images that it is for; nil if not known, as networks with convolutions need it.
  public var image: FeatureMapShape?

  /// All that is left out is determined from the file.
  public init(
    order: [String]? = nil, architecture: Architecture? = nil, layout: ChannelLayout? = nil, image: FeatureMapShape? = nil
  ) {
    (self.order, self.architecture, self.layout, self.image) = (order, architecture, layout, image)
  }
}

/// A network from a file, with the names of its layers there and the reason for their order.
public struct StoredNetwork: Hashable, Sendable {
  /// With weights as inputs × outputs, whichever way the file has them; missing biases are zero, and batch normalisations
  /// that follow a matrix are folded into it.
  public let network: Network
  /// From input to output.
  public let layerNames: [String]
  /// Why the layers are in this order: "as in the file", "by the numbers in their names".
  public let orderReason: String
  /// How the file keeps the weights.
  public let form: WeightForm

  init(network: Network, layerNames: [String], orderReason: String, form: WeightForm) {
    (self.network, self.layerNames, self.orderReason, self.form) = (network, layerNames, orderReason, form)
  }

  /// Reads a network from an `.npz` archive, a `.safetensors` file, PyTorch's file of a state dict, or an ONNX file; the
  /// content tells which.
  ///
  /// An ONNX file tells all of its network. Any other file has for each layer an array of weights and, optionally, one of
  /// biases. They are named `w0`, `b0`, `w1`, `b1` and so on, or `NAME.weight` and `NAME.bias` (PyTorch), or
  /// `NAME/kernel` and `NAME/bias` (Keras), or are unnamed (`arr_0`, `arr_1`). Numbered names are ordered by their
  /// numbers, others as they are in the archive. A `.safetensors` file may be sorted by name instead; then the shapes
  /// decide if they fit in one order only.
  ///
  /// Weights have one row per input and one column per output, as in Keras, or all of them the other way round, as in
  /// PyTorch. The lengths of the biases decide. Where they do not, as for squares, names decide, and unnamed arrays are
  /// taken as Keras's. Kernels of convolutions have the axes of the same program.
  ///
  /// - Throws: `ArrayFileError` for a file that cannot be read; `NeuralMappingError.file` for arrays that are missing,
  ///   have an unknown name or an unsuitable shape, or hold a number that is not finite, for operations that are not
  ///   supported, and if the order of the layers cannot be determined.
  public init(contentsOf path: String, _ hints: NetworkHints) throws {
    switch NetworkFormat(path) {
    case .array:
      throw NeuralMappingError.file(
        path: path, found: "a single array, as numpy.save writes it",
        expected: "an archive with all weights and biases, as numpy.savez writes it, or a .safetensors file")
    case .hdf5:
      throw NeuralMappingError.file(
        path: path, found: "a model in HDF5, as Keras saves it",
        expected: "its weights as Python saves them: import keras, numpy as np; "
          + "m = keras.models.load_model('FILE'); np.savez('weights.npz', *m.get_weights())")
    case .keras:
      throw NeuralMappingError.file(
        path: path, found: "a model as Keras saves it",
        expected: "its weights as Python saves them: import keras, numpy as np; "
          + "m = keras.models.load_model('FILE'); np.savez('weights.npz', *m.get_weights())")
    case .onnx: self = try ONNXNetwork(contentsOf: path, hints).network()
    case .pyTorch:
      let members = try TorchArchive.members(path)
      self = try NetworkFile(path: path, members: members, isSorted: false, hints: hints).network()
    case .archive:
      let members = try NPZArchive.members(path)
      self = try NetworkFile(path: path, members: members, isSorted: false, hints: hints).network()
    case .safetensors:
      let members = try SafetensorsFile.members(path)
      self = try NetworkFile(path: path, members: members, isSorted: true, hints: hints).network()
    }
  }

  /// Reads a network of dense layers, or one from a file that tells all; see `init(contentsOf:_:)`.
  /// - Parameter order: the layers' names from input to output; nil to determine the order from the file.
  public init(contentsOf path: String, order: [String]? = nil) throws {
    try self.init(contentsOf: path, NetworkHints(order: order))
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
    Dictionary(WeightForm(of: self).arrays(of: self).map { ($0.name, $0.array) }) { first, _ in first }
  }
}
