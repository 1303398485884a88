/// The quantization methods, by their names in options and files.
public enum QuantizationMethod: String, CaseIterable, Codable, Hashable, Sendable {
  /// `TruncatingQuantizer`, as published with the array.
  case paper
  /// `NearestQuantizer`: post-training, least squared error.
  case nearest
  /// `QuantizationAwareTrainer`: trains further with quantized weights.
  case trained

  /// - Throws: `NeuralMappingError.unknownName`.
  public init(named name: String) throws {
    guard let method = QuantizationMethod(rawValue: name) else {
      throw NeuralMappingError.unknownName(kind: "quantizer", name: name, known: Self.allCases.map(\.rawValue))
    }
    self = method
  }

  /// Quantizes a network. Only `trained` uses `images`, `seed` and `afterEpoch`.
  ///
  /// - Throws: `NeuralMappingError`; `CancellationError` in a cancelled task.
  public func quantize(
    _ network: Network, bits: Int, coding: CodingScheme, levels: CellLevels = .binary, images: LabelledImages, seed: UInt64,
    afterEpoch: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    switch self {
    case .paper: try TruncatingQuantizer(bits: bits, coding: coding, levels: levels).quantize(network)
    case .nearest: try NearestQuantizer(bits: bits, coding: coding, levels: levels).quantize(network)
    case .trained:
      try QuantizationAwareTrainer(bits: bits, coding: coding, levels: levels)
        .train(network, on: images, seed: seed, afterEpoch: afterEpoch)
    }
  }
}
