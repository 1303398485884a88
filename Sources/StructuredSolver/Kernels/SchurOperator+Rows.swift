extension SchurOperator {
  /// A search direction in the voltages of the column nodes, and how it is renewed while S is applied to it.
  struct Direction: Sendable {
    let values: AlignedBuffer
    /// Set if the direction first becomes `residual + beta values`, and the solution gains `step values` before that.
    var renewal: Renewal?

    /// One step of conjugate gradients that is merged into the application of S, to save passes over memory.
    struct Renewal: Sendable {
      let residual: AlignedBuffer
      let beta: Double
      let solution: AlignedBuffer
      let step: Double
    }
  }

  /// Writes S p into `product` and returns p · S p. A second level receives the sums of S p over its hats.
  func apply(_ direction: Direction, into product: AlignedBuffer, coarse: CoarseNetwork?) -> Double {
    if direction.renewal != nil { saveBorders(direction.values) }
    return shape.sum(over: shape.chunks) { chunk in
      var total = Vector8.zero
      coarse?.clear(chunk: chunk)
      for block in shape.blocks(ofChunk: chunk) {
        total += apply(direction, product, chunk, block)
        guard let coarse else { continue }
        let values = scratch.pointer + chunk * Self.scratchRows * shape.stride
        coarse.fix(values, block: block)
        coarse.add(values, block: block, chunk: chunk)
      }
      return total.sum()
    }
  }

  /// Copies the rows next to each chunk before the direction is renewed: a neighbouring chunk may be renewed first, on
  /// another thread.
  private func saveBorders(_ direction: AlignedBuffer) {
    let stride = shape.stride
    for chunk in 0..<shape.chunks {
      let blocks = shape.blocks(ofChunk: chunk)
      let border = borders.pointer + 2 * chunk * stride
      if blocks.lowerBound > 0 {
        border.update(from: direction.pointer + (8 * blocks.lowerBound - 1) * stride, count: stride)
      }
      if blocks.upperBound < shape.blocks {
        (border + stride).update(from: direction.pointer + 8 * blocks.upperBound * stride, count: stride)
      }
    }
  }

  /// One block's part of p · S p, lane by lane. Its S p is left in the chunk's scratch too.
  private func apply(_ direction: Direction, _ product: AlignedBuffer, _ chunk: Int, _ block: Int) -> Vector8 {
    let stride = shape.stride
    let columns = shape.columns
    let start = 8 * block * stride
    let work = scratch.pointer + chunk * Self.scratchRows * stride
    let renewed = work + 8 * stride
    let above = work + 16 * stride
    let below = work + 17 * stride
    let a = gain.pointer + start
    let b = gain.pointer + start
    let u = rowFactor.pointer + start
    let p = direction.values.pointer + start
    fillNeighbours(direction, chunk, block, above: above, below: below)

    // Towards the end of the rows.
    let scale = Vector8(repeating: 1 / rowLines.segment)
    var y = Vector8.zero
    var before = Vector8(repeating: rowLines.isMerged ? 1 : 0)
    let isMerged = rowLines.isMerged
    if let renewal = direction.renewal { renew(p, renewal, start) }
    for column in 0..<columns {
      let value = p.gather(column, stride)
      renewed.store(value, 8 * column)
      y = scale * a.vector(8 * column) * value + before * y
      if !isMerged { before = u.vector(8 * column) }
      work.store(y, 8 * column)
    }
    let mask = laneMask(block)
    if mask[7] == 0 { mirrorBottom(renewed, lane: shape.rows - 8 * block) }

    // And back.
    let q = product.pointer + start
    let g = Vector8(repeating: columnLines.segment)
    var total = Vector8.zero
    var x = isMerged ? y * u.vector(8 * (columns - 1)) : Vector8.zero
    var column = columns - 1
    while column >= 0 {
      if !isMerged { x = u.vector(8 * column) * (work.vector(8 * column) + x) }
      let here = renewed.vector(8 * column)
      let up = Vector8(above[column], here[0], here[1], here[2], here[3], here[4], here[5], here[6])
      let down = Vector8(here[1], here[2], here[3], here[4], here[5], here[6], here[7], below[column])
      let result = (g * ((here - up) + (here - down)) + a.vector(8 * column) * here - b.vector(8 * column) * x) * mask
      total += result * here
      q.scatter(result, column, stride)
      work.store(result, 8 * column)
      column -= 1
    }
    return total
  }

  /// Renews the direction and the solution in one block, row by row: each node is its own matter here.
  private func renew(_ p: UnsafeMutablePointer<Double>, _ renewal: Direction.Renewal, _ start: Int) {
    let z = renewal.residual.pointer + start
    let x = renewal.solution.pointer + start
    let beta = Vector8(repeating: renewal.beta)
    let step = Vector8(repeating: renewal.step)
    for place in Swift.stride(from: 0, to: 8 * shape.stride, by: 8) {
      let old = p.vector(place)
      x.store(x.vector(place) + step * old, place)
      p.store(z.vector(place) + beta * old, place)
    }
  }

  /// The direction in the rows above and below a block, after its renewal.
  private func fillNeighbours(
    _ direction: Direction, _ chunk: Int, _ block: Int, above: UnsafeMutablePointer<Double>, below: UnsafeMutablePointer<Double>
  ) {
    let stride = shape.stride
    let blocks = shape.blocks(ofChunk: chunk)
    let values = direction.values.pointer
    let border = borders.pointer + 2 * chunk * stride
    func renew(
      _ old: UnsafeMutablePointer<Double>, row: Int, times mirror: AlignedBuffer?, into target: UnsafeMutablePointer<Double>
    ) {
      for column in Swift.stride(from: 0, to: stride, by: 8) {
        var value = old.vector(column)
        if let renewal = direction.renewal {
          value = renewal.residual.pointer.vector(row * stride + column) + renewal.beta * value
        }
        target.store(mirror.map { $0.pointer.vector(column) * value } ?? value, column)
      }
    }
    let first = 8 * block
    if block == 0 {
      renew(values, row: 0, times: topMirror, into: above)
    } else if block == blocks.lowerBound, direction.renewal != nil {
      renew(border, row: first - 1, times: nil, into: above)
    } else {
      above.update(from: values + (first - 1) * stride, count: stride)
    }
    let next = first + 8
    if next < shape.rows {
      let isForeign = block == blocks.upperBound - 1 && direction.renewal != nil
      renew(isForeign ? border + stride : values + next * stride, row: next, times: nil, into: below)
    } else if next == shape.rows {
      renew(values + (next - 1) * stride, row: next - 1, times: bottomMirror, into: below)
    }
  }

  /// Writes the row after the last one into the padding of the last block.
  private func mirrorBottom(_ renewed: UnsafeMutablePointer<Double>, lane: Int) {
    for column in 0..<shape.columns {
      renewed[8 * column + lane] = renewed[8 * column + lane - 1] * bottomMirror.pointer[column]
    }
  }

  /// Sums a plane of the column nodes over the hats of a second level.
  func sum(_ plane: AlignedBuffer, into coarse: CoarseNetwork) {
    shape.forEach(of: shape.chunks) { chunk in
      coarse.clear(chunk: chunk)
      let values = scratch.pointer + chunk * Self.scratchRows * shape.stride
      for block in shape.blocks(ofChunk: chunk) {
        let source = plane.pointer + 8 * block * shape.stride
        for column in 0..<shape.columns { values.store(source.gather(column, shape.stride), 8 * column) }
        coarse.fix(values, block: block)
        coarse.add(values, block: block, chunk: chunk)
      }
    }
    coarse.renewResidual(0, plus: 1)
  }

  /// Computes the right-hand side from the missing currents: r = fc + b (R + b)⁻¹ fr.
  func eliminateRows(missingInRows fr: AlignedBuffer, missingInColumns fc: AlignedBuffer) {
    solveRows { column, offset, _ in
      fr.pointer.gather(offset + column, self.shape.stride)
    } each: { column, offset, gains, x in
      let place = offset + column
      let sum = fc.pointer.gather(place, self.shape.stride) + self.gain.pointer.vector(gains) * x
      fc.pointer.scatter(sum, place, self.shape.stride)
    }
  }

  /// Adds the corrections to the voltages: dc to the columns', and dr = (R + b)⁻¹ (fr + a dc) to the rows'.
  func update(
    rowVoltages: AlignedBuffer, columnVoltages: AlignedBuffer, missingInRows fr: AlignedBuffer, correction dc: AlignedBuffer
  ) {
    let stride = shape.stride
    solveRows { column, offset, gains in
      fr.pointer.gather(offset + column, stride)
        + self.gain.pointer.vector(gains) * dc.pointer.gather(offset + column, stride)
    } each: { column, offset, _, x in
      let place = offset + column
      rowVoltages.pointer.scatter(rowVoltages.pointer.gather(place, stride) + x, place, stride)
      columnVoltages.pointer.scatter(
        columnVoltages.pointer.gather(place, stride) + dc.pointer.gather(place, stride), place, stride)
    }
  }

  /// Solves (R + b) x = currents in every row, and passes on x.
  @inline(__always)
  private func solveRows(
    currents: @Sendable (_ column: Int, _ offset: Int, _ gains: Int) -> Vector8,
    each: @Sendable (_ column: Int, _ offset: Int, _ gains: Int, _ x: Vector8) -> Void
  ) {
    let stride = shape.stride
    let columns = shape.columns
    let isMerged = rowLines.isMerged
    let scale = Vector8(repeating: 1 / rowLines.segment)
    shape.forEach(of: shape.chunks) { chunk in
      let work = scratch.pointer + chunk * Self.scratchRows * stride
      for block in shape.blocks(ofChunk: chunk) {
        let start = 8 * block * stride
        let u = rowFactor.pointer + start
        var y = Vector8.zero
        var before = Vector8(repeating: isMerged ? 1 : 0)
        for column in 0..<columns {
          y = scale * currents(column, start, start + 8 * column) + before * y
          if !isMerged { before = u.vector(8 * column) }
          work.store(y, 8 * column)
        }
        var x = isMerged ? y * u.vector(8 * (columns - 1)) : Vector8.zero
        var column = columns - 1
        while column >= 0 {
          if !isMerged { x = u.vector(8 * column) * (work.vector(8 * column) + x) }
          each(column, start, start + 8 * column, x)
          column -= 1
        }
      }
    }
  }
}
