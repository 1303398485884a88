/// The levels that a cell can be written to, and the digit of a code that each of them holds.
///
/// Level 0 conducts least. A cell of b bits has 2^b levels and holds a slice of b bits; any other number of levels N holds a
/// digit of base N.
public struct CellLevels: Hashable, Sendable {
  /// How many levels a cell may have.
  public static let allowedCounts = 2...256

  /// One bit a cell: level 0 is the high-resistance state, level 1 the low-resistance state.
  public static let binary = CellLevels(uncheckedCount: 2, isGray: false)

  /// Levels of a cell, which hold the digits 0 to `count - 1`.
  public let count: Int
  /// Whether digits stand in Gray's order, so that neighbouring levels differ in one bit: a cell read one level off then has
  /// one wrong bit. Otherwise the number of a level is its digit, which sums of currents need.
  public let isGray: Bool

  /// - Throws: `NeuralMappingError.cellLevels` for a number out of range, `.grayLevels` for Gray's order of levels whose
  ///   number is no power of two.
  public init(count: Int, isGray: Bool = false) throws {
    guard Self.allowedCounts.contains(count) else { throw NeuralMappingError.cellLevels(count) }
    self.init(uncheckedCount: count, isGray: isGray)
    guard !isGray || bits != nil else { throw NeuralMappingError.grayLevels(count) }
  }

  private init(uncheckedCount count: Int, isGray: Bool) {
    self.count = count
    self.isGray = isGray
  }

  /// Bits of a cell; nil where the number of levels is no power of two.
  public var bits: Int? { count.nonzeroBitCount == 1 ? count.trailingZeroBitCount : nil }

  /// Whether the number of each level is its digit, so that the currents of cells add up to sums of digits.
  public var areDigits: Bool { !isGray || count == 2 }

  /// The level that holds a digit.
  public func level(of digit: Int) -> Int {
    guard isGray else { return digit }
    return sequence(first: digit >> 1) { $0 > 1 ? $0 >> 1 : nil }.reduce(digit, ^)
  }

  /// The digit that a level holds.
  public func digit(at level: Int) -> Int { isGray ? Self.gray(level) : level }

  /// The number at a place of Gray's order, also where the order ends before a power of two.
  public static func gray(_ place: Int) -> Int { place ^ (place >> 1) }

  // MARK: Numbers as digits

  /// The fewest cells that hold so many different values.
  func cells(forValues values: Int) -> Int {
    var (cells, capacity) = (0, 1)
    while capacity < values { (cells, capacity) = (cells + 1, capacity * count) }
    return cells
  }

  /// The values that cells hold between them.
  func capacity(_ cells: Int) -> Int { (0..<cells).reduce(1) { product, _ in product * count } }

  /// The values of a number of `bits` bits. Levels that hold no whole number of bits leave none of their cells' values
  /// unused: 3 bits in cells of nine levels are 9 values.
  func values(bits: Int) -> Int { self.bits == nil ? capacity(cells(forValues: 1 << bits)) : 1 << bits }

  /// The same numbers around zero, the lower half and one more negative: -2^(bits - 1) to 2^(bits - 1) - 1 where levels are
  /// bits.
  func signedValues(bits: Int) -> ClosedRange<Int> {
    let values = values(bits: bits)
    return -(values / 2)...((values - 1) / 2)
  }

  /// The digits of a number below `capacity(cells)`, the most significant first.
  func digits(of number: Int, cells: Int) -> [Int] {
    var (digits, rest) = ([Int](), number)
    for _ in 0..<cells {
      digits.append(rest % count)
      rest /= count
    }
    return digits.reversed()
  }

  /// The number with these digits, the most significant first.
  func number(of digits: some Sequence<Int>) -> Int { digits.reduce(0) { $0 * count + $1 } }

  /// What one step of each digit counts, the most significant first.
  func places(_ cells: Int) -> [Int] { (0..<cells).reversed().map(capacity) }
}
