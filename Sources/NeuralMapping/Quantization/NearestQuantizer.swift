/// Quantization after training to the nearest code.
///
/// The weights and the biases of a layer each have a step, the one that leaves the least squared error. The steps are kept as the
/// layer's scales, so that sums come out in their trained proportions.
public struct NearestQuantizer: WeightQuantizer, Hashable {
  public let bits: Int
  private let codes: ClosedRange<Int>

  /// - Throws: `NeuralMappingError.bitCount` unless `QuantizedLayer.allowedBits` contains `bits`, `.codingBits` unless
  ///   the coding has codes of so many.
  public init(bits: Int, coding: CodingScheme = .twosComplement) throws {
    codes = try coding.codes(bits: bits)
    self.bits = bits
  }

  public func quantize(_ layer: DenseLayer) throws -> QuantizedLayer {
    try layer.checkFinite()
    let fit = QuantizationStep(codes: codes)
    // Where every code is zero, the scale is of no account.
    let weightStep = fit.step(for: layer.weights.elements) ?? 1
    let biasStep = fit.step(for: layer.biases) ?? 1
    return try QuantizedLayer(
      weightCodes: layer.weights.map { Int(fit.code($0, step: weightStep)) },
      biasCodes: layer.biases.map { Int(fit.code($0, step: biasStep)) }, bits: bits, weightScale: weightStep,
      biasScale: biasStep)
  }
}
