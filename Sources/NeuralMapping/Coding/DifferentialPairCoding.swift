/// A k-bit code as the difference of two magnitudes with k - 1 cells each, most significant cell first.
///
/// The magnitude of a positive code is in the first half, that of a negative one in the second; the other half is all
/// zero. In cells of N levels a magnitude has as few cells as hold it: nine levels and k = 4 make one cell a side and the codes
/// -8 to 8.
public struct DifferentialPairCoding: WeightCoding, Hashable {
  public let levels: CellLevels

  /// - Parameter levels: of the cells; one bit each unless given.
  public init(levels: CellLevels = .binary) { self.levels = levels }

  /// At least 2: a single bit would leave no cell.
  public var allowedBits: ClosedRange<Int> { 2...QuantizedLayer.allowedBits.upperBound }

  public func cellsPerCode(bits: Int) -> Int { 2 * magnitudeCells(bits) }

  /// Symmetric: -(2^(k-1) - 1) to 2^(k-1) - 1.
  public func codes(bits: Int) -> ClosedRange<Int> {
    let largest = levels.values(bits: bits - 1) - 1
    return -largest...largest
  }

  public func digits(for code: Int, bits: Int) -> [Int] {
    [max(0, code), max(0, -code)].flatMap { levels.digits(of: $0, cells: magnitudeCells(bits)) }
  }

  /// Both halves may be set after errors; they are subtracted all the same.
  public func code(of digits: some Collection<Int>, bits: Int) -> Int {
    levels.number(of: digits.prefix(digits.count / 2)) - levels.number(of: digits.dropFirst(digits.count / 2))
  }

  /// Positive values for the first half of the cells, negative ones for the second.
  public func placeValues(bits: Int) -> PlaceValues? {
    guard levels.areDigits else { return nil }
    let magnitude = levels.places(magnitudeCells(bits))
    return PlaceValues(values: magnitude + magnitude.map { -$0 }, offset: 0)
  }

  /// With a plus sign, to distinguish the halves.
  public func cellNames(bits: Int) -> [String] {
    let magnitude = levels.places(magnitudeCells(bits))
    return magnitude.map { "+\($0)" } + magnitude.map { "-\($0)" }
  }

  private func magnitudeCells(_ bits: Int) -> Int { levels.cells(forValues: 1 << (bits - 1)) }
}
