/// A k-bit code as k cells in two's complement, most significant cell first; that one counts -2^(k-1).
///
/// In cells of b bits: slices of b bits of the code, whose sign fills up the first one. In cells of N levels: the code modulo
/// N to the number of cells, of which the upper half is negative.
public struct TwosComplementCoding: WeightCoding, Hashable {
  public let levels: CellLevels

  /// - Parameter levels: of the cells; one bit each unless given.
  public init(levels: CellLevels = .binary) { self.levels = levels }

  public func cellsPerCode(bits: Int) -> Int { levels.cells(forValues: 1 << bits) }

  /// -2^(k-1) to 2^(k-1) - 1; one bit gives -1 and 0.
  public func codes(bits: Int) -> ClosedRange<Int> { levels.signedValues(bits: bits) }

  public func digits(for code: Int, bits: Int) -> [Int] {
    let cells = cellsPerCode(bits: bits)
    return levels.digits(of: code < 0 ? code + levels.capacity(cells) : code, cells: cells)
  }

  public func code(of digits: some Collection<Int>, bits: Int) -> Int {
    let (number, capacity) = (levels.number(of: digits), levels.capacity(digits.count))
    return 2 * number >= capacity ? number - capacity : number
  }

  /// Of one bit a cell: the first value is negative, and the offset is zero. Nil for more levels, whose first digit is no
  /// term of a sum: its upper half counts negative.
  public func placeValues(bits: Int) -> PlaceValues? {
    guard levels.count == 2 else { return nil }
    return PlaceValues(values: signedPlaces(bits), offset: 0)
  }

  /// The cells' values; "signed" for a first digit of more than one bit.
  public func cellNames(bits: Int) -> [String] {
    if levels.count == 2 { return signedPlaces(bits).map(String.init) }
    return levels.places(cellsPerCode(bits: bits)).enumerated().map { $0 == 0 ? "\($1), signed" : "\($1)" }
  }

  private func signedPlaces(_ bits: Int) -> [Int] { [-(1 << (bits - 1))] + levels.places(bits - 1) }
}
