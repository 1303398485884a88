import CrossbarPrimitives

/// Trains fully connected networks on softmax cross-entropy with Adam and mini-batches, from Glorot uniform weights.
public struct NetworkTrainer: Hashable, Codable, Sendable {
  /// Neurons in each hidden layer, from the input to the output; empty for a single layer.
  public var hiddenLayers: [Int]
  /// Passes through all images.
  public var epochs: Int
  /// Images between two steps of the optimizer; the last mini-batch of an epoch may be smaller.
  public var batchSize: Int
  public var learningRate: Double

  public init(hiddenLayers: [Int], epochs: Int, batchSize: Int = 32, learningRate: Double = 1e-3) {
    self.hiddenLayers = hiddenLayers
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
  }

  /// The 20-20-20-10 network for the schematic digits (Marraccini et al., Nanoscale 2026, 18, 835).
  public static let schematicDigits = NetworkTrainer(hiddenLayers: [20, 20], epochs: 600)

  /// Trains a network; the same seed, images and options give the same network.
  /// - Parameters:
  ///   - seed: picks the initial weights and the order of the images in each epoch.
  ///   - afterEpoch: hears of the progress; an error it throws ends the training.
  /// - Throws: `NeuralMappingError.trainingOption` or `.trainingDiverged`; `CancellationError` in a cancelled task.
  public func train(
    on images: LabelledImages, seed: UInt64, afterEpoch: (TrainingProgress) throws -> Void = { _ in }
  ) throws -> Network {
    try checkOptions()
    var layers = initialLayers(inputCount: images.pixelCount, outputCount: images.classCount, seed: seed)
    var backpropagation = Backpropagation(shapedLike: layers)
    var optimizer = Adam(learningRate: learningRate, shapedLike: layers)
    var order = Array(images.images.indices)
    for epoch in 1...epochs {
      var stream = RandomStream(seed: seed, purpose: "image order", index: epoch)
      order.shuffle(using: &stream)
      var loss = 0.0
      for start in stride(from: 0, to: order.count, by: batchSize) {
        try Task.checkCancellation()
        let batch = order[start..<min(start + batchSize, order.count)]
        backpropagation.reset()
        for index in batch {
          loss += backpropagation.add(
            image: images.images[index], label: images.labels[index], weight: 1 / Double(batch.count), layers: layers)
        }
        optimizer.step(&layers, slopes: backpropagation.slopes)
      }
      guard loss.isFinite else {
        throw NeuralMappingError.trainingDiverged(epoch: epoch, learningRate: learningRate)
      }
      try afterEpoch(TrainingProgress(epoch: epoch, epochs: epochs, meanLoss: loss / Double(images.count)))
    }
    return Network(layers: layers.map(\.layer))
  }

  private func initialLayers(inputCount: Int, outputCount: Int, seed: UInt64) -> [LayerParameters] {
    let sizes = [inputCount] + hiddenLayers + [outputCount]
    return zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      var stream = RandomStream(seed: seed, purpose: "initial weights", index: index)
      return LayerParameters.glorotUniform(inputCount: size.0, outputCount: size.1, from: &stream)
    }
  }

  private func checkOptions() throws {
    func check(_ name: String, _ value: String, _ isAllowed: Bool, _ allowed: String) throws {
      guard isAllowed else { throw NeuralMappingError.trainingOption(name: name, value: value, allowed: allowed) }
    }
    for size in hiddenLayers { try check("a hidden layer of size", "\(size)", size >= 1, "1 or more") }
    try check("epochs", "\(epochs)", epochs >= 1, "1 or more")
    try check("batch size", "\(batchSize)", batchSize >= 1, "1 or more")
    try check(
      "learning rate", "\(learningRate)", learningRate > 0 && learningRate.isFinite, "a finite number above 0")
  }
}
