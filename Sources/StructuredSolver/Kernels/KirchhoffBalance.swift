/// The violation of Kirchhoff's current law at given node voltages, and the sums of cell currents that the ends'
/// currents follow from.
struct KirchhoffBalance {
  /// For each row and each column the sum of its cells' currents, A, and their first moment along the line.
  var rows: LineCurrents
  var columns: LineCurrents
  /// The largest current missing at a node whose voltage is not given, A.
  var largestMissing: Double
  /// The largest current through a cell, A.
  var largestCell: Double

  /// The largest missing current relative to the largest of any cell or end.
  func relativeMissing(_ ends: EndCurrents) -> Double {
    let largestEnd = (ends.left + ends.right + ends.top + ends.bottom).map(abs).max() ?? 0
    let flow = max(largestCell, largestEnd)
    return flow > 0 ? largestMissing / flow : 0
  }
}

/// Sums over the cells of each line of one plane.
struct LineCurrents {
  /// Sums of the cells' currents, A, one per line; from row to column is positive.
  var sum: [Double]
  /// The same sums weighted with the cells' places 0, 1, … along the line, A.
  var moment: [Double]
  /// Sum of the cells' derivatives dI/dV, S.
  var gain: [Double]

  /// Uncertainty of the sums due to the rounding of node voltages to doubles, A.
  /// - Parameter voltage: the highest magnitude of a source's voltage, V, which no node exceeds.
  func rounding(highest voltage: Double) -> [Double] { gain.map { $0 * voltage * 0x1p-51 } }
}

extension SchurOperator {
  /// Computes the missing currents at all nodes: inflow minus outflow, A.
  func balance(
    _ law: some CellLaw, rowVoltages: AlignedBuffer, columnVoltages: AlignedBuffer, missingInRows: AlignedBuffer,
    missingInColumns: AlignedBuffer
  ) -> KirchhoffBalance {
    let (rows, columns, stride) = (shape.rows, shape.columns, shape.stride)
    let ends = PaddedEnds(self)
    let rowSums = AlignedBuffer(count: 3 * 8 * shape.blocks)
    let columnSums = AlignedBuffer(count: 3 * stride * shape.chunks)
    let largest = AlignedBuffer(count: 16 * shape.chunks)
    shape.forEach(of: shape.chunks) { chunk in
      let sums = columnSums.pointer + 3 * stride * chunk
      var worst = Vector8.zero
      var most = Vector8.zero
      for block in shape.blocks(ofChunk: chunk) {
        let start = 8 * block * stride
        let vr = rowVoltages.pointer + start
        let vc = columnVoltages.pointer + start
        let mask = laneMask(block)
        let places = Vector8(0, 1, 2, 3, 4, 5, 6, 7) + Double(8 * block)
        let isLastBlock = block == shape.blocks - 1
        let lastLane = rows - 1 - 8 * block
        let gr = Vector8(repeating: rowLines.segment)
        let gc = Vector8(repeating: columnLines.segment)
        let left = ends.vector(of: \.left, block)
        let right = ends.vector(of: \.right, block)
        let leftVoltage = ends.vector(of: \.leftVoltage, block)
        let rightVoltage = ends.vector(of: \.rightVoltage, block)
        let leftFree = ends.vector(of: \.leftFree, block)
        let rightFree = ends.vector(of: \.rightFree, block)
        var here = vr.gather(0, stride)
        var arriving = left * (leftVoltage - here)
        var sum = Vector8.zero
        var moment = Vector8.zero
        var gains = Vector8.zero
        for column in 0..<columns {
          let columnVoltage = vc.gather(column, stride)
          let cell = law.currents(block, column, rowVoltage: here, columnVoltage: columnVoltage, gains: self)
          let (fromRow, intoColumn) = (cell.fromRow * mask, cell.intoColumn * mask)
          sum += fromRow
          moment += Double(column) * fromRow
          let gain = gain.pointer.vector(8 * (block * stride + column))
          gains += gain
          sums[2 * stride + column] += gain.sum()
          sums[column] += intoColumn.sum()
          sums[stride + column] += (places * intoColumn).sum()
          most = most.larger(thanMagnitudeOf: fromRow)

          var leaving: Vector8
          if column == columns - 1 {
            leaving = right * (here - rightVoltage)
          } else {
            let next = vr.gather(column + 1, stride)
            leaving = gr * (here - next)
            here = next
          }
          var missing = (arriving - leaving - fromRow) * mask
          arriving = leaving
          if column == 0 { missing *= leftFree }
          if column == columns - 1 { missing *= rightFree }
          missingInRows.pointer.scatter(missing, start + column, stride)
          if !rowLines.isMerged { worst = worst.larger(thanMagnitudeOf: missing) }

          let v = columnVoltage
          let above =
            block == 0
            ? v[0] + ends.top.pointer[column] / columnLines.segment * (ends.topVoltage.pointer[column] - v[0])
            : vc[column - stride]
          let up = Vector8(above, v[0], v[1], v[2], v[3], v[4], v[5], v[6])
          var down = Vector8(v[1], v[2], v[3], v[4], v[5], v[6], v[7], 0)
          if isLastBlock {
            let own = v[lastLane]
            down[lastLane] =
              own + ends.bottom.pointer[column] / columnLines.segment * (ends.bottomVoltage.pointer[column] - own)
          } else {
            down[7] = vc[column + 8 * stride]
          }
          var missed = (intoColumn + gc * ((up - v) + (down - v))) * mask
          if block == 0 { missed[0] *= ends.topFree.pointer[column] }
          if isLastBlock { missed[lastLane] *= ends.bottomFree.pointer[column] }
          missingInColumns.pointer.scatter(missed, start + column, stride)
          if !columnLines.isMerged { worst = worst.larger(thanMagnitudeOf: missed) }
        }
        rowSums.pointer.store(sum, 8 * block)
        rowSums.pointer.store(moment, 8 * (shape.blocks + block))
        rowSums.pointer.store(gains, 8 * (2 * shape.blocks + block))
      }
      largest.pointer[16 * chunk] = worst.max()
      largest.pointer[16 * chunk + 1] = most.max()
    }
    let none = Array(repeating: 0.0, count: columns)
    var columnTotals = LineCurrents(sum: none, moment: none, gain: none)
    var worst = 0.0
    var most = 0.0
    for chunk in 0..<shape.chunks {
      for column in 0..<columns {
        let sums = columnSums.pointer + (3 * stride * chunk + column)
        columnTotals.sum[column] += sums[0]
        columnTotals.moment[column] += sums[stride]
        columnTotals.gain[column] += sums[2 * stride]
      }
      worst = max(worst, largest.pointer[16 * chunk])
      most = max(most, largest.pointer[16 * chunk + 1])
    }
    let rowTotals = LineCurrents(
      sum: (0..<rows).map { rowSums.pointer[$0] }, moment: (0..<rows).map { rowSums.pointer[8 * shape.blocks + $0] },
      gain: (0..<rows).map { rowSums.pointer[16 * shape.blocks + $0] })
    // At a merged line, the currents of its cells and its ends must balance.
    if rowLines.isMerged {
      for row in 0..<rows where !rowLines.isFixed(row) {
        worst = max(worst, abs(rowLines.endCurrent(row, at: rowVoltages.pointer[row * stride]) - rowTotals.sum[row]))
      }
    }
    if columnLines.isMerged {
      for column in 0..<columns where !columnLines.isFixed(column) {
        worst = max(worst, abs(columnLines.endCurrent(column, at: columnVoltages.pointer[column]) + columnTotals.sum[column]))
      }
    }
    return KirchhoffBalance(rows: rowTotals, columns: columnTotals, largestMissing: worst, largestCell: most)
  }
}

