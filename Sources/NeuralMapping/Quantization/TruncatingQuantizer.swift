/// Quantization after training as published with the memristor array (Marraccini et al., Nanoscale 2026, 18, 835).
///
/// The weights and the biases of a layer, each on their own, are divided by their largest magnitude; negative values
/// are multiplied by 2^(k-1), positive ones by 2^(k-1) - 1, and the fraction is cut off towards zero. The codes then
/// compute as they are: their scales are lost, so a bias no longer has its trained size beside the weights. Both the
/// truncation and the lost scales cost accuracy at few bits; they are kept because they are what was published.
public struct TruncatingQuantizer: WeightQuantizer, Hashable {
  public let bits: Int

  /// - Throws: `NeuralMappingError.bitCount` unless `QuantizedLayer.allowedBits` contains `bits`.
  public init(bits: Int) throws {
    try QuantizedLayer.checkBits(bits)
    self.bits = bits
  }

  public func quantize(_ layer: DenseLayer) throws -> QuantizedLayer {
    let largestWeight = try largestMagnitude(layer.weights.elements)
    let largestBias = try largestMagnitude(layer.biases)
    return try QuantizedLayer(
      weightCodes: layer.weights.map { code($0, largest: largestWeight) },
      biasCodes: layer.biases.map { code($0, largest: largestBias) }, bits: bits)
  }

  private func largestMagnitude(_ values: [Double]) throws -> Double {
    if let value = values.first(where: { !$0.isFinite }) { throw NeuralMappingError.weightNotFinite("\(value)") }
    return values.reduce(0) { max($0, abs($1)) }
  }

  private func code(_ value: Double, largest: Double) -> Int {
    // A tensor of zeros has no scale, and needs none.
    guard largest > 0 else { return 0 }
    let half = Double(1 << (bits - 1))
    let relative = value / largest
    return Int(relative < 0 ? relative * half : relative * (half - 1))
  }
}
