extension SchurOperator {
  /// Applies the preconditioner: z = M⁻¹ r, where r first becomes r - step q.
  ///
  /// - Parameters:
  ///   - residual: r, which is updated in place.
  ///   - product: q.
  ///   - result: receives z.
  ///   - coarse: a second level, whose correction is added to z.
  /// - Returns: r · z.
  func precondition(
    _ residual: AlignedBuffer, minus step: Double, times product: AlignedBuffer, into result: AlignedBuffer,
    coarse: CoarseNetwork?
  ) -> Double {
    if let coarse {
      if step != 0 { coarse.renewResidual(1, plus: -step) }
      coarse.solve()
    }
    return shape.sum(over: shape.panels) { panel in
      let columns = shape.columns(ofPanel: panel)
      if columnLines.isMerged { return solveMergedColumns(columns, residual, step, product, result) }
      eliminateColumns(columns, residual, step, product, result)
      return substituteColumns(columns, residual, result, coarse)
    }
  }

  /// The sweep down a panel of columns.
  private func eliminateColumns(
    _ columns: Range<Int>, _ residual: AlignedBuffer, _ step: Double, _ product: AlignedBuffer, _ result: AlignedBuffer
  ) {
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
  }

  /// The sweep up a panel of columns.
  /// - Returns: the panel's part of r · z.
  private func substituteColumns(
    _ columns: Range<Int>, _ residual: AlignedBuffer, _ result: AlignedBuffer, _ coarse: CoarseNetwork?
  ) -> Double {
    let stride = shape.stride
    let r = residual.pointer
    let u = columnFactor.pointer
    let z = result.pointer
    var total = Vector8.zero
    var row = shape.rows - 1
    // What the sweep has reached in the row below, without the second level.
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: PlaneShape.panelWidth) { buffer in
      guard let carried = buffer.baseAddress else { return 0 }
      carried.initialize(repeating: 0, count: PlaneShape.panelWidth)
      while row >= 0 {
        let start = row * stride
        if let coarse {
          let share = coarse.rows.share[row]
          let first = coarse.interpolated.pointer + coarse.rows.first[row] * stride
          let free = row == 0 ? coarse.topFree : row == shape.rows - 1 ? coarse.bottomFree : nil
          for column in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: 8) {
            let place = start + column
            let value = u.vector(place) * (z.vector(place) + carried.vector(column - columns.lowerBound))
            carried.store(value, column - columns.lowerBound)
            var correction = share * first.vector(column) + (1 - share) * first.vector(column + stride)
            if let free { correction *= free.pointer.vector(column) }
            z.store(value + correction, place)
            total += (value + correction) * r.vector(place)
          }
        } else {
          for column in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: 8) {
            let place = start + column
            let value = u.vector(place) * (z.vector(place) + carried.vector(column - columns.lowerBound))
            carried.store(value, column - columns.lowerBound)
            z.store(value, place)
            total += value * r.vector(place)
          }
        }
        row -= 1
      }
      return total.sum()
    }
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