/// The ends of all lines, padded to whole vectors. A node whose voltage is given is not free: it has no missing
/// current.
private struct PaddedEnds: Sendable {
  let left, right, leftVoltage, rightVoltage, leftFree, rightFree: AlignedBuffer
  let top, bottom, topVoltage, bottomVoltage, topFree, bottomFree: AlignedBuffer

  init(_ schur: SchurOperator) {
    let (rows, columns) = (schur.rowLines, schur.columnLines)
    let shape = schur.shape
    func padded(_ count: Int, _ lines: WireLines, _ value: (Int) -> Double) -> AlignedBuffer {
      let buffer = AlignedBuffer(count: count)
      for line in 0..<lines.count { buffer.pointer[line] = value(line) }
      return buffer
    }
    let height = 8 * shape.blocks
    left = padded(height, rows) { rows.first[$0].finiteConductance }
    right = padded(height, rows) { rows.last[$0].finiteConductance }
    leftVoltage = padded(height, rows) { rows.first[$0].voltage }
    rightVoltage = padded(height, rows) { rows.last[$0].voltage }
    leftFree = padded(height, rows) { rows.first[$0].isFixed ? 0 : 1 }
    rightFree = padded(height, rows) { rows.last[$0].isFixed ? 0 : 1 }
    top = padded(shape.stride, columns) { columns.first[$0].finiteConductance }
    bottom = padded(shape.stride, columns) { columns.last[$0].finiteConductance }
    topVoltage = padded(shape.stride, columns) { columns.first[$0].voltage }
    bottomVoltage = padded(shape.stride, columns) { columns.last[$0].voltage }
    topFree = padded(shape.stride, columns) { columns.first[$0].isFixed ? 0 : 1 }
    bottomFree = padded(shape.stride, columns) { columns.last[$0].isFixed ? 0 : 1 }
  }

  func vector(of end: KeyPath<PaddedEnds, AlignedBuffer>, _ block: Int) -> Vector8 {
    self[keyPath: end].pointer.vector(8 * block)
  }
}

extension WireLines {
  /// Whether a merged line has its voltage given.
  func isFixed(_ line: Int) -> Bool { first[line].isFixed || last[line].isFixed }

  /// The current from both ends into a merged line at a voltage, A.
  func endCurrent(_ line: Int, at voltage: Double) -> Double {
    first[line].finiteConductance * (first[line].voltage - voltage)
      + last[line].finiteConductance * (last[line].voltage - voltage)
  }
}
