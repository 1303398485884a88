extension InputBatch {
  /// Computes the missing currents at all nodes, and returns the balance of each lane.
  func balance() -> [KirchhoffBalance] {
    let (rows, columns) = (rows, columns)
    let width = Self.lanes * columns
    let (rowLines, columnLines) = (rowEnds.lines, columnEnds.lines)
    let rowSums = LaneSums(count: rows)
    let columnSums = LaneSums(count: columns)
    let gc = columnLines.segment
    let gr = rowLines.segment
    var worst = Vector8.zero
    var most = Vector8.zero
    for row in 0..<rows {
      let conductances = factors.conductances.pointer + row * columns
      let vr = rowVoltages.pointer + row * width
      let vc = columnVoltages.pointer + row * width
      let fr = missingInRows.pointer + row * width
      let fc = residual.pointer + row * width
      let (left, right) = (rowLines.first[row], rowLines.last[row])
      let (isFirst, isLast) = (row == 0, row == rows - 1)
      var here = vr.vector(0)
      var arriving = left.finiteConductance * (rowEnds.first[row] - here)
      var sums = (sum: Vector8.zero, moment: Vector8.zero)
      for column in 0..<columns {
        let place = Self.lanes * column
        let below = vc.vector(place)
        let cell = conductances[column] * (here - below)
        sums.sum += cell
        sums.moment += Double(column) * cell
        columnSums.add(cell, at: Double(row), to: column)
        most = most.larger(thanMagnitudeOf: cell)

        var leaving: Vector8
        if column == columns - 1 {
          leaving = right.finiteConductance * (here - rowEnds.last[row])
        } else {
          let next = vr.vector(place + Self.lanes)
          leaving = gr * (here - next)
          here = next
        }
        let isGiven = (column == 0 && left.isFixed) || (column == columns - 1 && right.isFixed)
        let missing = isGiven ? .zero : arriving - leaving - cell
        arriving = leaving
        fr.store(Single8(missing), place)
        if !rowLines.isMerged { worst = worst.larger(thanMagnitudeOf: missing) }

        let fromAbove =
          isFirst
          ? columnLines.first[column].finiteConductance * (columnEnds.first[column] - below)
          : gc * (vc.vector(place - width) - below)
        let fromBelow =
          isLast
          ? columnLines.last[column].finiteConductance * (columnEnds.last[column] - below)
          : gc * (vc.vector(place + width) - below)
        let isHeld = (isFirst && columnLines.first[column].isFixed) || (isLast && columnLines.last[column].isFixed)
        let missed = isHeld ? .zero : cell + (fromAbove + fromBelow)
        fc.store(Single8(missed), place)
        if !columnLines.isMerged { worst = worst.larger(thanMagnitudeOf: missed) }
      }
      rowSums.set(row, sums.sum, sums.moment)
    }
    if rowLines.isMerged {
      for row in 0..<rows where !rowLines.isFixed(row) {
        let current = rowEnds.endCurrent(row, at: rowVoltages.pointer.vector(row * width))
        worst = worst.larger(thanMagnitudeOf: current - rowSums.sum(row))
      }
    }
    if columnLines.isMerged {
      for column in 0..<columns where !columnLines.isFixed(column) {
        let current = columnEnds.endCurrent(column, at: columnVoltages.pointer.vector(Self.lanes * column))
        worst = worst.larger(thanMagnitudeOf: current + columnSums.sum(column))
      }
    }
    return (0..<Self.lanes).map { lane in
      KirchhoffBalance(
        rows: rowSums.lane(lane, gain: factors.rowTotals), columns: columnSums.lane(lane, gain: factors.columnTotals),
        largestMissing: worst[lane], largestCell: most[lane])
    }
  }
}

extension LaneEnds {
  /// The current from both ends into a merged line at a voltage, A.
  fileprivate func endCurrent(_ line: Int, at voltage: Vector8) -> Vector8 {
    lines.first[line].finiteConductance * (first[line] - voltage) + lines.last[line].finiteConductance * (last[line] - voltage)
  }
}

/// Sums and first moments of the cell currents of each line, for eight inputs.
private struct LaneSums {
  private let count: Int
  private let buffer: AlignedBuffer

  init(count: Int) {
    self.count = count
    buffer = AlignedBuffer(count: 2 * 8 * count)
  }

  /// Adds a cell's current to a line's sums.
  /// - Parameter place: of the cell along the line.
  @inline(__always)
  func add(_ current: Vector8, at place: Double, to line: Int) {
    let sums = buffer.pointer + 16 * line
    sums.store(sums.vector(0) + current, 0)
    sums.store(sums.vector(8) + place * current, 8)
  }

  func set(_ line: Int, _ sum: Vector8, _ moment: Vector8) {
    let sums = buffer.pointer + 16 * line
    sums.store(sum, 0)
    sums.store(moment, 8)
  }

  func sum(_ line: Int) -> Vector8 { buffer.pointer.vector(16 * line) }

  /// The sums of one input.
  /// - Parameter gain: total cell conductance of each line, S.
  func lane(_ lane: Int, gain: [Double]) -> LineCurrents {
    LineCurrents(
      sum: (0..<count).map { buffer.pointer[16 * $0 + lane] }, moment: (0..<count).map { buffer.pointer[16 * $0 + 8 + lane] },
      gain: gain)
  }
}
