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
      factorRows()
      forEachVectorOfColumns { column in factorColumns(at: column) { source.ofColumns($0, column) } }
    }
  }

  /// Factors the wires for cells whose gains a `CellLaw` has already written.
  func factorGains() {
    shape.forEach(of: shape.chunks) { chunk in
      for block in shape.blocks(ofChunk: chunk) {
        for column in 0..<shape.columns {
          let start = 8 * block * shape.stride
          columnFactor.pointer.scatter(gain.pointer.vector(start + 8 * column), start + column, shape.stride)
        }
      }
    }
    factorRows()
    forEachVectorOfColumns { column in
      factorColumns(at: column) { columnFactor.pointer.vector($0 * shape.stride + column) }
    }
  }

  /// Visits all columns eight at a time, panel by panel.
  private func forEachVectorOfColumns(_ body: @Sendable (_ column: Int) -> Void) {
    shape.forEach(of: shape.panels) { panel in
      let columns = shape.columns(ofPanel: panel)
      for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 8) { body(column) }
    }
  }

  /// Computes the row wires' factors from the gains.
  private func factorRows() {
    shape.forEach(of: shape.chunks) { chunk in
      for block in shape.blocks(ofChunk: chunk) { factorRows(block) }
    }
  }

  /// Factors eight row wires at a time, from left to right. A merged wire has one factor, the reciprocal of all
  /// conductance at its node, stored at the last column.
  private func factorRows(_ block: Int) {
    let first = ends(rowLines.first, from: 8 * block, beyond: .infinity)
    let last = ends(rowLines.last, from: 8 * block, beyond: 0)
    let gain = gain.pointer + block * 8 * shape.stride
    let factor = rowFactor.pointer + block * 8 * shape.stride
    let end = 8 * (shape.columns - 1)
    let segment = Vector8(repeating: rowLines.segment)
    if rowLines.isMerged {
      var total = first + last
      for column in 0..<shape.columns { total += gain.vector(8 * column) }
      factor.store(1 / total, end)
      return
    }
    var seen = gain.vector(0) + first
    var u = segment / (segment + seen)
    factor.store(u, 0)
    // A source at the node itself: the first segment leads to a fixed voltage.
    var carried = (seen * u).replacing(with: segment, where: first .== .infinity)
    for column in 1..<shape.columns {
      seen = gain.vector(8 * column) + carried
      u = segment / (segment + seen)
      carried = seen * u
      factor.store(u, 8 * column)
    }
    factor.store(segment / (seen + last), end)
  }

  /// The factors of eight column wires. - Parameter gain: theirs at a row.
  @inline(__always)
  private func factorColumns(at column: Int, gain: (Int) -> Vector8) {
    let first = ends(columnLines.first, from: column, beyond: .infinity)
    let last = ends(columnLines.last, from: column, beyond: 0)
    let factor = columnFactor.pointer + column
    let end = (shape.rows - 1) * shape.stride
    let segment = Vector8(repeating: columnLines.segment)
    if columnLines.isMerged {
      var total = first + last
      for row in 0..<shape.rows { total += gain(row) }
      factor.store(1 / total, end)
      return
    }
    var seen = gain(0) + first
    var u = segment / (segment + seen)
    factor.store(u, 0)
    var carried = (seen * u).replacing(with: segment, where: first .== .infinity)
    for row in 1..<shape.rows {
      seen = gain(row) + carried
      u = segment / (segment + seen)
      carried = seen * u
      factor.store(u, row * shape.stride)
    }
    factor.store(segment / (seen + last), end)
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

  /// The values of a row in eight columns; zero after the last column.
  @inline(__always) func ofColumns(_ row: Int, _ column: Int) -> Vector8 {
    let p = pointer + (row * columns + column)
    if column + 8 <= columns { return UnsafeRawPointer(p).loadUnaligned(as: Vector8.self) }
    var vector = Vector8.zero
    for lane in 0..<max(0, columns - column) { vector[lane] = p[lane] }
    return vector
  }
}
