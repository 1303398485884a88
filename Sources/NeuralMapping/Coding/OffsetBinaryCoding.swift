/// A k-bit code as the unsigned number code + 2^(k-1) in k cells, most significant cell first.
///
/// All cells count positive, so one column sum minus a constant gives an analog product.
public struct OffsetBinaryCoding: WeightCoding, Hashable {
  /// It has no settings.
  public init() {}

  public func cellsPerCode(bits: Int) -> Int { bits }

  /// -2^(k-1) to 2^(k-1) - 1, as in two's complement.
  public func codes(bits: Int) -> ClosedRange<Int> { -(1 << (bits - 1))...((1 << (bits - 1)) - 1) }

  public func cells(for code: Int, bits: Int) -> [Bool] {
    let number = code + (1 << (bits - 1))
    return (0..<bits).reversed().map { (number >> $0) & 1 == 1 }
  }

  public func code(in cells: some Collection<Bool>) -> Int {
    guard !cells.isEmpty else { return 0 }
    return cells.reduce(0) { 2 * $0 + ($1 ? 1 : 0) } - (1 << (cells.count - 1))
  }

  /// All values are positive; the offset is -2^(k-1).
  public func placeValues(bits: Int) -> PlaceValues? {
    PlaceValues(values: PlaceValues.binary(bits), offset: -(1 << (bits - 1)))
  }
}
