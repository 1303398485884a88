import CrossbarPrimitives
import Foundation
import Testing

@testable import NeuralMapping

@Suite struct QuantizationAwareTrainerTests {
  /// Where neither rounding to the nearest code nor the published truncation keep the digits apart, training does.
  @Test(arguments: [(1, CodingScheme.twosComplement), (2, .twosComplement), (2, .signMagnitude)])
  func learnsTheDigitsWithFewCodes(bits: Int, coding: CodingScheme) throws {
    let digits = try LabelledImages.schematicDigits()
    let network = try NetworkTrainer.schematicDigits.train(on: digits, seed: 3)
    let quantized = try QuantizationAwareTrainer(bits: bits, coding: coding, epochs: 600, learningRate: 0.01)
      .train(network, on: digits, seed: 3)
    #expect(try quantized.network.accuracy(on: digits).value == 1)
    let codes = try coding.codes(bits: bits)
    let all = quantized.layers.flatMap { $0.weightCodes.elements + $0.biasCodes }
    #expect(all.allSatisfy(codes.contains) && Set(all).count > 1)
    #expect(try TruncatingQuantizer(bits: bits, coding: coding).quantize(network).network.accuracy(on: digits).value < 0.5)
  }

  /// Three values, of which the last is beyond the highest code: with step 0.5 and codes -2 to 1 they count as 0.5, -0.5 and 0.5.
  @Test func slopesOfStepAndValuesByHand() {
    let steps = LearnedSteps(codes: -2...1, initialFor: layer([[0.5, -0.5, -1]], biases: [0.5, -0.5, -1]))
    #expect(abs(steps.step(isBias: false) - 0.5) < 1e-6)
    let values: [Float] = [0.375, -0.625, 1.25]
    var quantized: [Float] = [0, 0, 0]
    steps.quantize(values, isBias: false, count: 3, into: &quantized)
    for (value, expected) in zip(quantized, [0.5, -0.5, 0.5] as [Float]) { #expect(abs(value - expected) < 1e-6) }
    var slopes: [Float] = [1, 2, 4]
    steps.passBack(&slopes, values: values, quantized: quantized, row: 0, isBias: false, count: 3)
    #expect(slopes == [1, 2, 0])
    // d/d(ln s): 1 * (0.5 - 0.375) + 2 * (-0.5 + 0.625) + 4 * 0.5 = 2.375, so the step shrinks by Adam's first step.
    var adam = Adam(learningRate: 0.01)
    adam.beginStep()
    steps.move(adam)
    #expect(abs(steps.step(isBias: false) - 0.5 * exp(-0.01)) < 1e-6)
  }

  @Test func aStepBelowZeroKeepsItsSign() throws {
    // Values above zero that codes of -1 and 0 have to stand for.
    let steps = LearnedSteps(codes: -1...0, initialFor: layer([[1, 1.5, 0]], biases: [-1, 0, 0]))
    #expect(abs(steps.step(isBias: false) + 1.25) < 1e-6)
    #expect(abs(steps.step(isBias: true) - 1) < 1e-6)
    var quantized: [Float] = [0, 0, 0]
    steps.quantize([1, 0.5, -3], isBias: false, count: 3, into: &quantized)
    #expect(abs(quantized[0] - 1.25) < 1e-6 && quantized[1] == 0 && quantized[2] == 0)
  }

  @Test func refusesWhatCannotBeTrained() throws {
    let digits = try LabelledImages.schematicDigits()
    let narrow = Network(layers: [layer([[1, 1]], biases: [0, 0])])
    #expect(throws: NeuralMappingError.self) {
      try QuantizationAwareTrainer(bits: 3).train(narrow, on: digits, seed: 1)
    }
    let network = try NetworkTrainer(hiddenLayers: [], epochs: 1).train(on: digits, seed: 1)
    #expect(throws: NeuralMappingError.bitCount(0)) {
      try QuantizationAwareTrainer(bits: 0).train(network, on: digits, seed: 1)
    }
    #expect(throws: NeuralMappingError.trainingOption(name: "epochs", value: "0", allowed: "1 or more")) {
      try QuantizationAwareTrainer(bits: 3, epochs: 0).train(network, on: digits, seed: 1)
    }
  }
}
