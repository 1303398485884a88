import CrossbarPrimitives

/// Trains a network further while it computes with quantized weights and biases, so that it learns to do with few codes.
///
/// Straight-through with learned steps (Esser et al., ICLR 2020), a step for the weights and one for the biases of each
/// layer, from the steps of `NearestQuantizer` on; Adam, whose learning rate falls linearly to zero.
public struct QuantizationAwareTrainer: Hashable, Codable, Sendable {
  public var bits: Int
  public var coding: CodingScheme
  /// Passes through all images.
  public var epochs: Int
  /// Images between two steps of the optimizer.
  public var batchSize: Int
  /// That of the first step.
  public var learningRate: Double

  public init(
    bits: Int, coding: CodingScheme = .twosComplement, epochs: Int = 5, batchSize: Int = 32, learningRate: Double = 1e-3
  ) {
    self.bits = bits
    self.coding = coding
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
  }

  /// The quantized network that training on from `network` leads to; the same seed, images and options give the same one.
  /// - Parameters:
  ///   - network: trained without quantization; its largest weights may lie beyond any code's value.
  ///   - seed: picks the order of the images in each epoch.
  ///   - workers: threads to use; nil for one on each processor.
  ///   - afterEpoch: hears of the progress; an error it throws ends the training.
  /// - Throws: `NeuralMappingError` for options, images or weights that cannot be trained with, and if the loss diverges;
  ///   `CancellationError` in a cancelled task.
  public func train(
    _ network: Network, on images: LabelledImages, seed: UInt64, workers: Int? = nil,
    afterEpoch: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> QuantizedNetwork {
    let codes = try coding.codes(bits: bits)
    let schedule = TrainingSchedule(
      epochs: epochs, batchSize: batchSize, learningRate: learningRate, decays: true,
      orderPurpose: "image order, quantized")
    try schedule.check()
    try network.checkFits(images)
    for layer in network.layers { try layer.checkFinite() }
    let layers = network.layers.map { TrainedLayer($0, codes: codes) }
    try schedule.train(
      layers, on: images, seed: seed, workers: workers ?? WorkerTeam.processorCount, afterEpoch: afterEpoch)
    return QuantizedNetwork(layers: try layers.map(quantized))
  }

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
