extension InputBatch {
  /// Renews the direction and writes S times it into `product`, as `SchurOperator.apply` does.
  /// - Returns: direction · product, lane by lane.
  func apply(beta: Vector8, step: Vector8) -> Vector8 {
    let width = Self.lanes * columns
    let p = direction.pointer
    let z = preconditioned.pointer
    let x = correction.pointer
    let isMerged = rowEnds.lines.isMerged
    let scale = 1 / rowEnds.lines.segment
    let g = columnEnds.lines.segment
    var total = Vector8.zero
    for row in 0..<rows {
      let factors = factorPlace(row)
      let a = schur.columnGain.pointer + factors
      let u = schur.rowFactor.pointer + factors
      let start = row * width
      var y = Vector8.zero
      var before = isMerged ? 1.0 : 0
      for column in 0..<columns {
        let place = start + Self.lanes * column
        let old = p.vector(place)
        let new = z.vector(place) + beta * old
        x.store(x.vector(place) + step * old, place)
        p.store(new, place)
        y = scale * a[8 * column] * new + before * y
        if !isMerged { before = u[8 * column] }
        work.pointer.store(y, Self.lanes * column)
      }
      let isLast = row == rows - 1
      var voltage = isMerged ? y * u[8 * (columns - 1)] : Vector8.zero
      var column = columns - 1
      while column >= 0 {
        let place = start + Self.lanes * column
        if !isMerged { voltage = u[8 * column] * (work.pointer.vector(Self.lanes * column) + voltage) }
        let here = p.vector(place)
        let up = row == 0 ? schur.topMirror.pointer[column] * here : p.vector(place - width)
        let down =
          isLast ? schur.bottomMirror.pointer[column] * here : z.vector(place + width) + beta * p.vector(place + width)
        let result = g * ((here - up) + (here - down)) + a[8 * column] * (here - voltage)
        total += result * here
        product.pointer.store(result, place)
        column -= 1
      }
    }
    return total
  }

  /// Preconditions the residual, from which `step` times the product is taken first.
  /// - Returns: residual · preconditioned, lane by lane.
  func precondition(minus step: Vector8) -> Vector8 {
    let lines = columnEnds.lines
    let width = Self.lanes * columns
    let u = schur.columnFactor.pointer
    let (r, q, z) = (residual.pointer, product.pointer, preconditioned.pointer)
    let scale = 1 / lines.segment
    let stride = schur.shape.stride
    // A few columns at a time, so that what goes down is still in the cache when it comes up again.
    let band = 8
    var total = Vector8.zero
    for first in Swift.stride(from: 0, to: columns, by: band) {
      let columns = first..<min(first + band, columns)
      for row in 0..<rows {
        for column in columns {
          let place = row * width + Self.lanes * column
          let rest = r.vector(place) - step * q.vector(place)
          r.store(rest, place)
          let factor = row == 0 ? 0 : lines.isMerged ? 1 : u[(row - 1) * stride + column]
          z.store(row == 0 ? scale * rest : scale * rest + factor * z.vector(place - width), place)
        }
      }
      var row = rows - 1
      while row >= 0 {
        for column in columns {
          let place = row * width + Self.lanes * column
          var value = z.vector(place)
          if row == rows - 1 {
            value *= u[row * stride + column]
          } else {
            value = lines.isMerged ? z.vector(place + width) : u[row * stride + column] * (value + z.vector(place + width))
          }
          z.store(value, place)
          total += value * r.vector(place)
        }
        row -= 1
      }
    }
    return total
  }

  /// Turns the missing currents into the right-hand side, as `SchurOperator.eliminateRows` does.
  func eliminateRows() {
    solveRows {
      missingInRows.pointer.vector($0)
    } each: { place, gain, x in
      residual.pointer.store(residual.pointer.vector(place) + gain * x, place)
    }
  }

  /// Adds the corrections to the voltages.
  func update() {
    solveRows { place in
      missingInRows.pointer.vector(place) + gain(at: place) * correction.pointer.vector(place)
    } each: { place, _, x in
      rowVoltages.pointer.store(rowVoltages.pointer.vector(place) + x, place)
      columnVoltages.pointer.store(columnVoltages.pointer.vector(place) + correction.pointer.vector(place), place)
    }
  }

  @inline(__always) private func gain(at place: Int) -> Double {
    let node = place / Self.lanes
    return schur.columnGain.pointer[factorPlace(node / columns) + 8 * (node % columns)]
  }

  @inline(__always)
  private func solveRows(currents: (_ place: Int) -> Vector8, each: (_ place: Int, _ gain: Double, _ x: Vector8) -> Void) {
    let isMerged = rowEnds.lines.isMerged
    let scale = 1 / rowEnds.lines.segment
    for row in 0..<rows {
      let factors = factorPlace(row)
      let u = schur.rowFactor.pointer + factors
      var y = Vector8.zero
      var before = isMerged ? 1.0 : 0
      for column in 0..<columns {
        y = scale * currents(place(row, column)) + before * y
        if !isMerged { before = u[8 * column] }
        work.pointer.store(y, Self.lanes * column)
      }
      var x = isMerged ? y * u[8 * (columns - 1)] : Vector8.zero
      var column = columns - 1
      while column >= 0 {
        if !isMerged { x = u[8 * column] * (work.pointer.vector(Self.lanes * column) + x) }
        each(place(row, column), schur.columnGain.pointer[factors + 8 * column], x)
        column -= 1
      }
    }
  }
}
