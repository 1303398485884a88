import CrossbarPrimitives

/// The state of an array before it is written.
public enum InitialState: String, Hashable, Codable, CaseIterable, Sendable {
  /// Every cell holds the complement of its target, so that each write has to switch it: the hardest case.
  case opposite
  /// No cell has a filament, as in an array that was never written.
  case hrs
  /// Every cell has its strongest filament.
  case lrs
  /// Each cell holds a random bit, as after other data.
  case random

  /// Among the cells whose target is `bit`, the share that holds the other bit before the write, 0 to 1; an expectation
  /// for `random`.
  public func share(opposite bit: Bool) -> Double {
    switch self {
    case .opposite: 1
    case .hrs: bit ? 1 : 0
    case .lrs: bit ? 0 : 1
    case .random: 0.5
    }
  }

  /// Filament states of an array whose target is `target`, 0 or 1 per cell; the same for each call with equal
  /// arguments.
  /// - Parameter seed: of the run; used by `random` only.
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
