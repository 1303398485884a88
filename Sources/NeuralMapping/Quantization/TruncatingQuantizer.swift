/// Quantization after training as published with the memristor array (Marraccini et al., Nanoscale 2026, 18, 835).
///
/// The weights and the biases of a layer, each on their own, are divided by their largest magnitude; negative values
/// are multiplied by 2^(k-1), positive ones by 2^(k-1) - 1, and the fraction is cut off towards zero. The codes then
/// compute as they are: their scales are lost, so a bias no longer has its trained size beside the weights. Both the
/// truncation and the lost scales cost accuracy at few bits; they are kept because they are what was published.
///
/// Published with two's complement; another coding may have no pattern for -2^(k-1), whose nearest code then stands in.
public struct TruncatingQuantizer: WeightQuantizer, Hashable {
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
    let largestWeight = largestMagnitude(layer.weights.elements)
    let largestBias = largestMagnitude(layer.biases)
    return try QuantizedLayer(
      weightCodes: layer.weights.map { code($0, largest: largestWeight) },
      biasCodes: layer.biases.map { code($0, largest: largestBias) }, bits: bits)
  }

  private func largestMagnitude(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }

  private func code(_ value: Double, largest: Double) -> Int {
    // A tensor of zeros has no scale, and needs none.
    guard largest > 0 else { return 0 }
    let half = Double(1 << (bits - 1))
    let relative = value / largest
    return min(max(Int(relative < 0 ? relative * half : relative * (half - 1)), codes.lowerBound), codes.upperBound)
  }
}
