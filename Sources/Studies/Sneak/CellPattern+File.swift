import ArrayFiles
import CrossbarPrimitives
import MemristorDevices

extension CellPattern {
  /// Reads a pattern: one line per row, with commas, semicolons, tabs or blanks between the columns. If all values are 0
  /// or 1, they are states (1 for LRS); otherwise they are resistances in ohm. Empty lines and those that begin with `#`
  /// are ignored.
  /// - Parameter source: the file's name, for errors.
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

  /// Allowed resistances of a cell, ohm. Smaller ones would cost the precision of all others.
  private static let resistanceRange = ArrayCells.smallestResistance.si...ArrayCells.largestResistance.si
}
