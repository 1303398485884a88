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
    try self.init(table.values, columns: table.columnCount, source: source) { "line \(table.lines[$0])" }
  }

  /// Reads a pattern from a `.npy` file, or from an `.npz` archive of a single array, of two axes: values as in text.
  /// - Throws: `ArrayFileError`; `DeviceError.file` with the row of a value that is wrong.
  public init(array path: String) throws {
    let array = try MatrixFile.read(path)
    guard array.shape.count == 2 else {
      throw DeviceError.file(path: path, reason: "an array of one axis is no pattern; expected rows x columns")
    }
    try self.init(array.values, columns: array.shape[1], source: path) { "row \($0) (from 0)" }
  }

  /// - Parameters:
  ///   - values: row by row.
  ///   - place: names a row in messages.
  private init(_ values: [Double], columns: Int, source: String, place: (Int) -> String) throws(DeviceError) {
    let rows = values.count / columns
    if values.allSatisfy({ $0 == 0 || $0 == 1 }) {
      self = .states(Grid(rows: rows, columns: columns) { values[$0 * columns + $1] == 1 }, source: source)
      return
    }
    if let index = values.firstIndex(where: { !Self.resistanceRange.contains($0) }) {
      throw .file(
        path: source,
        reason:
          "\(place(index / columns)): \(SpiceNumber.shortest(values[index])) is neither a state (0 or 1, and "
          + "nothing else in the file) nor a resistance of \(SpiceNumber.shortest(Self.resistanceRange.lowerBound)) to "
          + "\(SpiceNumber.shortest(Self.resistanceRange.upperBound)) ohm")
    }
    self = .resistances(Grid(rows: rows, columns: columns) { values[$0 * columns + $1] }, source: source)
  }

  /// Allowed resistances of a cell, ohm. Smaller ones would cost the precision of all others.
  private static let resistanceRange = ArrayCells.smallestResistance.si...ArrayCells.largestResistance.si
}
