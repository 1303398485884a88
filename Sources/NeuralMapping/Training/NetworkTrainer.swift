import CrossbarPrimitives

/// Trains fully connected networks with ReLU on softmax cross-entropy: Adam, mini-batches, Glorot uniform initial
/// weights.
///
/// It computes in single precision on several threads; the result does not depend on their number.
///
///     let network = try NetworkTrainer.schematicDigits.train(on: .schematicDigits(), seed: 1)
public struct NetworkTrainer: Hashable, Codable, Sendable {
  /// Neurons in each hidden layer, from input to output; empty for a single layer.
  public var hiddenLayers: [Int]
  /// Passes through all images.
  public var epochs: Int
  /// Images per step of the optimizer; the last mini-batch of an epoch may be smaller.
  public var batchSize: Int
  /// Constant during the training.
  public var learningRate: Double
  /// Weights are clipped to plus or minus this after each step, biases are not; nil for no limit. A quantizer whose range
  /// follows the largest weight loses its resolution to outliers.
  public var weightLimit: Double?

  /// Largest number of weights and biases; training takes 16 to 20 bytes for each.
  public static let mostParameters = 100_000_000

  /// Nothing is checked here; `train` throws `NeuralMappingError.trainingOption` for options that cannot be used.
  public init(
    hiddenLayers: [Int], epochs: Int, batchSize: Int = 32, learningRate: Double = 1e-3, weightLimit: Double? = nil
  ) {
    self.hiddenLayers = hiddenLayers
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.weightLimit = weightLimit
  }

  /// The published 20-20-20-10 network for the schematic digits (Marraccini et al., Nanoscale 2026, 18, 835).
  public static let schematicDigits = NetworkTrainer(hiddenLayers: [20, 20], epochs: 600)

  /// Trains a network. The same seed, images and options give the same network.
  ///
  /// - Parameters:
  ///   - seed: determines the initial weights and the order of the images in each epoch.
  ///   - workers: threads to use; nil for one per processor.
  ///   - afterEpoch: called after each epoch with the progress; an error that it throws ends the training.
  /// - Throws: `NeuralMappingError.trainingOption` or `.trainingDiverged`; `CancellationError` in a cancelled task.
  public func train(
    on images: LabelledImages, seed: UInt64, workers: Int? = nil,
    afterEpoch: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> Network {
    let schedule = TrainingSchedule(
      epochs: epochs, batchSize: batchSize, learningRate: learningRate, weightLimit: weightLimit,
      orderPurpose: "image order")
    try schedule.check()
    let sizes = try layerSizes(for: images)
    let layers = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      var stream = RandomStream(seed: seed, purpose: "initial weights", index: index)
      return TrainedLayer(.glorotUniform(inputCount: size.0, outputCount: size.1, from: &stream))
    }
    try schedule.train(
      layers, on: images, seed: seed, workers: workers ?? WorkerTeam.processorCount, afterEpoch: afterEpoch)
    return Network(layers: layers.map(\.layer))
  }

  /// Neurons from the input to the output, both included.
  private func layerSizes(for images: LabelledImages) throws -> [Int] {
    if let size = hiddenLayers.first(where: { $0 < 1 }) {
      throw NeuralMappingError.trainingOption(name: "a hidden layer of size", value: "\(size)", allowed: "1 or more")
    }
    let sizes = [images.pixelCount] + hiddenLayers + [images.classCount]
    // In floating point, which cannot overflow here.
    let parameters = zip(sizes, sizes.dropFirst()).reduce(0.0) { $0 + (Double($1.0) + 1) * Double($1.1) }
    guard parameters <= Double(Self.mostParameters) else {
      throw NeuralMappingError.trainingOption(
        name: "hidden layers of size", value: hiddenLayers.map(String.init).joined(separator: ","),
        allowed: "\(Self.mostParameters) weights and biases in all")
    }
    return sizes
  }
}

extension DenseLayer {
  /// Weights uniform in ±sqrt(6 / (inputs + outputs)), biases zero (Glorot and Bengio, 2010).
  static func glorotUniform(inputCount: Int, outputCount: Int, from stream: inout RandomStream) -> DenseLayer {
    let limit = (6 / Double(inputCount + outputCount)).squareRoot()
    return DenseLayer(
      weights: Grid(rows: inputCount, columns: outputCount) { _, _ in limit * (2 * stream.uniform() - 1) },
      biases: Array(repeating: 0, count: outputCount))
  }
}
