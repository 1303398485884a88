extension SchurOperator {
  /// Sets ohmic cells and factors the wires.
  /// - Parameter conductances: rows × columns, row by row, S.
  func factor(conductances: [Double]) {
    conductances.withUnsafeBufferPointer { values in
      guard let cells = values.baseAddress else { return }
      let source = RowMajorCells(pointer: cells, rows: shape.rows, columns: shape.columns)
      shape.forEach(of: shape.chunks) { chunk in
        for block in shape.blocks(ofChunk: chunk) {
          for column in 0..<shape.columns {
            gain.pointer.store(source.ofRows(block, column), (block * shape.stride + column) * 8)
          }
        }
      }
      factorGains()
    }
  }

  /// Factors the wires for cells whose gains a `CellLaw` has already written.
  /// - Parameter upward: receives the column wires' factors from the bottom to the top.
  func factorGains(upward: AlignedBuffer? = nil) {
    factorRows()
    forEachVectorOfColumns { column in
      if let upward { factorColumns(at: column, fromBottom: true, into: upward) }
      factorColumns(at: column, fromBottom: false, into: columnFactor)
    }
  }

  /// Visits all columns eight at a time, panel by panel.
  private func forEachVectorOfColumns(_ body: @Sendable (_ column: Int) -> Void) {
    shape.forEach(of: shape.panels) { panel in
      let columns = shape.columns(ofPanel: panel)
      for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 8) { body(column) }
    }
  }

  /// Computes the row wires' factors from the gains, and what the columns' factors are computed from.
  private func factorRows() {
    shape.forEach(of: shape.chunks) { chunk in
      for block in shape.blocks(ofChunk: chunk) { factorRows(chunk, block) }
    }
  }

  /// Factors eight row wires, from left to right. A merged wire has one factor, the reciprocal of all conductance at
  /// its node, stored at the last column.
  ///
  /// On the way back each cell's share of its column's diagonal block is written in the place of the column's factor:
  /// the cell in series with all that the rest of its row wire connects its row node to.
  private func factorRows(_ chunk: Int, _ block: Int) {
    let start = block * 8 * shape.stride
    let (gain, factor) = (gain.pointer + start, rowFactor.pointer + start)
    let lefts = scratch.pointer + chunk * Self.scratchRows * shape.stride
    let segment = Vector8(repeating: rowLines.segment)
    let isMerged = rowLines.isMerged
    /// What a node is seen as from the next one. A source at the node itself leaves the segment to it.
    func carry(_ seen: Vector8, _ u: Vector8) -> Vector8 {
      isMerged ? seen : (seen * u).replacing(with: segment, where: seen .== .infinity)
    }
    let last = ends(rowLines.last, from: 8 * block, beyond: 0)
    var left = ends(rowLines.first, from: 8 * block, beyond: .infinity)
    var seen = Vector8.zero
    for column in 0..<shape.columns {
      lefts.store(left, 8 * column)
      seen = gain.vector(8 * column) + left
      let u = segment / (segment + seen)
      left = carry(seen, u)
      if !isMerged { factor.store(u, 8 * column) }
    }
    factor.store(segment / (seen + last), 8 * (shape.columns - 1))
    var right = last
    var column = shape.columns - 1
    while column >= 0 {
      let cell = gain.vector(8 * column)
      let others = lefts.vector(8 * column) + right
      let series = (cell * (others / (others + cell))).replacing(with: cell, where: others .== .infinity)
      columnFactor.pointer.scatter(series.replacing(with: 0, where: cell .== 0), start + column, shape.stride)
      let seen = cell + right
      right = carry(seen, segment / (segment + seen))
      column -= 1
    }
  }

  /// Factors eight column wires from one end to the other.
  private func factorColumns(at column: Int, fromBottom: Bool, into target: AlignedBuffer) {
    let top = ends(columnLines.first, from: column, beyond: .infinity)
    let bottom = ends(columnLines.last, from: column, beyond: 0)
    let (first, last) = fromBottom ? (bottom, top) : (top, bottom)
    let (gain, factor) = (columnFactor.pointer + column, target.pointer + column)
    let segment = Vector8(repeating: columnLines.segment)
    var seen = Vector8.zero
    var carried = first
    for turn in 0..<shape.rows {
      let place = (fromBottom ? shape.rows - 1 - turn : turn) * shape.stride
      seen = gain.vector(place) + carried
      let u = segment / (segment + seen)
      // A source at the node itself: the first segment leads to a fixed voltage.
      carried = columnLines.isMerged ? seen : (seen * u).replacing(with: segment, where: seen .== .infinity)
      if !columnLines.isMerged { factor.store(u, place) }
    }
    factor.store(segment / (seen + last), (fromBottom ? 0 : shape.rows - 1) * shape.stride)
  }

  /// Conductances of the ends of eight lines, S.
  /// - Parameter padding: for lines after the last.
  private func ends(_ ends: [WireEnd], from line: Int, beyond padding: Double) -> Vector8 {
    var vector = Vector8(repeating: padding)
    for lane in 0..<8 where line + lane < ends.count { vector[lane] = ends[line + lane].conductance }
    return vector
  }
}

/// Values of the cells, row by row without padding.
struct RowMajorCells: @unchecked Sendable {
  let pointer: UnsafePointer<Double>
  let rows: Int
  let columns: Int

  /// The values of a column in a block of eight rows; zero after the last row.
  @inline(__always) func ofRows(_ block: Int, _ column: Int) -> Vector8 {
    let p = pointer + (8 * block * columns + column)
    if 8 * block + 8 <= rows {
      return Vector8(
        p[0], p[columns], p[2 * columns], p[3 * columns], p[4 * columns], p[5 * columns], p[6 * columns], p[7 * columns])
    }
    var vector = Vector8.zero
    for lane in 0..<(rows - 8 * block) { vector[lane] = p[lane * columns] }
    return vector
  }
}
