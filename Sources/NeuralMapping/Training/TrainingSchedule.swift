import CrossbarPrimitives

/// Number and size of the steps, and the order of the images: what `NetworkTrainer` and `QuantizationAwareTrainer` have
/// in common.
struct TrainingSchedule {
  let epochs: Int
  let batchSize: Int
  let learningRate: Double
  var weightLimit: Double?
  /// Whether the learning rate falls linearly to zero, or stays constant.
  var decays = false
  /// Purpose of the random stream (`RandomStream`) for the order of the images.
  let orderPurpose: String

  /// - Throws: `NeuralMappingError.trainingOption` for an option outside of its range.
  func check() throws {
    func check(_ name: String, _ value: String, _ isAllowed: Bool, _ allowed: String) throws {
      guard isAllowed else { throw NeuralMappingError.trainingOption(name: name, value: value, allowed: allowed) }
    }
    try check("epochs", "\(epochs)", epochs >= 1, "1 or more")
    try check("batch size", "\(batchSize)", batchSize >= 1, "1 or more")
    try check(
      "learning rate", "\(learningRate)", learningRate > 0 && learningRate.isFinite, "a finite number above 0")
    if let weightLimit {
      try check("a weight limit of", "\(weightLimit)", weightLimit > 0 && weightLimit.isFinite, "a finite number above 0")
    }
  }

  /// Trains the layers in place, epoch by epoch.
  ///
  /// - Throws: `NeuralMappingError.trainingDiverged`; `CancellationError` in a cancelled task; errors of `afterEpoch`.
  func train(
    _ layers: [TrainedLayer], on images: LabelledImages, seed: UInt64, workers: Int,
    afterEpoch: (TrainingProgress) throws -> Void
  ) throws {
    let batchSize = min(batchSize, images.count)
    let pass = TrainingPass(layers: layers, batchSize: batchSize, weightLimit: weightLimit, workers: workers)
    var adam = Adam(learningRate: learningRate)
    var order = Array(0..<images.count)
    let steps = epochs * ((images.count + batchSize - 1) / batchSize)
    var step = 0
    for epoch in 1...epochs {
      var stream = RandomStream(seed: seed, purpose: orderPurpose, index: epoch)
      order.shuffle(using: &stream)
      var loss = 0.0
      try images.pixels.withUnsafeBufferPointer { pixels in
        guard let first = pixels.baseAddress else { return }
        for start in stride(from: 0, to: order.count, by: batchSize) {
          try Task.checkCancellation()
          let batch = order[start..<min(start + batchSize, order.count)]
          loss += pass.pass(batch.map { first + $0 * images.pixelCount }, labels: batch.map { images.labels[$0] })
          adam.beginStep(rateFactor: decays ? 1 - Double(step) / Double(steps) : 1)
          pass.step(adam)
          step += 1
        }
      }
      guard loss.isFinite else {
        throw NeuralMappingError.trainingDiverged(epoch: epoch, learningRate: learningRate)
      }
      try afterEpoch(TrainingProgress(epoch: epoch, epochs: epochs, meanLoss: loss / Double(images.count)))
    }
  }
}
