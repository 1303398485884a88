/// The codings by the names they have in options and files.
public enum CodingScheme: String, CaseIterable, Codable, Hashable, Sendable {
  case twosComplement = "twos-complement"
  case signMagnitude = "sign-magnitude"
  case differentialPairs = "differential-pairs"
  case offsetBinary = "offset-binary"

  /// - Throws: `NeuralMappingError.unknownName`.
  public init(named name: String) throws {
    guard let scheme = CodingScheme(rawValue: name) else {
      throw NeuralMappingError.unknownName(kind: "coding", name: name, known: Self.allCases.map(\.rawValue))
    }
    self = scheme
  }

  public var coding: any WeightCoding {
    switch self {
    case .twosComplement: TwosComplementCoding()
    case .signMagnitude: SignMagnitudeCoding()
    case .differentialPairs: DifferentialPairCoding()
    case .offsetBinary: OffsetBinaryCoding()
    }
  }

  /// The codes that have a pattern.
  /// - Throws: `NeuralMappingError.bitCount` or `.codingBits`.
  public func codes(bits: Int) throws -> ClosedRange<Int> {
    try QuantizedLayer.checkBits(bits)
    try coding.checkBits(bits)
    return coding.codes(bits: bits)
  }
}
