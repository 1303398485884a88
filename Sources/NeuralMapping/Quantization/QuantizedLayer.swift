import CrossbarPrimitives

/// A layer whose weights and biases are integer codes of a given number of bits.
public struct QuantizedLayer: Hashable, Sendable {
  public static let allowedBits = 1...16

  /// Rows are inputs, columns are outputs.
  public let weightCodes: Grid<Int>
  /// One for each output.
  public let biasCodes: [Int]
  /// Bits of each code.
  public let bits: Int
  /// What a weight code of 1 stands for.
  public let weightScale: Double
  /// What a bias code of 1 stands for.
  public let biasScale: Double

  /// - Throws: `NeuralMappingError.bitCount` unless `allowedBits` contains `bits`, `.mismatch` unless there is one
  ///   bias for each output.
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

  public var inputCount: Int { weightCodes.rows }
  public var outputCount: Int { weightCodes.columns }

  /// The layer that computes with the codes times their scales.
  public var layer: DenseLayer {
    DenseLayer(
      weights: weightCodes.map { weightScale * Double($0) }, biases: biasCodes.map { biasScale * Double($0) })
  }

  static func checkBits(_ bits: Int) throws {
    guard allowedBits.contains(bits) else { throw NeuralMappingError.bitCount(bits) }
  }
}
