/// A k-bit code as the difference of two magnitudes with k - 1 cells each, most significant cell first.
///
/// The magnitude of a positive code is in the first half, that of a negative one in the second; the other half is all
/// zero.
public struct DifferentialPairCoding: WeightCoding, Hashable {
  /// It has no settings.
  public init() {}

  /// At least 2: a single bit would leave no cell.
  public var allowedBits: ClosedRange<Int> { 2...QuantizedLayer.allowedBits.upperBound }

  public func cellsPerCode(bits: Int) -> Int { 2 * (bits - 1) }

  /// Symmetric: -(2^(k-1) - 1) to 2^(k-1) - 1.
  public func codes(bits: Int) -> ClosedRange<Int> { -((1 << (bits - 1)) - 1)...((1 << (bits - 1)) - 1) }

  public func cells(for code: Int, bits: Int) -> [Bool] {
    [max(0, code), max(0, -code)].flatMap { magnitude in
      (0..<(bits - 1)).reversed().map { (magnitude >> $0) & 1 == 1 }
    }
  }

  /// Both halves may be set after errors; they are subtracted all the same.
  public func code(in cells: some Collection<Bool>) -> Int {
    func magnitude(_ half: some Collection<Bool>) -> Int { half.reduce(0) { 2 * $0 + ($1 ? 1 : 0) } }
    return magnitude(cells.prefix(cells.count / 2)) - magnitude(cells.dropFirst(cells.count / 2))
  }

  /// Positive values for the first half of the cells, negative ones for the second.
  public func placeValues(bits: Int) -> PlaceValues? {
    let magnitude = PlaceValues.binary(bits - 1)
    return PlaceValues(values: magnitude + magnitude.map { -$0 }, offset: 0)
  }

  /// With a plus sign, to distinguish the halves.
  public func cellNames(bits: Int) -> [String] {
    let magnitude = PlaceValues.binary(bits - 1)
    return magnitude.map { "+\($0)" } + magnitude.map { "-\($0)" }
  }
}
