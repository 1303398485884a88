import ArrayFiles
import CrossbarPrimitives
import MemristorDevices

extension CellPattern {
  /// Reads a pattern: a line a row, with commas, semicolons, tabs or blanks between the columns. If there are only 0 and 1, they
  /// are states (1 for LRS); otherwise they are resistances in ohm. Empty lines and those that begin with `#` are passed over.
  /// - Throws: `DeviceError.file` with the line and the text that is wrong.
  public init(csv text: String, source: String) throws(DeviceError) {
    let table: NumberTable
    do { table = try NumberTable(text) } catch {
      throw .file(path: source, reason: error.description)
    }
    let (rows, columns) = (table.rowCount, table.columnCount)
    if table.values.allSatisfy({ $0 == 0 || $0 == 1 }) {
      self = .states(Grid(rows: rows, columns: columns) { table.values[$0 * columns + $1] == 1 }, source: source)
      return
    }
    if let index = table.values.firstIndex(where: { !Self.resistanceRange.contains($0) }) {
      throw .file(
        path: source,
        reason:
          "line \(table.lines[index / columns]): \(SpiceNumber.shortest(table.values[index])) is neither a state (0 or 1, and "
          + "nothing else in the file) nor a resistance of \(SpiceNumber.shortest(Self.resistanceRange.lowerBound)) to "
          + "\(SpiceNumber.shortest(Self.resistanceRange.upperBound)) ohm")
    }
    self = .resistances(Grid(rows: rows, columns: columns) { table.values[$0 * columns + $1] }, source: source)
  }

  /// Of a cell, ohm. Less would take the digits of everything else.
  private static let resistanceRange = ArrayCells.smallestResistance.si...ArrayCells.largestResistance.si
}
