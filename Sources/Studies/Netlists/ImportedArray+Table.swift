import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Reporting

extension ImportedArray {
  /// The cells as `ArrayCells` reads them: memristors with their states, or else the resistances as a matrix.
  public var cellTable: String {
    let device = cells.lazy.compactMap { cell -> MemristorDevice? in
      if case .memristor(let memristor, _, _) = cell.element { memristor.device } else { nil }
    }.first
    guard let device else { return resistances }
    var table = CSVTable(header: ["row", "column"] + device.drawnColumns + ["state"])
    for cell in cells {
      // A table of one kind of cell: where both stand in a deck, the resistors are not of it.
      guard case .memristor(let memristor, let state, _) = cell.element, memristor.device == device else { continue }
      table.append([cell.row, cell.column] + memristor.drawnValues + [state])
    }
    return table.text
  }

  private var resistances: String {
    var grid = Grid<Resistance>(rows: rows, columns: columns, repeating: .ohms(0))
    for cell in cells { if case .resistor(let resistance) = cell.element { grid[cell.row, cell.column] = resistance } }
    return (0..<rows).map { row in grid.row(row).map { SpiceNumber.shortest($0.si) }.joined(separator: ",") + "\n" }.joined()
  }
}
