/// A cell's place on its word line.
public struct WordLinePlace: Hashable, Sendable {
  /// The cell's index, from 0 at the driver.
  public let index: Int
  /// Number of cells on the line.
  public let cells: Int

  /// - Precondition: the cell is one of the line's.
  public init(index: Int, of cells: Int) {
    precondition(index >= 0 && index < cells, "the cell is on the word line")
    self.index = index
    self.cells = cells
  }

  /// The last cell of a line.
  public static func last(of cells: Int) -> WordLinePlace { WordLinePlace(index: cells - 1, of: cells) }
}
