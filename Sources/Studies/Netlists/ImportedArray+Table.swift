import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Records

extension ImportedArray {
  /// The cells of an imported netlist as a table that `ArrayCells` reads: memristors with their states, or a matrix of
  /// resistances in ohm if there are no memristors.
  public var cellTable: String {
    get throws {
      let device = cells.lazy.compactMap { cell -> MemristorDevice? in
        if case .memristor(let memristor, _, _) = cell.element { memristor.device } else { nil }
      }.first
      guard let device else { return resistances }
      return try RecordTable(
        cells.compactMap { cell -> CellLine? in
          // The table holds one kind of cell: in a deck with both, the resistors are left out.
          guard case .memristor(let memristor, let state, _) = cell.element, memristor.device == device else { return nil }
          return CellLine(row: cell.row, column: cell.column, drawn: RecordValue(drawn: memristor), state: state)
        }
      ).csv
    }
  }

  /// One line per row; places without a resistor are 0.
  private var resistances: String {
    var grid = Grid<Resistance>(rows: rows, columns: columns, repeating: .ohms(0))
    for cell in cells { if case .resistor(let resistance) = cell.element { grid[cell.row, cell.column] = resistance } }
    return (0..<rows).map { row in grid.row(row).map { SpiceNumber.shortest($0.si) }.joined(separator: ",") + "\n" }.joined()
  }
}

/// A row of the table, with the columns that `CellTable` requires.
private struct CellLine: Encodable {
  var row, column: Int
  var drawn: RecordValue
  var state: Double
}
