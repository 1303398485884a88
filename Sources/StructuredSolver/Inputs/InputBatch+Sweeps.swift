extension InputBatch {
  /// Renews the direction and writes S times it into `product`, as `SchurOperator.apply` does.
  /// - Returns: direction · product, lane by lane.
  func apply(beta: Single8, step: Single8) -> Vector8 {
    let columns = columns
    let width = Self.lanes * columns
    let isMerged = rowEnds.lines.isMerged
    let scale = Float(1 / rowEnds.lines.segment)
    let g = Float(columnEnds.lines.segment)
    let (w, top, bottom) = (work.pointer, factors.topMirror.pointer, factors.bottomMirror.pointer)
    var total = Vector8.zero
    for row in 0..<rows {
      let a = factors.gains.pointer + row * columns
      let u = factors.rowFactors.pointer + row * columns
      let p = direction.pointer + row * width
      let z = preconditioned.pointer + row * width
      let x = correction.pointer + row * width
      let q = product.pointer + row * width
      var y = Single8.zero
      var before: Float = isMerged ? 1 : 0
      for column in 0..<columns {
        let place = Self.lanes * column
        let old = p.vector(place)
        let new = z.vector(place) + beta * old
        x.store(x.vector(place) + step * old, place)
        p.store(new, place)
        y = (scale * a[column]) * new + before * y
        if !isMerged { before = u[column] }
        w.store(y, place)
      }
      let isFirst = row == 0
      let isLast = row == rows - 1
      var voltage = isMerged ? y * u[columns - 1] : Single8.zero
      var part = Single8.zero
      var column = columns - 1
      while column >= 0 {
        let place = Self.lanes * column
        if !isMerged { voltage = u[column] * (w.vector(place) + voltage) }
        let here = p.vector(place)
        let up = isFirst ? top[column] * here : p.vector(place - width)
        let down = isLast ? bottom[column] * here : z.vector(place + width) + beta * p.vector(place + width)
        let result = g * ((here - up) + (here - down)) + a[column] * (here - voltage)
        part += result * here
        q.store(result, place)
        column -= 1
      }
      total += Vector8(part)
    }
    return total
  }

  /// Subtracts `step` times the product from the residual, then preconditions it.
  /// - Returns: residual · preconditioned, lane by lane.
  func precondition(minus step: Single8) -> Vector8 {
    // A few columns at a time, so that the values of the downward sweep are still in the cache in the upward one.
    let band = 8
    var total = Vector8.zero
    for first in stride(from: 0, to: columns, by: band) {
      let columns = first..<min(first + band, columns)
      total +=
        columnEnds.lines.isMerged ? solveMergedColumns(columns, minus: step) : solveColumns(columns, minus: step)
    }
    return total
  }

  /// Applies the preconditioner to a band of columns by a sweep down and one up, eight inputs at a time.
  /// - Returns: the band's part of residual · preconditioned, lane by lane.
  private func solveColumns(_ columns: Range<Int>, minus step: Single8) -> Vector8 {
    let width = Self.lanes * self.columns
    let places = stride(from: Self.lanes * columns.lowerBound, to: Self.lanes * columns.upperBound, by: Self.lanes)
    let scale = Float(1 / columnEnds.lines.segment)
    let last = rows - 1
    for row in 0...last {
      let r = residual.pointer + row * width
      let q = product.pointer + row * width
      let z = preconditioned.pointer + row * width
      // The first row carries nothing on.
      let u = factors.columnFactors.pointer + max(0, row - 1) * self.columns
      let above = row == 0 ? factors.zeros.pointer : z - width
      for place in places {
        let rest = r.vector(place) - step * q.vector(place)
        r.store(rest, place)
        z.store(scale * rest + u[place / Self.lanes] * above.vector(place), place)
      }
    }
    var total = Vector8.zero
    for row in (0...last).reversed() {
      let r = residual.pointer + row * width
      let z = preconditioned.pointer + row * width
      let u = factors.columnFactors.pointer + row * self.columns
      let below = row == last ? factors.zeros.pointer : z + width
      var part = Single8.zero
      for place in places {
        let value = u[place / Self.lanes] * (z.vector(place) + below.vector(place))
        z.store(value, place)
        part += value * r.vector(place)
      }
      // Sums within a row are in single precision, the sum over rows in double.
      total += Vector8(part)
    }
    return total
  }

  /// Applies the preconditioner to merged columns: one node and one unknown per column.
  /// - Returns: as `solveColumns`.
  private func solveMergedColumns(_ columns: Range<Int>, minus step: Single8) -> Vector8 {
    let width = Self.lanes * self.columns
    var total = Vector8.zero
    for column in columns {
      let start = Self.lanes * column
      var sum = Single8.zero
      for place in stride(from: start, to: start + rows * width, by: width) {
        let rest = residual.pointer.vector(place) - step * product.pointer.vector(place)
        residual.pointer.store(rest, place)
        sum += rest
      }
      let value = factors.columnFactors.pointer[(rows - 1) * self.columns + column] * sum
      for place in stride(from: start, to: start + rows * width, by: width) { preconditioned.pointer.store(value, place) }
      total += Vector8(value * sum)
    }
    return total
  }

  /// Computes the right-hand side from the missing currents, as `SchurOperator.eliminateRows` does, in units of 1 /
  /// `scale`.
  func eliminateRows(scale: Single8) {
    let (f, r, gains) = (missingInRows.pointer, residual.pointer, factors.gains.pointer)
    solveRows { place, _ in
      let missing = scale * f.vector(place)
      f.store(missing, place)
      return missing
    } each: { place, node, x in
      r.store(scale * r.vector(place) + gains[node] * x, place)
    }
  }

  /// Adds the corrections to the voltages of both planes, after a last step along the direction.
  func update(lastStep step: Single8, scale: Vector8) {
    let (f, p, dc, gains) = (missingInRows.pointer, direction.pointer, correction.pointer, factors.gains.pointer)
    let (vr, vc) = (rowVoltages.pointer, columnVoltages.pointer)
    solveRows { place, node in
      let correction = dc.vector(place) + step * p.vector(place)
      dc.store(correction, place)
      return f.vector(place) + gains[node] * correction
    } each: { place, _, x in
      vr.store(vr.vector(place) + scale * Vector8(x), place)
      vc.store(vc.vector(place) + scale * Vector8(dc.vector(place)), place)
    }
  }

  @inline(__always)
  private func solveRows(
    currents: (_ place: Int, _ node: Int) -> Single8, each: (_ place: Int, _ node: Int, _ x: Single8) -> Void
  ) {
    let isMerged = rowEnds.lines.isMerged
    let scale = Float(1 / rowEnds.lines.segment)
    let columns = columns
    let w = work.pointer
    for row in 0..<rows {
      let start = row * columns
      let u = factors.rowFactors.pointer + start
      var y = Single8.zero
      var before: Float = isMerged ? 1 : 0
      for column in 0..<columns {
        y = scale * currents(Self.lanes * (start + column), start + column) + before * y
        if !isMerged { before = u[column] }
        w.store(y, Self.lanes * column)
      }
      var x = isMerged ? y * u[columns - 1] : Single8.zero
      var column = columns - 1
      while column >= 0 {
        if !isMerged { x = u[column] * (w.vector(Self.lanes * column) + x) }
        each(Self.lanes * (start + column), start + column, x)
        column -= 1
      }
    }
  }
}
