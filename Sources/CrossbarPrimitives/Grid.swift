/// A rectangle of values, stored row after row; (0, 0) is nearest the drivers of both line directions.
public struct Grid<Element> {
  public let rows: Int
  public let columns: Int
  /// The values, row-major; `rows * columns` of them.
  public private(set) var elements: [Element]

  public init(rows: Int, columns: Int, repeating element: Element) {
    precondition(rows >= 0 && columns >= 0, "a grid has no negative side")
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: element, count: rows * columns)
  }

  /// Fills the grid in row-major order.
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

  public subscript(row: Int, column: Int) -> Element {
    get { elements[index(row, column)] }
    set { elements[index(row, column)] = newValue }
  }

  public func row(_ row: Int) -> ArraySlice<Element> {
    elements[(row * columns)..<((row + 1) * columns)]
  }

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
