import CrossbarPrimitives

/// The working memory of one solution.
final class OperatingPoint {
  let schur: SchurOperator
  let floating: FloatingLines
  let rowVoltages: AlignedBuffer
  let columnVoltages: AlignedBuffer
  let missingInRows: AlignedBuffer
  /// Currents missing in the columns, then the residual of the equations without rows.
  let residual: AlignedBuffer
  /// Correction of the column voltages.
  let correction: AlignedBuffer

  /// - Parameters:
  ///   - isSymmetric: whether a cell's current depends on nothing but the difference of its nodes' voltages.
  ///   - isJoined: whether there is a cell at a row and a column.
  init(_ network: CrossbarNetwork, isSymmetric: Bool, isJoined: (_ row: Int, _ column: Int) -> Bool) {
    var rowLines = WireLines(
      length: network.columns, segment: network.rowSegment.si, first: network.left, last: network.right)
    var columnLines = WireLines(
      length: network.rows, segment: network.columnSegment.si, first: network.top, last: network.bottom)
    floating = FloatingLines(rowLines: rowLines, columnLines: columnLines, isJoined: isJoined)
    // Something must hold each group of lines for its equations to have one solution. No current flows whatever it is.
    for line in floating.representatives {
      if line < rowLines.count {
        rowLines.first[line] = WireEnd(.held(at: .zero, through: .zero))
      } else {
        columnLines.first[line - rowLines.count] = WireEnd(.held(at: .zero, through: .zero))
      }
    }
    schur = SchurOperator(rowLines: rowLines, columnLines: columnLines, isSymmetric: isSymmetric)
    let size = schur.shape.size
    rowVoltages = AlignedBuffer(count: size)
    columnVoltages = AlignedBuffer(count: size)
    missingInRows = AlignedBuffer(count: size)
    residual = AlignedBuffer(count: size)
    correction = AlignedBuffer(count: size)
    guess()
  }

  /// Each line at the voltage of its ends.
  private func guess() {
    let shape = schur.shape
    func fill(_ voltages: AlignedBuffer, _ lines: WireLines, along: Int, across: Int) {
      for line in 0..<lines.count {
        let start = voltages.pointer + line * across
        let guess = lines.guess(line)
        for place in 0..<lines.length { start[place * along] = guess }
        if lines.isMerged { continue }
        if lines.first[line].isFixed { start[0] = lines.first[line].voltage }
        if lines.last[line].isFixed { start[(lines.length - 1) * along] = lines.last[line].voltage }
      }
    }
    fill(rowVoltages, schur.rowLines, along: 1, across: shape.stride)
    fill(columnVoltages, schur.columnLines, along: shape.stride, across: 1)
  }

  func balance(_ law: some CellLaw) -> KirchhoffBalance {
    schur.balance(
      law, rowVoltages: rowVoltages, columnVoltages: columnVoltages, missingInRows: missingInRows, missingInColumns: residual)
  }

  func update() {
    schur.update(
      rowVoltages: rowVoltages, columnVoltages: columnVoltages, missingInRows: missingInRows, correction: correction)
  }

  func endCurrents(_ balance: KirchhoffBalance) -> EndCurrents {
    let rows = (0..<schur.shape.rows).map { row in
      floating.rows[row]
        ? (0, 0) : schur.rowLines.endCurrents(row, sum: -balance.rows.sum[row], moment: -balance.rows.moment[row])
    }
    let columns = (0..<schur.shape.columns).map { column in
      floating.columns[column]
        ? (0, 0) : schur.columnLines.endCurrents(column, sum: balance.columns.sum[column], moment: balance.columns.moment[column])
    }
    return EndCurrents(left: rows.map(\.0), right: rows.map(\.1), top: columns.map(\.0), bottom: columns.map(\.1))
  }

  /// The voltages of one plane; NaN on lines that have none.
  func voltages(_ plane: AlignedBuffer, floating isFloating: (_ row: Int, _ column: Int) -> Bool) -> Grid<Double> {
    let stride = schur.shape.stride
    return Grid(rows: schur.shape.rows, columns: schur.shape.columns) { row, column in
      isFloating(row, column) ? .nan : plane.pointer[row * stride + column]
    }
  }

  func solution(_ law: some CellLaw, ends: EndCurrents, report: SolverReport) -> CrossbarSolution {
    let shape = schur.shape
    var currents = Grid(rows: shape.rows, columns: shape.columns, repeating: 0.0)
    for block in 0..<shape.blocks {
      for column in 0..<shape.columns {
        let place = 8 * block * shape.stride + column
        let cells = law.currents(
          block, column, rowVoltage: rowVoltages.pointer.gather(place, shape.stride),
          columnVoltage: columnVoltages.pointer.gather(place, shape.stride), gains: schur)
        for lane in 0..<min(8, shape.rows - 8 * block) { currents[8 * block + lane, column] = cells.intoColumn[lane] }
      }
    }
    return CrossbarSolution(
      rowVoltages: voltages(rowVoltages) { row, _ in floating.rows[row] },
      columnVoltages: voltages(columnVoltages) { _, column in floating.columns[column] }, cellCurrents: currents, ends: ends,
      report: report)
  }
}
