import MemristorCrossbar

/// Reads the windows of levels: a line for each with its lowest and its highest resistance, ohm.
enum LevelWindowFile {
  /// By falling resistance.
  /// - Throws: `ArrayFileError` naming the row of a window that is empty or overlaps another.
  static func read(_ path: String) throws -> [ClosedRange<Resistance>] {
    let table = try MatrixFile.read(path)
    func refuse(_ reason: String) -> ArrayFileError { .malformed(path: path, array: nil, reason: reason) }
    guard table.shape.count == 2, table.shape[1] == 2, table.shape[0] > 1 else {
      throw refuse("expected two rows or more of two numbers: the lowest and the highest resistance of each level, ohm")
    }
    let windows = try (0..<table.shape[0]).map { row in
      let (low, high) = (table.values[2 * row], table.values[2 * row + 1])
      guard low >= 0, low < high, high < 1e18 else {
        throw refuse(
          "row \(row) (from 0) is \(SpiceNumber.shortest(low)) to \(SpiceNumber.shortest(high)) ohm; allowed is a window from 0 "
            + "on whose end is above its beginning")
      }
      return Resistance.ohms(low)...Resistance.ohms(high)
    }.sorted { $0.upperBound > $1.upperBound }
    for (upper, lower) in zip(windows, windows.dropFirst()) where lower.upperBound >= upper.lowerBound {
      throw refuse("the windows that end at \(upper.upperBound) and \(lower.upperBound) overlap")
    }
    return windows
  }
}
