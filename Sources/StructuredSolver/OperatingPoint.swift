import CrossbarPrimitives

/// The working memory of one solution, and the rounds of refinement towards it.
final class OperatingPoint {
  let schur: SchurOperator
  let rowVoltages: AlignedBuffer
  let columnVoltages: AlignedBuffer
  let missingInRows: AlignedBuffer
  /// Currents missing in the columns, then the residual of the equations without rows.
  let residual: AlignedBuffer
  let gradients: ConjugateGradients

  init(_ network: CrossbarNetwork) throws(CrossbarSolverError) {
    schur = SchurOperator(
      rowLines: WireLines(length: network.columns, segment: network.rowSegment.si, first: network.left, last: network.right),
      columnLines: WireLines(length: network.rows, segment: network.columnSegment.si, first: network.top, last: network.bottom),
      isSymmetric: true)
    let size = schur.shape.size
    rowVoltages = AlignedBuffer(count: size)
    columnVoltages = AlignedBuffer(count: size)
    missingInRows = AlignedBuffer(count: size)
    residual = AlignedBuffer(count: size)
    gradients = ConjugateGradients(
      schur: schur, residual: residual, preconditioned: AlignedBuffer(count: size), direction: AlignedBuffer(count: size),
      product: AlignedBuffer(count: size), solution: AlignedBuffer(count: size))
    schur.factor(conductances: network.conductances.elements)
  }

  func solve(_ solver: CrossbarSolver) throws(CrossbarSolverError) -> (EndCurrents, SolverReport) {
    guess()
    var balance = balance()
    var ends = endCurrents(balance)
    var report = SolverReport(method: .iterative, iterations: 0, rounds: 0, residual: 0, lastChange: 0)
    // Two rounds reach the tolerance with some digits to spare; the second one's change tells the first one's error.
    let reduction = (solver.tolerance * 1e-5).squareRoot()
    while true {
      schur.eliminateRows(missingInRows: missingInRows, missingInColumns: residual)
      switch gradients.solve(reduction: reduction, limit: solver.iterationLimit ?? 10_000) {
      case .converged(let iterations): report.iterations += iterations
      case .gaveUp(let iterations): fatalError("\(iterations)")
      }
      schur.update(
        rowVoltages: rowVoltages, columnVoltages: columnVoltages, missingInRows: missingInRows, correction: gradients.solution)
      report.rounds += 1
      balance = self.balance()
      let next = endCurrents(balance)
      var change = 0.0
      for (a,b) in zip(ends.bottom + ends.left, next.bottom + next.left) where b != a { change = max(change, abs(a-b)/abs(b)) }
      report.lastChange = change
      report.residual = balance.largestMissing / balance.largestCell
      ends = next
      if report.rounds > 1 && change * reduction * 100 <= solver.tolerance { return (ends, report) }
    }
  }

  private func guess() {
    for row in 0..<schur.shape.rows {
      (rowVoltages.pointer + row * schur.shape.stride).update(repeating: schur.rowLines.guess(row), count: schur.shape.columns)
    }
    let columns = (0..<schur.shape.columns).map(schur.columnLines.guess)
    for row in 0..<schur.shape.rows {
      (columnVoltages.pointer + row * schur.shape.stride).update(from: columns, count: columns.count)
    }
    for row in 0..<schur.shape.rows {
      let r = rowVoltages.pointer + row * schur.shape.stride
      if schur.rowLines.first[row].isFixed { r[0] = schur.rowLines.first[row].voltage }
      if schur.rowLines.last[row].isFixed { r[schur.shape.columns - 1] = schur.rowLines.last[row].voltage }
    }
    for column in 0..<schur.shape.columns {
      let c = columnVoltages.pointer + column
      if schur.columnLines.first[column].isFixed { c[0] = schur.columnLines.first[column].voltage }
      if schur.columnLines.last[column].isFixed {
        c[(schur.shape.rows - 1) * schur.shape.stride] = schur.columnLines.last[column].voltage
      }
    }
  }

  private func balance() -> KirchhoffBalance {
    schur.balance(
      OhmicLaw(), rowVoltages: rowVoltages, columnVoltages: columnVoltages, missingInRows: missingInRows,
      missingInColumns: residual)
  }

  func endCurrents(_ balance: KirchhoffBalance) -> EndCurrents {
    let rows = (0..<schur.shape.rows).map { row in
      schur.rowLines.endCurrents(row, sum: -balance.rows.sum[row], moment: -balance.rows.moment[row])
    }
    let columns = (0..<schur.shape.columns).map { column in
      schur.columnLines.endCurrents(column, sum: balance.columns.sum[column], moment: balance.columns.moment[column])
    }
    return EndCurrents(left: rows.map(\.first), right: rows.map(\.last), top: columns.map(\.first), bottom: columns.map(\.last))
  }

  func solution(ends: EndCurrents, report: SolverReport) -> CrossbarSolution {
    let stride = schur.shape.stride
    func grid(_ buffer: AlignedBuffer) -> Grid<Double> {
      Grid(rows: schur.shape.rows, columns: schur.shape.columns) { buffer.pointer[$0 * stride + $1] }
    }
    return CrossbarSolution(
      rowVoltages: grid(rowVoltages), columnVoltages: grid(columnVoltages), cellCurrents: grid(rowVoltages), ends: ends,
      report: report)
  }
}
