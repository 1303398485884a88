import CrossbarPrimitives

/// What the cells of an array hold.
public enum CellPattern: Hashable, Sendable {
  /// Every cell in its low-resistance state: most current flows where it is not wanted.
  case lrs
  /// Every cell in its high-resistance state.
  case hrs
  /// LRS where row and column number add up to an even number.
  case checkerboard
  /// Each state with probability one half, by the seed.
  case random
  /// States from a file, true for LRS.
  case states(Grid<Bool>, source: String)
  /// Resistances from a file, in ohm.
  case resistances(Grid<Double>, source: String)

  /// Such as it is named on the command line.
  public var name: String {
    switch self {
    case .lrs: "lrs"
    case .hrs: "hrs"
    case .checkerboard: "checkerboard"
    case .random: "random"
    case .states(_, let source), .resistances(_, let source): source
    }
  }

  /// The size of a pattern from a file; nil for one that fits any array.
  public var size: (rows: Int, columns: Int)? {
    switch self {
    case .states(let grid, _): (grid.rows, grid.columns)
    case .resistances(let grid, _): (grid.rows, grid.columns)
    default: nil
    }
  }

  /// A resistance below this counts as LRS, as where the paper decodes a cell.
  static let threshold = 10_000.0

  /// Whether a cell is in LRS.
  func isLow(_ row: Int, _ column: Int, seed: UInt64) -> Bool {
    switch self {
    case .lrs: return true
    case .hrs: return false
    case .checkerboard: return (row + column) % 2 == 0
    case .random:
      var stream = RandomStream(seed: seed, purpose: "pattern", index: cellNumber(row, column))
      return stream.uniform() < 0.5
    case .states(let grid, _): return grid[row, column]
    case .resistances(let grid, _): return grid[row, column] < Self.threshold
    }
  }
}

/// The number of a cell among those of every array: counted in shells around (0, 0), so that a larger array has the
/// cells of a smaller one, and more.
func cellNumber(_ row: Int, _ column: Int) -> Int {
  row >= column ? row * row + column : column * column + column + 1 + row
}
