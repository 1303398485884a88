import CrossbarPrimitives

/// Quantization-aware training (QAT): trains a network further while it computes with quantized weights and biases, so
/// that it adapts to few codes.
///
/// Straight-through estimator with learned step sizes (LSQ; Esser et al., ICLR 2020): one step for the weights and one
/// for the biases of each layer, starting from the steps of `NearestQuantizer`. Adam, with a learning rate that falls
/// linearly to zero.
public struct QuantizationAwareTrainer: Hashable, Sendable {
  /// Bits per weight and bias, in `QuantizedLayer.allowedBits`.
  public var bits: Int
  /// Decides which integers may be used as codes.
  public var coding: CodingScheme
  /// Of the cells, which decide on the codes too.
  public var levels: CellLevels
  /// Passes through all images.
  public var epochs: Int
  /// Images per step of the optimizer (mini-batch).
  public var batchSize: Int
  /// Of the first step.
  public var learningRate: Double

  /// Nothing is checked here; `train` throws for options that cannot be used.
  public init(
    bits: Int, coding: CodingScheme = .twosComplement, levels: CellLevels = .binary, epochs: Int = 5, batchSize: Int = 32,
    learningRate: Double = 1e-3
  ) {
    self.bits = bits
    self.coding = coding
    self.levels = levels
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
  }

  /// The quantized network after further training. The same seed, images and options give the same result.
  ///
  /// - Parameters:
  ///   - network: trained without quantization; its largest weights may lie beyond the range of the codes.
  ///   - seed: determines the order of the images in each epoch.
  ///   - workers: threads to use; nil for one per processor.
  ///   - afterEpoch: called after each epoch with the progress; an error that it throws ends the training.
  /// - Throws: `NeuralMappingError` for unusable options, images or weights, and if the loss diverges;
  ///   `CancellationError` in a cancelled task.
  public func train(
    _ network: Network, on images: LabelledImages, seed: UInt64, workers: Int? = nil,
    afterEpoch: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    let codes = try coding.codes(bits: bits, levels: levels)
    let schedule = TrainingSchedule(
      epochs: epochs, batchSize: batchSize, learningRate: learningRate, decays: true,
      orderPurpose: "image order, quantized")
    try schedule.check()
    try network.checkFits(images)
    try Self.check(network.structure)
    for layer in network.layers { try layer.checkFinite() }
    let layers = network.layers.map { TrainedLayer($0, codes: codes) }
    try schedule.train(
      layers, on: images, seed: seed, workers: workers ?? WorkerTeam.processorCount, afterEpoch: afterEpoch)
    return QuantizedNetwork(layers: try layers.map(quantized))
  }

  /// Rejects what it cannot train.
  /// - Throws: `NeuralMappingError.notPlain`, with the first step that is not supported.
  public static func check(_ structure: NetworkStructure) throws {
    if let step = structure.firstStepBeyondPlain {
      throw NeuralMappingError.notPlain(purpose: "training on with quantized weights", found: step)
    }
  }

  /// The codes of a trained layer, with the learned steps as scales.
  private func quantized(_ layer: TrainedLayer) throws -> QuantizedLayer {
    let weightStep = layer.quantization?.step(isBias: false) ?? 1
    let biasStep = layer.quantization?.step(isBias: true) ?? 1
    return try QuantizedLayer(
      weightCodes: Grid(rows: layer.inputCount, columns: layer.outputCount) {
        Int((layer.effective[$0, $1] / weightStep).rounded())
      },
      biasCodes: (0..<layer.outputCount).map { Int((layer.effective[layer.inputCount, $0] / biasStep).rounded()) },
      bits: bits, weightScale: Double(weightStep), biasScale: Double(biasStep))
  }
}
