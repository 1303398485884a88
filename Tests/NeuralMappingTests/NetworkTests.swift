import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct NetworkTests {
  /// Hidden sums x0 - x1 and x1 - x0 + 0.5; logits 2 h0, h1 and 0.75.
  private let network = Network(layers: [
    layer([[1, -1], [-1, 1]], biases: [0, 0.5]),
    layer([[2, 0, 0], [0, 1, 0]], biases: [0, 0, 0.75]),
  ])

  @Test func logitsFollowTheSumsAndTheReLU() {
    #expect(network.logits([1, 0]) == [2, 0, 0.75])
    #expect(network.logits([0, 1]) == [0, 1.5, 0.75])
    #expect(network.logits([1, 1]) == [0, 0.5, 0.75])
  }

  @Test func aWideLayerAgreesWithThePlainSum() {
    var stream = RandomStream(seed: 1, purpose: "test")
    let wide = DenseLayer(
      weights: Grid(rows: 7, columns: 13) { _, _ in stream.uniform() - 0.5 }, biases: (0..<13).map { Double($0) })
    let inputs = [0.3, 0, -1, 2, 0, 0.7, 1]
    for (output, sum) in wide.sums(inputs).enumerated() {
      let expected = (0..<7).reduce(wide.biases[output]) { $0 + inputs[$1] * wide.weights[$1, output] }
      #expect(abs(sum - expected) < 1e-12)
    }
  }

  @Test func ofEqualLogitsTheFirstClassWins() {
    #expect(Network(layers: [layer([[1, 1, 1]], biases: [0, 0, 0])]).predict([1]) == 0)
    #expect(Network(layers: [layer([[1, 2, 2]], biases: [0, 0, 0])]).predict([1]) == 1)
  }

  @Test func countsHitsAndConfusions() throws {
    let images = try LabelledImages(
      images: [[1, 0], [0, 1], [1, 1], [1, 0]], labels: [0, 1, 1, 2], classCount: 3, imageRows: 1, imageColumns: 2)
    #expect(try network.predictions(for: images) == [0, 1, 2, 0])
    #expect(try network.accuracy(on: images) == Proportion(2, of: 4))
    let confusions = [[1, 0, 0], [0, 1, 1], [1, 0, 0]]
    #expect(try network.confusionMatrix(on: images) == Grid(rows: 3, columns: 3) { confusions[$0][$1] })
  }

  @Test func flipRobustnessIsTheMeanOfThePixels() throws {
    let images = try LabelledImages(
      images: [[1, 0], [0, 1]], labels: [0, 1], classCount: 3, imageRows: 1, imageColumns: 2)
    // Flipping the first pixel gives [0, 0] and [1, 1], both class 2; the second gives [1, 1] and [0, 0].
    #expect(try network.flipRobustness(on: images) == Proportion(0, of: 4))
    let digits = try LabelledImages.schematicDigits()
    let trained = try NetworkTrainer(hiddenLayers: [], epochs: 300).train(on: digits, seed: 1)
    let hits = try trained.flipRobustnessByPixel(on: digits).elements.reduce(0) { $0 + $1.successes }
    #expect(try trained.flipRobustness(on: digits) == Proportion(hits, of: 200))
    #expect(hits > 0 && hits < 200)
  }

  @Test func refusesImagesThatDoNotFit() throws {
    let narrow = try LabelledImages(images: [[1]], labels: [0], classCount: 3, imageRows: 1, imageColumns: 1)
    let error = #expect(throws: NeuralMappingError.self) { try network.accuracy(on: narrow) }
    #expect(error?.description == "pixels of an image: found 1, expected 2, one for each input of the network")
    let twoClasses = try LabelledImages(images: [[1, 0]], labels: [0], classCount: 2, imageRows: 1, imageColumns: 2)
    #expect(throws: NeuralMappingError.self) { try network.confusionMatrix(on: twoClasses) }
  }
}

/// A layer from its weights, a row for each input.
func layer(_ weights: [[Double]], biases: [Double]) -> DenseLayer {
  DenseLayer(weights: Grid(rows: weights.count, columns: biases.count) { weights[$0][$1] }, biases: biases)
}
