/// Post-training quantization as published with the memristor array (Marraccini et al., Nanoscale 2026, 18, 835).
///
/// The weights and the biases of a layer are separately divided by their largest magnitude. Negative values are
/// multiplied by 2^(k-1), positive ones by 2^(k-1) - 1, and the result is truncated towards zero. The network then
/// computes with the codes themselves: their scales are lost, so a bias no longer has its trained size relative to the
/// weights. Truncation and lost scales both cost accuracy at few bits; they are kept because this is the published
/// method.
///
/// It was published with two's complement. Another coding may have no pattern for -2^(k-1); its nearest code is used
/// instead.
public struct TruncatingQuantizer: WeightQuantizer, Hashable {
  /// Bits per weight and bias, the k of the formula.
  public let bits: Int
  private let codes: ClosedRange<Int>

  /// - Throws: `NeuralMappingError.bitCount` for bits outside of `QuantizedLayer.allowedBits`, `.codingBits` if the
  ///   coding has no codes of so many bits.
  public init(bits: Int, coding: CodingScheme = .twosComplement, levels: CellLevels = .binary) throws {
    codes = try coding.codes(bits: bits, levels: levels)
    self.bits = bits
  }

  /// Both scales of the result are 1, as published.
  public func quantize(_ layer: DenseLayer) throws -> QuantizedLayer {
    try layer.checkFinite()
    let largestWeight = largestMagnitude(layer.weights.elements)
    let largestBias = largestMagnitude(layer.biases)
    return try QuantizedLayer(
      weightCodes: layer.weights.map { code($0, largest: largestWeight) },
      biasCodes: layer.biases.map { code($0, largest: largestBias) }, bits: bits)
  }

  private func largestMagnitude(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }

  private func code(_ value: Double, largest: Double) -> Int {
    // A tensor of zeros has no scale and needs none.
    guard largest > 0 else { return 0 }
    let half = Double(1 << (bits - 1))
    let relative = value / largest
    return min(max(Int(relative < 0 ? relative * half : relative * (half - 1)), codes.lowerBound), codes.upperBound)
  }
}
