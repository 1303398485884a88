extension InputBatch {
  /// Writes the currents missing at the nodes, and returns the balance of each lane.
  func balance() -> [KirchhoffBalance] {
    let (rows, columns) = (rows, columns)
    let width = Self.lanes * columns
    let (rowLines, columnLines) = (rowEnds.lines, columnEnds.lines)
    var rowSums = Sums(count: rows)
    var columnSums = Sums(count: columns)
    var worst = Vector8.zero
    var most = Vector8.zero
    for row in 0..<rows {
      let gains = schur.columnGain.pointer + factorPlace(row)
      let (left, right) = (rowLines.first[row], rowLines.last[row])
      var arriving = left.finiteConductance * (rowEnds.first[row] - rowVoltages.pointer.vector(place(row, 0)))
      for column in 0..<columns {
        let place = place(row, column)
        let here = rowVoltages.pointer.vector(place)
        let below = columnVoltages.pointer.vector(place)
        let cell = gains[8 * column] * (here - below)
        let magnitude = gains[8 * column] * (here.magnitudes + below.magnitudes)
        rowSums.add(cell, at: Double(column), rounding: magnitude, to: row)
        columnSums.add(cell, at: Double(row), rounding: magnitude, to: column)
        most = most.larger(thanMagnitudeOf: cell)

        let leaving =
          column == columns - 1
          ? right.finiteConductance * (here - rowEnds.last[row])
          : rowLines.segment * (here - rowVoltages.pointer.vector(place + Self.lanes))
        let isFixed = (column == 0 && left.isFixed) || (column == columns - 1 && right.isFixed)
        let missing = isFixed ? .zero : arriving - leaving - cell
        arriving = leaving
        missingInRows.pointer.store(missing, place)
        if !rowLines.isMerged { worst = worst.larger(thanMagnitudeOf: missing) }

        let (top, bottom) = (columnLines.first[column], columnLines.last[column])
        let fromAbove =
          row == 0
          ? top.finiteConductance * (columnEnds.first[column] - below)
          : columnLines.segment * (columnVoltages.pointer.vector(place - width) - below)
        let fromBelow =
          row == rows - 1
          ? bottom.finiteConductance * (columnEnds.last[column] - below)
          : columnLines.segment * (columnVoltages.pointer.vector(place + width) - below)
        let isHeld = (row == 0 && top.isFixed) || (row == rows - 1 && bottom.isFixed)
        let missed = isHeld ? .zero : cell + (fromAbove + fromBelow)
        residual.pointer.store(missed, place)
        if !columnLines.isMerged { worst = worst.larger(thanMagnitudeOf: missed) }
      }
    }
    return (0..<Self.lanes).map { lane in
      KirchhoffBalance(
        rows: rowSums.lane(lane), columns: columnSums.lane(lane), largestMissing: worst[lane], largestCell: most[lane])
    }
  }

  private struct Sums {
    private var sum: [Vector8]
    private var moment: [Vector8]
    private var rounding: [Vector8]

    init(count: Int) {
      sum = Array(repeating: .zero, count: count)
      moment = sum
      rounding = sum
    }

    @inline(__always)
    mutating func add(_ current: Vector8, at place: Double, rounding magnitude: Vector8, to line: Int) {
      sum[line] += current
      moment[line] += place * current
      rounding[line] += magnitude
    }

    func lane(_ lane: Int) -> LineCurrents {
      LineCurrents(sum: sum.map { $0[lane] }, moment: moment.map { $0[lane] }, rounding: rounding.map { $0[lane] * 0x1p-52 })
    }
  }
}
