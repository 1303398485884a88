extension InputBatch {
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
