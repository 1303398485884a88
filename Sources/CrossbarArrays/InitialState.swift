import CrossbarPrimitives

/// What an array holds before it is written.
public enum InitialState: String, Hashable, Codable, CaseIterable, Sendable {
  /// Every cell is in the state it is not to be in, so that each write has to switch it: the hardest case.
  case opposite
  /// No cell has a filament, as in an array that was never written.
  case hrs
  /// Every cell has its strongest filament.
  case lrs
  /// Each cell holds a random bit, as after other data.
  case random

  /// The share of the cells that are to hold a bit and hold the other one before they are written.
  public func share(opposite bit: Bool) -> Double {
    switch self {
    case .opposite: 1
    case .hrs: bit ? 1 : 0
    case .lrs: bit ? 0 : 1
    case .random: 0.5
    }
  }

  /// Filament states of an array that is to hold `target`.
  /// - Parameter firstCell: number of the array's first cell among all cells of the run.
  public func states(for target: Grid<Bool>, seed: UInt64, firstCell: Int) -> Grid<Double> {
    Grid(rows: target.rows, columns: target.columns) { row, column in
      switch self {
      case .opposite: return target[row, column] ? 0 : 1
      case .hrs: return 0
      case .lrs: return 1
      case .random:
        let index = firstCell + row * target.columns + column
        var stream = RandomStream(seed: seed, purpose: "initial state", index: index)
        return stream.uniform() < 0.5 ? 0 : 1
      }
    }
  }
}
