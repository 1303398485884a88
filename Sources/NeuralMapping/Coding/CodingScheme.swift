/// The codings by their names in options and files. They differ in cells per weight and in what a wrong cell costs.
public enum CodingScheme: String, CaseIterable, Codable, Hashable, Sendable {
  /// As published; the highest cell counts -2^(k-1).
  case twosComplement = "twos-complement"
  /// A cell for the sign and k - 1 for the magnitude; no analog products.
  case signMagnitude = "sign-magnitude"
  /// Two magnitudes of k - 1 cells each, positive minus negative.
  case differentialPairs = "differential-pairs"
  /// An unsigned number with a constant offset.
  case offsetBinary = "offset-binary"

  /// - Throws: `NeuralMappingError.unknownName`.
  public init(named name: String) throws {
    guard let scheme = CodingScheme(rawValue: name) else {
      throw NeuralMappingError.unknownName(kind: "coding", name: name, known: Self.allCases.map(\.rawValue))
    }
    self = scheme
  }

  /// The coding of that name, in cells of one bit.
  public var coding: any WeightCoding { coding(.binary) }

  /// The coding of that name, in cells of any number of levels.
  public func coding(_ levels: CellLevels) -> any WeightCoding {
    switch self {
    case .twosComplement: TwosComplementCoding(levels: levels)
    case .signMagnitude: SignMagnitudeCoding(levels: levels)
    case .differentialPairs: DifferentialPairCoding(levels: levels)
    case .offsetBinary: OffsetBinaryCoding(levels: levels)
    }
  }

  /// The integers that can be represented.
  /// - Throws: `NeuralMappingError.bitCount` or `.codingBits`.
  public func codes(bits: Int, levels: CellLevels = .binary) throws -> ClosedRange<Int> {
    let coding = coding(levels)
    try QuantizedLayer.checkBits(bits)
    try coding.checkBits(bits)
    return coding.codes(bits: bits)
  }
}
