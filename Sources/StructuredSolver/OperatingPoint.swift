import CrossbarPrimitives

/// The working memory of one solution: node voltages of both planes, missing currents and corrections, laid out as
/// `PlaneShape` says.
final class OperatingPoint {
  /// The operator, whose gains and factors are set for the present cells.
  let schur: SchurOperator
  /// Lines without a voltage, whose results are NaN.
  let floating: FloatingLines
  /// Voltages of the row wires' nodes, then those of the column wires', V.
  let rowVoltages: AlignedBuffer
  let columnVoltages: AlignedBuffer
  /// Currents missing at the row wires' nodes, A: inflow minus outflow.
  let missingInRows: AlignedBuffer
  /// Currents missing at the column wires' nodes, A; then the residual of the equations with the rows eliminated.
  let residual: AlignedBuffer
  /// Corrections of the column voltages, V.
  let correction: AlignedBuffer

  /// Allocates the memory and sets starting voltages.
  /// - Parameters:
  ///   - isJoined: whether there is a cell at a crossing.
  init(_ network: CrossbarNetwork, isJoined: (_ row: Int, _ column: Int) -> Bool) {
    floating = FloatingLines(network, isJoined: isJoined)
    let (rowLines, columnLines) = floating.lines(of: network)
    schur = SchurOperator(rowLines: rowLines, columnLines: columnLines)
    let size = schur.shape.size
    rowVoltages = AlignedBuffer(count: size)
    columnVoltages = AlignedBuffer(count: size)
    missingInRows = AlignedBuffer(count: size)
    residual = AlignedBuffer(count: size)
    correction = AlignedBuffer(count: size)
    guess()
  }

  /// The largest magnitude of a source's voltage, V.
  var highestVoltage: Double { max(schur.rowLines.highestVoltage, schur.columnLines.highestVoltage) }

  /// Begins anew with other voltages at the ends of the same network.
  func restart(_ network: CrossbarNetwork) {
    let (rowLines, columnLines) = floating.lines(of: network)
    schur.hold(rowLines: rowLines, columnLines: columnLines)
    guess()
  }

  /// Sets each line to the voltage of its ends, or their mean.
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

  /// Computes the missing currents at the present voltages.
  func balance(_ law: some CellLaw) -> KirchhoffBalance {
    schur.balance(
      law, rowVoltages: rowVoltages, columnVoltages: columnVoltages, missingInRows: missingInRows, missingInColumns: residual)
  }

  /// Adds the corrections to the voltages of both planes.
  func update() {
    schur.update(
      rowVoltages: rowVoltages, columnVoltages: columnVoltages, missingInRows: missingInRows, correction: correction)
  }

  /// Currents at all ends, from a balance at the present voltages.
  func endCurrents(_ balance: KirchhoffBalance) -> EndCurrents {
    floating.endCurrents(balance, rowLines: schur.rowLines, columnLines: schur.columnLines)
  }

  /// Checks that no voltage is outside the range of the sources, which resistors cannot cause. Floating lines are
  /// skipped.
  /// - Throws: `CrossbarSolverError.impossibleVoltage`.
  func checkVoltages() throws(CrossbarSolverError) {
    guard let allowed = VoltageRange(ofSources: schur.rowLines.heldVoltages + schur.columnLines.heldVoltages) else { return }
    let stride = schur.shape.stride
    for (plane, voltages) in [("row", rowVoltages.pointer), ("column", columnVoltages.pointer)] {
      for row in 0..<schur.shape.rows {
        for column in 0..<schur.shape.columns where !allowed.contains(voltages[row * stride + column]) {
          if plane == "row" ? floating.rows[row] : floating.columns[column] { continue }
          throw .impossibleVoltage(
            place: "the \(plane) wire at cell (\(row), \(column))", voltages[row * stride + column], allowed)
        }
      }
    }
  }

  /// The voltages of one plane, rows × columns, V; NaN on floating lines.
  func voltages(_ plane: AlignedBuffer, floating isFloating: (_ row: Int, _ column: Int) -> Bool) -> Grid<Double> {
    let stride = schur.shape.stride
    return Grid(rows: schur.shape.rows, columns: schur.shape.columns) { row, column in
      isFloating(row, column) ? .nan : plane.pointer[row * stride + column]
    }
  }

  /// All voltages and currents at the present voltages.
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
