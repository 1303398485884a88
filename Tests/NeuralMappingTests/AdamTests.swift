import Testing

@testable import NeuralMapping

@Suite struct AdamTests {
  @Test func stepsAsWorkedOutByHand() {
    var layers = [LayerParameters(inputCount: 2, outputCount: 1)]
    var slopes = layers
    var adam = Adam(learningRate: 0.01, shapedLike: layers)
    slopes[0].weights = [1, -250]
    slopes[0].biases = [1]
    adam.step(&layers, slopes: slopes)
    // The first step has the length of the learning rate, whatever the slope's.
    expect(layers[0].weights, [-0.01, 0.01])
    expect(layers[0].biases, [-0.01])
    slopes[0].biases = [-1]
    adam.step(&layers, slopes: slopes)
    // Mean (0.9 * 0.1 - 0.1) / (1 - 0.9^2) = -0.01 / 0.19, mean square 1.
    expect(layers[0].weights, [-0.02, 0.02])
    expect(layers[0].biases, [-0.01 + 0.01 * 0.01 / 0.19])
  }

  /// To 1e-9: Adam's epsilon of 1e-8 shortens these steps of 0.01 by 1e-10.
  private func expect(_ values: [Double], _ expected: [Double]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-9) }
  }
}
