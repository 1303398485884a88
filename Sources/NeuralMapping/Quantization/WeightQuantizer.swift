/// A post-training method that turns real weights into integer codes, layer by layer and without images.
public protocol WeightQuantizer: Sendable {
  /// - Throws: `NeuralMappingError.weightNotFinite` for an infinite weight or bias, or one that is not a number.
  func quantize(_ layer: DenseLayer) throws -> QuantizedLayer
}

extension WeightQuantizer {
  /// Quantizes each layer by itself.
  public func quantize(_ network: Network) throws -> QuantizedNetwork {
    QuantizedNetwork(layers: try network.layers.map { try quantize($0) }, structure: network.structure)
  }
}
