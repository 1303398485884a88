import CrossbarPrimitives
import Foundation
import Testing

@testable import NeuralMapping

@Suite struct NetworkTrainerTests {
  private let digits: LabelledImages
  private let brief = NetworkTrainer(hiddenLayers: [6], epochs: 3, batchSize: 4)

  init() throws { digits = try LabelledImages.schematicDigits() }

  @Test func theSeedAloneDecidesTheNetwork() throws {
    let network = try brief.train(on: digits, seed: 7)
    #expect(try brief.train(on: digits, seed: 7) == network)
    #expect(try brief.train(on: digits, seed: 8) != network)
    #expect(network.layers.map(\.inputCount) == [20, 6] && network.layers.map(\.outputCount) == [6, 10])
  }

  @Test(arguments: [2, 3, 7]) func theNumberOfWorkersChangesNoBit(workers: Int) throws {
    let trainer = NetworkTrainer(hiddenLayers: [40, 33], epochs: 3, batchSize: 4, weightLimit: 0.2)
    let alone = try trainer.train(on: digits, seed: 7, workers: 1)
    #expect(try trainer.train(on: digits, seed: 7, workers: workers) == alone)
    let aware = QuantizationAwareTrainer(bits: 3, epochs: 3, batchSize: 4)
    #expect(
      try aware.train(alone, on: digits, seed: 7, workers: workers) == aware.train(alone, on: digits, seed: 7, workers: 1))
  }

  @Test func noWeightPassesTheLimit() throws {
    let free = try NetworkTrainer(hiddenLayers: [6], epochs: 200, learningRate: 0.01).train(on: digits, seed: 1)
    let trainer = NetworkTrainer(hiddenLayers: [6], epochs: 200, learningRate: 0.01, weightLimit: 0.25)
    let limited = try trainer.train(on: digits, seed: 1)
    func largest(_ network: Network) -> Double {
      network.layers.flatMap(\.weights.elements).reduce(0) { max($0, abs($1)) }
    }
    #expect(largest(free) > 0.5 && largest(limited) == 0.25)
  }

  @Test func initialWeightsAreGlorotUniform() {
    var stream = RandomStream(seed: 3, purpose: "test")
    let layer = DenseLayer.glorotUniform(inputCount: 90, outputCount: 60, from: &stream)
    // Uniform in ±a with a = sqrt(6 / 150) = 0.2: variance a^2 / 3, known here to a relative sd of 1.2 %.
    #expect(layer.weights.elements.allSatisfy { abs($0) <= 0.2 })
    let variance = layer.weights.elements.reduce(0) { $0 + $1 * $1 } / 5400
    #expect(abs(variance / (0.04 / 3) - 1) < 0.06)
    #expect(layer.biases.allSatisfy { $0 == 0 })
  }

  @Test func withoutInputsTheProbabilitiesBecomeTheShares() throws {
    // Three of four empty images are of class 1: the best a network can do is p = 0.25 and 0.75, loss 0.5623.
    let empty = try LabelledImages(
      images: [[0], [0], [0], [0]], labels: [1, 0, 1, 1], classCount: 2, imageRows: 1, imageColumns: 1)
    var loss = 0.0
    let trainer = NetworkTrainer(hiddenLayers: [], epochs: 400, learningRate: 0.02)
    let logits = try trainer.train(on: empty, seed: 1) { loss = $0.meanLoss }.logits([0])
    #expect(abs(logits[1] - logits[0] - log(3)) < 1e-3)
    #expect(abs(loss + 0.25 * log(0.25) + 0.75 * log(0.75)) < 1e-6)
  }

  @Test func reportsEveryEpochAndFallingLoss() throws {
    var seen: [TrainingProgress] = []
    _ = try NetworkTrainer(hiddenLayers: [8], epochs: 20, batchSize: 4, learningRate: 0.01)
      .train(on: digits, seed: 1) { seen.append($0) }
    #expect(seen.map(\.epoch) == Array(1...20))
    #expect(seen[19].meanLoss < 0.8 * seen[0].meanLoss)
    #expect(abs(seen[0].meanLoss - log(10)) < 0.7)
  }

  @Test func stopsWhenTheCallbackThrowsOrTheTaskIsCancelled() async {
    struct Enough: Error {}
    var epochs = 0
    #expect(throws: Enough.self) {
      try brief.train(on: digits, seed: 1) { _ in
        epochs += 1
        if epochs == 2 { throw Enough() }
      }
    }
    #expect(epochs == 2)
    let (trainer, images) = (brief, digits)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try trainer.train(on: images, seed: 1)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func refusesImpossibleOptions() {
    func error(_ trainer: NetworkTrainer) -> String? {
      #expect(throws: NeuralMappingError.self) { try trainer.train(on: digits, seed: 1) }?.description
    }
    #expect(
      error(NetworkTrainer(hiddenLayers: [3, 0], epochs: 1))
        == "training with a hidden layer of size 0 is impossible; allowed: 1 or more")
    #expect(
      error(NetworkTrainer(hiddenLayers: [], epochs: 0)) == "training with epochs 0 is impossible; allowed: 1 or more")
    #expect(error(NetworkTrainer(hiddenLayers: [], epochs: 1, batchSize: -1))?.contains("batch size -1") == true)
    #expect(error(NetworkTrainer(hiddenLayers: [], epochs: 1, learningRate: .nan))?.contains("nan") == true)
    #expect(
      error(NetworkTrainer(hiddenLayers: [], epochs: 1, weightLimit: 0))
        == "training with a weight limit of 0.0 is impossible; allowed: a finite number above 0")
    #expect(error(NetworkTrainer(hiddenLayers: [.max, .max], epochs: 1))?.contains("100000000 weights") == true)
  }

  @Test func saysWhenTheLossDiverges() {
    // Weights of 1e308 make infinite logits in the second epoch.
    let wild = NetworkTrainer(hiddenLayers: [], epochs: 5, learningRate: 1e308)
    #expect(throws: NeuralMappingError.trainingDiverged(epoch: 2, learningRate: 1e308)) {
      _ = try wild.train(on: digits, seed: 1)
    }
  }
}
