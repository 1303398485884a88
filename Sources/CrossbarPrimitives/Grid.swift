/// A rectangle of values, rows × columns, stored row by row.
///
/// In an array of cells, row and column are counted from the drivers: cell (0, 0) is nearest the drivers of both line
/// directions. Indices out of range trap; what comes from a user is checked before.
public struct Grid<Element> {
  /// Word lines, where the grid is an array of cells.
  public let rows: Int
  /// Bit lines, where the grid is an array of cells.
  public let columns: Int
  /// The values in row-major order; `rows * columns` of them.
  public private(set) var elements: [Element]

  /// - Precondition: neither side is negative. A grid with a side of 0 is empty.
  public init(rows: Int, columns: Int, repeating element: Element) {
    precondition(rows >= 0 && columns >= 0, "a grid has no negative side")
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: element, count: rows * columns)
  }

  /// Fills the grid in row-major order.
  /// - Parameter element: called once per cell, row by row; draws from a random stream rely on this order.
  public init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) throws -> Element) rethrows {
    precondition(rows >= 0 && columns >= 0, "a grid has no negative side")
    self.rows = rows
    self.columns = columns
    var values: [Element] = []
    values.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { values.append(try element(row, column)) }
    }
    elements = values
  }

  /// - Precondition: both indices lie inside of the grid.
  public subscript(row: Int, column: Int) -> Element {
    get { elements[index(row, column)] }
    set { elements[index(row, column)] = newValue }
  }

  /// One row without a copy. The slice keeps the indices of `elements`, so it does not begin at 0.
  public func row(_ row: Int) -> ArraySlice<Element> {
    elements[(row * columns)..<((row + 1) * columns)]
  }

  /// A grid of the same size; `transform` is called row by row.
  public func map<Other>(_ transform: (Element) throws -> Other) rethrows -> Grid<Other> {
    try Grid<Other>(rows: rows, columns: columns) { try transform(self[$0, $1]) }
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "(\(row), \(column)) is outside a \(rows)x\(columns) grid")
    return row * columns + column
  }
}

extension Grid: Equatable where Element: Equatable {}
extension Grid: Hashable where Element: Hashable {}
extension Grid: Sendable where Element: Sendable {}
