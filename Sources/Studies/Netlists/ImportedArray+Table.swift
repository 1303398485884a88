import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Records

extension ImportedArray {
  /// The cells as `ArrayCells` reads them: memristors with their states, or else the resistances as a matrix.
  public var cellTable: String {
    get throws {
      let device = cells.lazy.compactMap { cell -> MemristorDevice? in
        if case .memristor(let memristor, _, _) = cell.element { memristor.device } else { nil }
      }.first
      guard let device else { return resistances }
      return try RecordTable(
        cells.compactMap { cell -> CellLine? in
          // A table of one kind of cell: where both stand in a deck, the resistors are not of it.
          guard case .memristor(let memristor, let state, _) = cell.element, memristor.device == device else { return nil }
          return CellLine(row: cell.row, column: cell.column, drawn: RecordValue(drawn: memristor), state: state)
        }
      ).csv
    }
  }

  private var resistances: String {
    var grid = Grid<Resistance>(rows: rows, columns: columns, repeating: .ohms(0))
    for cell in cells { if case .resistor(let resistance) = cell.element { grid[cell.row, cell.column] = resistance } }
    return (0..<rows).map { row in grid.row(row).map { SpiceNumber.shortest($0.si) }.joined(separator: ",") + "\n" }.joined()
  }
}

private struct CellLine: Encodable {
  var row, column: Int
  var drawn: RecordValue
  var state: Double
}
