import CrossbarPrimitives
import Testing

@testable import NeuralMapping

@Suite struct ArchitectureTests {
  @Test func readsSteps() throws {
    let items = try Architecture("conv(stride=2, padding=same),relu,avgpool(3,stride=2),leaky(0.2),batchnorm(epsilon=1e-4),none")
      .items
    #expect(
      items == [
        .convolution(stride: 2, padding: .same(atEnd: true)), .activation(.rectifier),
        .pooling(.mean, size: 3, stride: 2, padding: .explicit(.init())), .activation(.leakyRectifier(slope: 0.2)),
        .batchNormalization(epsilon: 1e-4), .nothing,
      ])
  }

  @Test(arguments: [
    ("dense,gelu", "step 2 of the architecture, 'gelu', is not understood; expected one of dense, conv"),
    ("conv(stride=0)", "a stride of 1 to 4096"), ("conv(padding=big)", "a padding of same, valid, or 0 to 4096 pixels"),
    ("maxpool(2,3)", "one value and further ones as name=value"), ("dense(5)", "no '5' in it"),
    ("relu(slope=1)", "no 'slope' in it"),
    ("softmax,dense", "it as the last step"), ("avgpool(3,padding=1)", "programs differ"), ("dense,,relu", "step 2"),
    ("conv(", "step 1"), ("leaky(-1)", "a slope of 0 or more"),
  ])
  func namesWhatIsNotUnderstood(text: String, message: String) {
    let error = #expect(throws: NeuralMappingError.self) { try Architecture(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}

@Suite struct NetworkStepTests {
  private let shape = FeatureMapShape(rows: 3, columns: 3, channels: 1)

  private func run(_ steps: [NetworkStep], _ layers: [DenseLayer], on pixels: [Double]) -> [Double] {
    Network(layers: layers, structure: NetworkStructure(input: shape, steps: steps)).logits(pixels)
  }

  private let ones = DenseLayer(weights: Grid(rows: 4, columns: 1, repeating: 1), biases: [0.5])
  private let pixels: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9]

  @Test func convolvesWithStrideAndPadding() {
    let window = SlidingWindow(rows: 2, columns: 2)
    #expect(run([.convolution(window)], [ones], on: pixels) == [12.5, 16.5, 24.5, 28.5])
    let padded = SlidingWindow(
      rows: 2, columns: 2, rowStride: 2, columnStride: 2, padding: .init(top: 1, left: 1, bottom: 0, right: 0))
    #expect(run([.convolution(padded)], [ones], on: pixels) == [1.5, 5.5, 11.5, 28.5])
    // Keras puts the odd pixel at the end.
    let same = SlidingWindow(rows: 2, columns: 2).padded(.same(atEnd: true), over: shape)
    #expect(run([.convolution(same)], [ones], on: pixels) == [12.5, 16.5, 9.5, 24.5, 28.5, 15.5, 15.5, 17.5, 9.5])
  }

  @Test func poolsWithAndWithoutPadding() {
    let one = DenseLayer(weights: Grid(rows: 1, columns: 1, repeating: 1), biases: [0])
    let first = NetworkStep.convolution(SlidingWindow(rows: 1, columns: 1))
    let window = SlidingWindow(
      rows: 2, columns: 2, rowStride: 2, columnStride: 2, padding: .init(top: 0, left: 0, bottom: 1, right: 1))
    #expect(run([first, .pooling(Pooling(.largest, window))], [one], on: pixels.map { -$0 }) == [-1, -3, -7, -9])
    #expect(run([first, .pooling(Pooling(.mean, window))], [one], on: pixels) == [3, 4.5, 7.5, 9])
    #expect(run([first, .pooling(Pooling(.mean, window, countsPadding: true))], [one], on: pixels) == [3, 2.25, 3.75, 2.25])
  }

  @Test func activationsAreThoseOfTheirNames() {
    #expect(Activation.leakyRectifier(slope: 0.1)(-2) == -0.2 && Activation.rectifier(-2) == 0)
    #expect(Activation.sigmoid(0) == 0.5 && abs(Activation.tanh(1) - 0.7615941559557649) < 1e-15)
  }

  /// Trained and analog networks are dense with a ReLU between layers; anything else is named.
  @Test func whatIsNotPlainIsNamed() throws {
    #expect(NetworkStructure.plain(inputs: 4, layerCount: 3).firstStepBeyondPlain == nil)
    let steps: [NetworkStep] = [.dense, .activation(.sigmoid), .dense]
    let other = NetworkStructure(input: .flat(4), steps: steps)
    #expect(other.firstStepBeyondPlain == "sigmoid at step 2")
    let error = #expect(throws: NeuralMappingError.self) { try QuantizationAwareTrainer.check(other) }
    #expect(
      error?.description
        == "training on with quantized weights is for dense layers with a ReLU between each two; this network has sigmoid at step 2"
    )
  }
}
