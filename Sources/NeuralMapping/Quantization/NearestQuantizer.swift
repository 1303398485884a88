/// Post-training quantization to the nearest code.
///
/// The weights of a layer have one step and its biases another, each chosen for the least squared error
/// (`QuantizationStep`). The steps are kept as the layer's scales, so that sums keep their trained proportions.
public struct NearestQuantizer: WeightQuantizer, Hashable {
  /// Bits per weight and bias.
  public let bits: Int
  private let codes: ClosedRange<Int>

  /// - Throws: `NeuralMappingError.bitCount` for bits outside of `QuantizedLayer.allowedBits`, `.codingBits` if the
  ///   coding has no codes of so many bits.
  public init(bits: Int, coding: CodingScheme = .twosComplement, levels: CellLevels = .binary) throws {
    codes = try coding.codes(bits: bits, levels: levels)
    self.bits = bits
  }

  /// Weights and biases with their own scales.
  public func quantize(_ layer: DenseLayer) throws -> QuantizedLayer {
    try layer.checkFinite()
    let fit = QuantizationStep(codes: codes)
    // If every code is zero, the scale does not matter.
    let weightStep = fit.step(for: layer.weights.elements) ?? 1
    let biasStep = fit.step(for: layer.biases) ?? 1
    return try QuantizedLayer(
      weightCodes: layer.weights.map { Int(fit.code($0, step: weightStep)) },
      biasCodes: layer.biases.map { Int(fit.code($0, step: biasStep)) }, bits: bits, weightScale: weightStep,
      biasScale: biasStep)
  }
}
