/// A k-bit code as k cells in two's complement, most significant cell first; that one counts -2^(k-1).
public struct TwosComplementCoding: WeightCoding, Hashable {
  /// It has no settings.
  public init() {}

  public func cellsPerCode(bits: Int) -> Int { bits }

  /// -2^(k-1) to 2^(k-1) - 1; one bit gives -1 and 0.
  public func codes(bits: Int) -> ClosedRange<Int> { -(1 << (bits - 1))...((1 << (bits - 1)) - 1) }

  public func cells(for code: Int, bits: Int) -> [Bool] {
    (0..<bits).reversed().map { (code >> $0) & 1 == 1 }
  }

  public func code(in cells: some Collection<Bool>) -> Int {
    guard let sign = cells.first else { return 0 }
    return cells.dropFirst().reduce(sign ? -1 : 0) { 2 * $0 + ($1 ? 1 : 0) }
  }

  /// The first value is negative, and the offset is zero.
  public func placeValues(bits: Int) -> PlaceValues? {
    PlaceValues(values: [-(1 << (bits - 1))] + PlaceValues.binary(bits - 1), offset: 0)
  }
}

extension PlaceValues {
  /// The places of an unsigned number, the most significant one first.
  static func binary(_ bits: Int) -> [Int] { (0..<bits).reversed().map { 1 << $0 } }
}
