extension SchurOperator {
  /// Applies the preconditioner: z = (C + a)⁻¹ r, where r first becomes r - step q.
  ///
  /// - Parameters:
  ///   - residual: r, which is updated in place.
  ///   - product: q.
  ///   - result: receives z.
  /// - Returns: r · z.
  func precondition(_ residual: AlignedBuffer, minus step: Double, times product: AlignedBuffer, into result: AlignedBuffer)
    -> Double
  {
    shape.sum(over: shape.panels) { panel in
      let columns = shape.columns(ofPanel: panel)
      return columnLines.isMerged
        ? solveMergedColumns(columns, residual, step, product, result)
        : solveColumns(columns, residual, step, product, result)
    }
  }

  /// Applies the preconditioner to a panel of columns by a sweep down and one up.
  /// - Returns: the panel's part of r · z.
  private func solveColumns(
    _ columns: Range<Int>, _ residual: AlignedBuffer, _ step: Double, _ product: AlignedBuffer, _ result: AlignedBuffer
  ) -> Double {
    let stride = shape.stride
    let r = residual.pointer
    let q = product.pointer
    let u = columnFactor.pointer
    let z = result.pointer
    let scale = Vector8(repeating: 1 / columnLines.segment)
    let step = Vector8(repeating: step)
    for row in 0..<shape.rows {
      let above = row == 0 ? 0 : -stride
      for place in Swift.stride(from: row * stride + columns.lowerBound, to: row * stride + columns.upperBound, by: 8) {
        let rest = r.vector(place) - step * q.vector(place)
        r.store(rest, place)
        z.store(row == 0 ? scale * rest : scale * rest + u.vector(place + above) * z.vector(place + above), place)
      }
    }
    var total = Vector8.zero
    var row = shape.rows - 1
    while row >= 0 {
      let isLast = row == shape.rows - 1
      for place in Swift.stride(from: row * stride + columns.lowerBound, to: row * stride + columns.upperBound, by: 8) {
        let sum = isLast ? z.vector(place) : z.vector(place) + z.vector(place + stride)
        let value = u.vector(place) * sum
        z.store(value, place)
        total += value * r.vector(place)
      }
      row -= 1
    }
    return total.sum()
  }

  /// Merged lines: the sum of all currents into the line over its total conductance.
  private func solveMergedColumns(
    _ columns: Range<Int>, _ residual: AlignedBuffer, _ step: Double, _ product: AlignedBuffer, _ result: AlignedBuffer
  ) -> Double {
    let stride = shape.stride
    let r = residual.pointer
    var total = Vector8.zero
    for column in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: 8) {
      var sum = Vector8.zero
      for row in 0..<shape.rows {
        let place = row * stride + column
        let rest = r.vector(place) - step * product.pointer.vector(place)
        r.store(rest, place)
        sum += rest
      }
      let value = columnFactor.pointer.vector((shape.rows - 1) * stride + column) * sum
      for row in 0..<shape.rows { result.pointer.store(value, row * stride + column) }
      total += value * sum
    }
    return total.sum()
  }
}
