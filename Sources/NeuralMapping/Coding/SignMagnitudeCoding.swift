/// A k-bit code as one cell for the sign, set for negative codes, and k - 1 cells for the magnitude, most significant
/// cell first.
///
/// Most weights are small. They then have few cells set, and a wrong sign changes them little; in two's complement it
/// changes every weight by 2^(k-1). The sign takes the lowest and the highest level of its cell, however many there are.
public struct SignMagnitudeCoding: WeightCoding, Hashable {
  public let levels: CellLevels

  /// - Parameter levels: of the cells; one bit each unless given.
  public init(levels: CellLevels = .binary) { self.levels = levels }

  /// At least 2: a sign alone could only represent zero.
  public var allowedBits: ClosedRange<Int> { 2...QuantizedLayer.allowedBits.upperBound }

  public func cellsPerCode(bits: Int) -> Int { 1 + magnitudeCells(bits) }

  /// Symmetric: -(2^(k-1) - 1) to 2^(k-1) - 1.
  public func codes(bits: Int) -> ClosedRange<Int> {
    let largest = levels.values(bits: bits - 1) - 1
    return -largest...largest
  }

  public func digits(for code: Int, bits: Int) -> [Int] {
    let sign = levels.digit(at: code < 0 ? levels.count - 1 : 0)
    return [sign] + levels.digits(of: abs(code), cells: magnitudeCells(bits))
  }

  /// A set sign with a magnitude of zero, which is never written, reads as zero. A sign between its two levels is that of
  /// the nearer one.
  public func code(of digits: some Collection<Int>, bits: Int) -> Int {
    let magnitude = levels.number(of: digits.dropFirst())
    return 2 * (digits.first.map(levels.level) ?? 0) >= levels.count ? -magnitude : magnitude
  }

  /// Nil: the sign is not a term of a sum.
  public func placeValues(bits: Int) -> PlaceValues? { nil }

  /// "sign", then the value of each cell of the magnitude.
  public func cellNames(bits: Int) -> [String] { ["sign"] + levels.places(magnitudeCells(bits)).map(String.init) }

  private func magnitudeCells(_ bits: Int) -> Int { levels.cells(forValues: 1 << (bits - 1)) }
}
