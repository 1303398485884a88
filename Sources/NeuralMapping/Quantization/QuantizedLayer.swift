import CrossbarPrimitives

/// A fully connected layer whose weights and biases are integer codes with a given number of bits.
///
/// A `WeightCoding` turns it into bits for cells. Code times scale is the weight that the layer computes with.
public struct QuantizedLayer: Hashable, Sendable {
  /// Bits per code for which the module works.
  public static let allowedBits = 1...16

  /// Rows are inputs, columns are outputs.
  public let weightCodes: Grid<Int>
  /// One per output.
  public let biasCodes: [Int]
  /// Bits per code, for weights and biases.
  public let bits: Int
  /// The value of a weight code of 1.
  public let weightScale: Double
  /// The value of a bias code of 1.
  public let biasScale: Double

  /// - Throws: `NeuralMappingError.bitCount` for bits outside of `allowedBits`, `.mismatch` unless there is one bias
  ///   per output.
  public init(weightCodes: Grid<Int>, biasCodes: [Int], bits: Int, weightScale: Double = 1, biasScale: Double = 1)
    throws
  {
    try Self.checkBits(bits)
    guard biasCodes.count == weightCodes.columns else {
      throw NeuralMappingError.mismatch(
        subject: "number of bias codes", found: "\(biasCodes.count)",
        expected: "\(weightCodes.columns), one for each output")
    }
    self.weightCodes = weightCodes
    self.biasCodes = biasCodes
    self.bits = bits
    self.weightScale = weightScale
    self.biasScale = biasScale
  }

  /// Rows of the weights; the biases are one further row of cells.
  public var inputCount: Int { weightCodes.rows }
  /// Codes per row of cells.
  public var outputCount: Int { weightCodes.columns }

  /// The layer with real weights, codes times scales.
  public var layer: DenseLayer {
    DenseLayer(
      weights: weightCodes.map { weightScale * Double($0) }, biases: biasCodes.map { biasScale * Double($0) })
  }

  static func checkBits(_ bits: Int) throws {
    guard allowedBits.contains(bits) else { throw NeuralMappingError.bitCount(bits) }
  }
}
