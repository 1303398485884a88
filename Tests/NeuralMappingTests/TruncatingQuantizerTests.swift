import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct TruncatingQuantizerTests {
  @Test func threeBitsByHand() throws {
    // Largest weight 2: negative values times 4 / 2, positive ones times 3 / 2, cut off towards zero.
    let layer = layer([[-2, 2, 1.3], [-1.9, -0.49, 0.66], [0, 1.34, -0.51]], biases: [0.1, -0.05, -0.01])
    let quantized = try TruncatingQuantizer(bits: 3).quantize(layer)
    #expect(quantized.weightCodes.elements == [-4, 3, 1, -3, 0, 0, 0, 2, -1])
    // The biases have a scale of their own, by their largest, 0.1.
    #expect(quantized.biasCodes == [3, -2, 0])
    #expect(quantized.bits == 3)
  }

  @Test func theSignDecidesTheScale() throws {
    let symmetric = layer([[1, -1]], biases: [1, -1])
    for bits in 1...16 {
      let quantized = try TruncatingQuantizer(bits: bits).quantize(symmetric)
      let half = 1 << (bits - 1)
      #expect(quantized.weightCodes.elements == [half - 1, -half])
      #expect(quantized.biasCodes == [half - 1, -half])
    }
  }

  @Test func codesComputeAsTheyAre() throws {
    let network = Network(layers: [layer([[0.5, -1]], biases: [0.01, 0]), layer([[1], [1]], biases: [-0.02])])
    let quantized = try TruncatingQuantizer(bits: 4).quantize(network)
    // Codes 3 and -8, biases 7 and 0; then 7 and 7, bias -8: (3 + 7) * 7 - 8.
    #expect(quantized.network.logits([1]) == [62])
  }

  @Test func aZeroTensorStaysZero() throws {
    let quantized = try TruncatingQuantizer(bits: 4).quantize(layer([[1, -1]], biases: [0, 0]))
    #expect(quantized.biasCodes == [0, 0])
    #expect(quantized.weightCodes.elements == [7, -8])
    let least = Double.leastNonzeroMagnitude
    let subnormal = try TruncatingQuantizer(bits: 4).quantize(layer([[least]], biases: [-least]))
    #expect(subnormal.weightCodes.elements == [7] && subnormal.biasCodes == [-8])
  }

  @Test(arguments: [0, 17, -3, .max]) func refusesOtherBits(bits: Int) {
    #expect(throws: NeuralMappingError.bitCount(bits)) { try TruncatingQuantizer(bits: bits) }
    #expect(
      NeuralMappingError.bitCount(bits).description == "a weight cannot have \(bits) bits; 1 to 16 are allowed")
  }

  @Test func refusesWeightsWithoutACode() throws {
    let quantizer = try TruncatingQuantizer(bits: 4)
    #expect(throws: NeuralMappingError.weightNotFinite("nan")) {
      try quantizer.quantize(layer([[1, .nan]], biases: [0, 0]))
    }
    #expect(throws: NeuralMappingError.weightNotFinite("-inf")) {
      try quantizer.quantize(layer([[1]], biases: [-.infinity]))
    }
  }
}
