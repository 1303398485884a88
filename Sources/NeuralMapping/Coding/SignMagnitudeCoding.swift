/// A k-bit code as one cell for the sign, set for negative codes, and k - 1 cells for the magnitude, most significant
/// cell first.
///
/// Most weights are small. They then have few cells set, and a wrong sign changes them little; in two's complement it
/// changes every weight by 2^(k-1).
public struct SignMagnitudeCoding: WeightCoding, Hashable {
  /// It has no settings.
  public init() {}

  /// At least 2: a sign alone could only represent zero.
  public var allowedBits: ClosedRange<Int> { 2...QuantizedLayer.allowedBits.upperBound }

  public func cellsPerCode(bits: Int) -> Int { bits }

  /// Symmetric: -(2^(k-1) - 1) to 2^(k-1) - 1.
  public func codes(bits: Int) -> ClosedRange<Int> { -((1 << (bits - 1)) - 1)...((1 << (bits - 1)) - 1) }

  public func cells(for code: Int, bits: Int) -> [Bool] {
    [code < 0] + (0..<(bits - 1)).reversed().map { (abs(code) >> $0) & 1 == 1 }
  }

  /// A set sign with a magnitude of zero, which is never written, reads as zero.
  public func code(in cells: some Collection<Bool>) -> Int {
    let magnitude = cells.dropFirst().reduce(0) { 2 * $0 + ($1 ? 1 : 0) }
    return cells.first == true ? -magnitude : magnitude
  }

  /// Nil: the sign is not a term of a sum.
  public func placeValues(bits: Int) -> PlaceValues? { nil }

  /// "sign", then the value of each cell of the magnitude.
  public func cellNames(bits: Int) -> [String] { ["sign"] + PlaceValues.binary(bits - 1).map(String.init) }
}
