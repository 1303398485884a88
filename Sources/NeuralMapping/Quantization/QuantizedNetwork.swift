import CrossbarPrimitives

/// A network of integer codes. Its layers may differ in bits; a network read back from an array has the same form.
public struct QuantizedNetwork: Hashable, Sendable {
  /// From input to output; at least one.
  public let layers: [QuantizedLayer]
  /// The shape of the input, and how the layers are used, as of the network that was quantized.
  public let structure: NetworkStructure

  /// Fully connected layers with a ReLU between them.
  /// - Precondition: at least one layer, each with as many inputs as the one before has outputs.
  public init(layers: [QuantizedLayer]) {
    self.init(layers: layers, structure: .plain(layers.map { ($0.inputCount, $0.outputCount) }))
  }

  /// Layers as the steps of a structure use them.
  /// - Precondition: at least one layer, and each step fits the one before.
  public init(layers: [QuantizedLayer], structure: NetworkStructure) {
    precondition(!layers.isEmpty, "a network has at least one layer")
    precondition(structure.shapes(layers.map { ($0.inputCount, $0.outputCount) }) != nil, "a step does not fit")
    self.layers = layers
    self.structure = structure
  }

  /// The network with real weights, codes times scales, for classification.
  public var network: Network { Network(layers: layers.map(\.layer), structure: structure) }

  /// How many of all weights and biases have a code different from that in `reference`.
  /// - Throws: `NeuralMappingError.mismatch` unless both have the same shape.
  public func changedWeights(from reference: QuantizedNetwork) throws -> Proportion {
    guard shape == reference.shape else {
      throw NeuralMappingError.mismatch(subject: "shape of a network", found: shape, expected: reference.shape)
    }
    let (codes, referenceCodes) = (allCodes, reference.allCodes)
    return Proportion(zip(codes, referenceCodes).count { $0 != $1 }, of: codes.count)
  }

  private var allCodes: [Int] { layers.flatMap { $0.weightCodes.elements + $0.biasCodes } }

  /// For messages, such as "20-20-20-10".
  private var shape: String {
    ([layers[0].inputCount] + layers.map(\.outputCount)).map(String.init).joined(separator: "-")
  }
}
