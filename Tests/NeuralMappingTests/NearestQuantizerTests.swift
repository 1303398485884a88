import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct NearestQuantizerTests {
  /// The least squared error over a fine grid of steps, by trying them all.
  private func leastError(_ values: [Double], codes: ClosedRange<Int>) -> Double {
    (1...40_000).map { index in
      let step = Double(index) * 1e-4
      return values.reduce(0) { sum, value in
        let code = min(max((value / step).rounded(), Double(codes.lowerBound)), Double(codes.upperBound))
        let miss = value - step * code
        return sum + miss * miss
      }
    }.min() ?? 0
  }

  @Test(arguments: [1, 2, 3, 4]) func noStepMissesByLess(bits: Int) throws {
    var stream = RandomStream(seed: 1, purpose: "test", index: bits)
    let values = (0..<40).map { _ in stream.standardNormal() }
    let weights = DenseLayer(weights: Grid(rows: 4, columns: 10) { values[$0 * 10 + $1] }, biases: Array(values.prefix(10)))
    let quantized = try NearestQuantizer(bits: bits).quantize(weights)
    let error = zip(values, quantized.layer.weights.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let codes = try CodingScheme.twosComplement.codes(bits: bits)
    // One bit may count upwards or downwards.
    let best = min(leastError(values, codes: codes), bits == 1 ? leastError(values, codes: 0...1) : .infinity)
    #expect(error < best * 1.001)
  }

  @Test func multiplesOfAStepAreExact() throws {
    let weights = layer([[-0.75, 0.5, 0.25], [0, -0.25, 0.75]], biases: [30, -20, 10])
    let quantized = try NearestQuantizer(bits: 3, coding: .signMagnitude).quantize(weights)
    #expect(quantized.weightCodes.elements == [-3, 2, 1, 0, -1, 3] && quantized.weightScale == 0.25)
    // The biases have a step of their own, and both steps are kept.
    #expect(quantized.biasCodes == [3, -2, 1] && quantized.biasScale == 10)
    #expect(quantized.layer == weights)
  }

  @Test func anOutlierDoesNotTakeAllCodes() throws {
    var stream = RandomStream(seed: 2, purpose: "test")
    let values = (0..<1000).map { $0 == 0 ? 3 : 0.1 * stream.standardNormal() }
    let weights = DenseLayer(weights: Grid(rows: 1000, columns: 1) { row, _ in values[row] }, biases: [0])
    let quantized = try NearestQuantizer(bits: 4).quantize(weights)
    #expect(quantized.weightScale < 3.0 / 7 / 2 && quantized.weightCodes[0, 0] == 7)
    #expect(quantized.biasCodes == [0])
  }

  @Test func refusesWeightsWithoutACode() throws {
    #expect(throws: NeuralMappingError.weightNotFinite("inf")) {
      try NearestQuantizer(bits: 4).quantize(layer([[1, .infinity]], biases: [0, 0]))
    }
    #expect(throws: NeuralMappingError.bitCount(17)) { try NearestQuantizer(bits: 17) }
  }
}
