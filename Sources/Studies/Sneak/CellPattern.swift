import CrossbarPrimitives

/// The states or resistances that the cells of an array hold while one of them is accessed.
public enum CellPattern: Hashable, Sendable {
  /// Every cell in its low-resistance state: the pattern with the most sneak current.
  case lrs
  /// Every cell in its high-resistance state.
  case hrs
  /// LRS where the sum of row and column number is even.
  case checkerboard
  /// Each state with probability one half; determined by the seed.
  case random
  /// States from a file, true for LRS; word lines × bit lines.
  case states(Grid<Bool>, source: String)
  /// Resistances from a file, in ohm; word lines × bit lines.
  case resistances(Grid<Double>, source: String)

  /// As on the command line; for a pattern from a file, that file's name.
  public var name: String {
    switch self {
    case .lrs: "lrs"
    case .hrs: "hrs"
    case .checkerboard: "checkerboard"
    case .random: "random"
    case .states(_, let source), .resistances(_, let source): source
    }
  }

  /// The size of a pattern from a file; nil for patterns that fit any array.
  public var size: (rows: Int, columns: Int)? {
    switch self {
    case .states(let grid, _): (grid.rows, grid.columns)
    case .resistances(let grid, _): (grid.rows, grid.columns)
    default: nil
    }
  }

  /// Ohm. A resistance below counts as LRS; the paper decodes cells at the same value.
  static let threshold = 10_000.0

  /// Whether a cell is in LRS. For random patterns it depends on the seed and the cell's place alone.
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

/// The number of a cell that is the same in arrays of every size: cells are counted in shells around (0, 0), so a larger
/// array contains all cells of a smaller one.
func cellNumber(_ row: Int, _ column: Int) -> Int {
  row >= column ? row * row + column : column * column + column + 1 + row
}
