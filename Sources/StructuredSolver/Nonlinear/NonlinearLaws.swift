/// Memristors between rows and columns.
struct MemristorLaw: CellLaw {
  /// By block, column and row of the block.
  let cells: [MemristorConduction]

  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents {
    let place = 8 * (block * gains.shape.stride + column)
    var current = Vector8.zero
    var slope = Vector8.zero
    for lane in 0..<8 {
      let value = cells[place + lane].current(rowVoltage[lane] - columnVoltage[lane])
      current[lane] = value.current
      slope[lane] = value.slope
    }
    gains.columnGain.pointer.store(slope, place)
    return CellCurrents(fromRow: current, intoColumn: current)
  }
}

/// Memristors at the columns, each with a transistor below it at the rows, and a gate voltage for each row.
struct SeriesLaw: CellLaw {
  /// By block, column and row of the block.
  let memristors: [MemristorConduction?]
  let transistor: Level1Transistor
  let gates: [Double]

  func currents(_ block: Int, _ column: Int, rowVoltage: Vector8, columnVoltage: Vector8, gains: SchurOperator) -> CellCurrents {
    let place = 8 * (block * gains.shape.stride + column)
    var fromRow = Vector8.zero
    var intoColumn = Vector8.zero
    var columnSlope = Vector8.zero
    var rowSlope = Vector8.zero
    for lane in 0..<8 {
      guard let memristor = memristors[place + lane] else { continue }
      let cell = SeriesCell(memristor: memristor, transistor: transistor, gate: gates[8 * block + lane])
      let current = cell.current(column: columnVoltage[lane], row: rowVoltage[lane])
      fromRow[lane] = -current.intoRow
      intoColumn[lane] = -current.fromColumn
      columnSlope[lane] = current.columnSlope
      rowSlope[lane] = current.rowSlope
    }
    gains.columnGain.pointer.store(columnSlope, place)
    gains.rowGain.pointer.store(rowSlope, place)
    return CellCurrents(fromRow: fromRow, intoColumn: intoColumn)
  }
}
