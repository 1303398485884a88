import CrossbarPrimitives

/// The outline of a region of a grid, as closed lines around its points, which stand at whole numbers.
struct RegionOutline {
  /// Corners (column, row) in the order in which they are joined. The first two are repeated at the end, so that a thick
  /// line is joined at its first corner as at any other.
  let loops: [[SIMD2<Double>]]

  /// The lower left corner of the point with this row and column.
  private struct Corner: Hashable {
    var row, column: Int
    /// On the axes: half a step before the point.
    var position: SIMD2<Double> { SIMD2(Double(column) - 0.5, Double(row) - 0.5) }
  }

  /// - Parameter region: true inside. Holes get loops of their own.
  init(_ region: Grid<Bool>) {
    // Every edge between inside and outside, from corner to corner, with the inside on its left.
    var edges: [Corner: [Corner]] = [:]
    var starts: [Corner] = []
    func addEdge(_ from: (Int, Int), _ to: (Int, Int)) {
      let start = Corner(row: from.0, column: from.1)
      edges[start, default: []].append(Corner(row: to.0, column: to.1))
      starts.append(start)
    }
    func isInside(_ row: Int, _ column: Int) -> Bool {
      row >= 0 && row < region.rows && column >= 0 && column < region.columns && region[row, column]
    }
    for row in 0..<region.rows {
      for column in 0..<region.columns where region[row, column] {
        if !isInside(row - 1, column) { addEdge((row, column), (row, column + 1)) }
        if !isInside(row, column + 1) { addEdge((row, column + 1), (row + 1, column + 1)) }
        if !isInside(row + 1, column) { addEdge((row + 1, column + 1), (row + 1, column)) }
        if !isInside(row, column - 1) { addEdge((row + 1, column), (row, column)) }
      }
    }
    var loops: [[SIMD2<Double>]] = []
    for start in starts {
      var corners: [Corner] = []
      var corner = start
      // As many edges leave a corner as come to it: a walk ends where it began.
      while let next = edges[corner]?.popLast() {
        corners.append(corner)
        corner = next
      }
      if !corners.isEmpty { loops.append((corners + corners.prefix(2)).map(\.position)) }
    }
    self.loops = loops
  }
}
