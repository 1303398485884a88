/// A k-bit code as the unsigned number code + 2^(k-1) in k cells, most significant cell first.
///
/// All cells count positive, so one column sum minus a constant gives an analog product. In cells of b bits the number is
/// cut into slices of b bits; in cells of N levels, 2^(k-1) is half the number of values of the cells.
public struct OffsetBinaryCoding: WeightCoding, Hashable {
  public let levels: CellLevels

  /// - Parameter levels: of the cells; one bit each unless given.
  public init(levels: CellLevels = .binary) { self.levels = levels }

  public func cellsPerCode(bits: Int) -> Int { levels.cells(forValues: 1 << bits) }

  /// -2^(k-1) to 2^(k-1) - 1, as in two's complement.
  public func codes(bits: Int) -> ClosedRange<Int> { levels.signedValues(bits: bits) }

  public func digits(for code: Int, bits: Int) -> [Int] {
    levels.digits(of: code + offset(bits), cells: cellsPerCode(bits: bits))
  }

  public func code(of digits: some Collection<Int>, bits: Int) -> Int { levels.number(of: digits) - offset(bits) }

  /// All values are positive; the offset is -2^(k-1).
  public func placeValues(bits: Int) -> PlaceValues? {
    guard levels.areDigits else { return nil }
    return PlaceValues(values: levels.places(cellsPerCode(bits: bits)), offset: -offset(bits))
  }

  public func cellNames(bits: Int) -> [String] { levels.places(cellsPerCode(bits: bits)).map(String.init) }

  private func offset(_ bits: Int) -> Int { levels.values(bits: bits) / 2 }
}
