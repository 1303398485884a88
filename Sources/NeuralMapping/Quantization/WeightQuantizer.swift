/// A way from real weights to integer codes.
public protocol WeightQuantizer: Sendable {
  /// - Throws: `NeuralMappingError.weightNotFinite` for a weight or bias that has no code.
  func quantize(_ layer: DenseLayer) throws -> QuantizedLayer
}

extension WeightQuantizer {
  /// Quantizes each layer on its own.
  public func quantize(_ network: Network) throws -> QuantizedNetwork {
    QuantizedNetwork(layers: try network.layers.map { try quantize($0) })
  }
}
