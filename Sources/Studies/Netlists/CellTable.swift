import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records

/// The cells of an array as read from a file.
public enum ArrayCells: Sendable {
  /// Memristors with the states of their filaments, 0 (HRS) to 1 (LRS).
  case memristors(Grid<Memristor>, states: Grid<Double>)
  /// Resistors, which cannot switch.
  case resistances(Grid<Resistance>)

  /// Rows and columns of the array.
  public var size: (rows: Int, columns: Int) {
    switch self {
    case .memristors(let grid, _): (grid.rows, grid.columns)
    case .resistances(let grid): (grid.rows, grid.columns)
    }
  }

  /// The smallest resistance that is allowed. A smaller one costs a simulator precision: it loses a digit for every power
  /// of ten between it and the other resistances of its line.
  public static let smallestResistance = Resistance.ohms(1e-3)
  /// The largest resistance that is allowed.
  public static let largestResistance = Resistance.ohms(1e15)

  /// Reads a file of cells: a table as `mxbar digits` writes it (`cells.csv`), or a matrix of resistances in ohm, one
  /// line per row with commas between the columns. A header with a column `row` makes it a table.
  /// - Parameters:
  ///   - source: the file's name, for errors.
  ///   - device: the kind of the memristors in a table.
  ///   - layer: which layer of a table to read, counted as the table does.
  /// - Throws: `DeviceError.file` with the line and the text that is wrong.
  public init(csv text: String, source: String, device: MemristorDevice, layer: Int) throws(DeviceError) {
    var table = TableReader(Array(text.utf8), separators: [.comma])
    if let header = try? table.readHeader(droppingPrefix: "drawn."), header.fields.contains("row") {
      var cells = try CellTable(header: header, table, source: source, device: device)
      self = try cells.cells(layer: layer)
      return
    }
    let pattern = try CellPattern(csv: text, source: source)
    guard case .resistances(let grid, _) = pattern else {
      throw .file(
        path: source,
        reason: "it holds nothing but 0 and 1; expected resistances in ohm, or the columns of a cells.csv (row, column, "
          + device.drawnColumns.joined(separator: ", ") + ", state)")
    }
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        try Self.check(.ohms(grid[row, column]), "the resistance of row \(row), column \(column)", source)
      }
    }
    self = .resistances(grid.map { .ohms($0) })
  }

  /// How each cell's transistor deviates, rows × columns, if the text is a table of cells that says so; nil if it does not.
  /// - Throws: `DeviceError.file`, as `init`.
  public static func deviations(
    csv text: String, source: String, device: MemristorDevice, layer: Int
  ) throws(DeviceError) -> Grid<TransistorDeviation>? {
    var table = TableReader(Array(text.utf8), separators: [.comma])
    guard let header = try? table.readHeader(droppingPrefix: "drawn."), header.fields.contains("row") else { return nil }
    var cells = try CellTable(header: header, table, source: source, device: device)
    _ = try cells.cells(layer: layer)
    return cells.deviations
  }

  /// - Throws: `DeviceError.file` for a resistance out of range; `what` says where it is.
  static func check(_ resistance: Resistance, _ what: String, _ source: String) throws(DeviceError) {
    guard resistance >= smallestResistance, resistance <= largestResistance else {
      throw .file(
        path: source,
        reason: "\(what) is \(resistance); allowed is \(smallestResistance) to \(largestResistance)")
    }
  }
}

/// A table of cells with a header, as `mxbar digits` writes it. Columns may be in any order; unknown ones are ignored.
struct CellTable {
  private let source: String
  private let device: MemristorDevice
  /// Positioned after the header; it reads the file row by row.
  private var table: TableReader
  /// Of the transistors of the cells that were read; nil where the table has no such columns.
  private(set) var deviations: Grid<TransistorDeviation>?

  /// - Throws: `DeviceError.file` for a column that is missing.
  init(header: TableRow, _ table: TableReader, source: String, device: MemristorDevice) throws(DeviceError) {
    self.source = source
    self.device = device
    self.table = table
    // Other parameters may be missing: the median device's value is used.
    let required = device.parameters.filter { $0.role != nil && $0.distribution != nil }.map(\.key)
    for name in ["row", "column"] + required where table.columns[name] == nil {
      throw .file(path: source, reason: "the column '\(name)' is missing in line \(header.line)")
    }
  }

  /// The cells of one layer; a table without a column `layer` has only one.
  /// - Throws: `DeviceError.file` for cells that are missing, given twice or out of range.
  mutating func cells(layer: Int) throws(DeviceError) -> ArrayCells {
    // By number: row by row, and by column within a row.
    var found: [Int: (memristor: Memristor, state: Double, deviation: TransistorDeviation?)] = [:]
    var (layers, rows, columns): (Set<Int>, Int, Int) = ([], 0, 0)
    while let cell = try next() {
      if table.columns["layer"] != nil {
        let number = try whole(cell, "layer")
        layers.insert(number)
        if number != layer { continue }
      }
      let (row, column) = (try whole(cell, "row"), try whole(cell, "column"))
      let place = row * Self.longestLine + column
      guard found[place] == nil else { throw refuse(cell, "the cell (\(row), \(column)) is there twice") }
      found[place] = (try memristor(cell), try state(cell), try deviation(cell))
      (rows, columns) = (max(rows, row + 1), max(columns, column + 1))
    }
    guard !found.isEmpty else {
      let known = layers.sorted().map(String.init).joined(separator: ", ")
      throw .file(path: source, reason: known.isEmpty ? "there is no cell" : "there is no layer \(layer); it has \(known)")
    }
    guard found.count == rows * columns else {
      throw .file(path: source, reason: "not every cell of its \(rows) x \(columns) array is there")
    }
    let (cells, width) = (found.sorted { $0.key < $1.key }.map(\.value), columns)
    let own = cells.compactMap(\.deviation)
    if own.count == cells.count { deviations = Grid(rows: rows, columns: width) { own[$0 * width + $1] } }
    return .memristors(
      Grid(rows: rows, columns: width) { cells[$0 * width + $1].memristor },
      states: Grid(rows: rows, columns: width) { cells[$0 * width + $1].state })
  }

  /// The most cells of a row or a column, which also bounds the numbers of layers.
  private static let longestLine = 1024

  /// The next row; nil at the end of the file.
  private mutating func next() throws(DeviceError) -> TableRow? {
    do { return try table.next() } catch { throw .file(path: source, reason: error.description) }
  }

  /// Parameters without a column are those of the median device.
  private func memristor(_ row: TableRow) throws(DeviceError) -> Memristor {
    var values: [String: Double] = [:]
    for parameter in device.parameters where parameter.distribution != nil && table.columns[parameter.key] != nil {
      values[parameter.name] = try positive(row, parameter.key)
      if parameter.unit == "ohm" {
        try ArrayCells.check(.ohms(values[parameter.name] ?? 0), "line \(row.line): \(parameter.key)", source)
      }
    }
    return device.median(values)
  }

  /// How the cell's transistor differs from the nominal one; nil without columns for it.
  private func deviation(_ row: TableRow) throws(DeviceError) -> TransistorDeviation? {
    let (shift, gain) = ("transistor.\(RecordValue.thresholdShift)", "transistor.\(RecordValue.gain)")
    guard table.columns[shift] != nil, table.columns[gain] != nil else { return nil }
    let volts = try number(row, shift)
    guard abs(volts) <= 10 else { throw refuse(row, "\(shift) is \(volts); allowed is -10 to 10 V") }
    return TransistorDeviation(thresholdShift: .volts(volts), gain: try positive(row, gain))
  }

  /// The filament's state; where only the decoded or the target bit is given, that bit.
  private func state(_ row: TableRow) throws(DeviceError) -> Double {
    for name in ["state", "decoded_bit", "target_bit"] where table.columns[name] != nil {
      let value = try number(row, name)
      guard (0...1).contains(value) else { throw refuse(row, "\(name) is \(value); allowed is 0 to 1") }
      return value
    }
    throw .file(path: source, reason: "none of the columns 'state', 'decoded_bit' and 'target_bit' is there")
  }

  private func positive(_ row: TableRow, _ name: String) throws(DeviceError) -> Double {
    let value = try number(row, name)
    guard value > 0, value.isFinite else {
      throw refuse(row, "\(name) is \(value); allowed is more than 0, and finite")
    }
    return value
  }

  /// A whole number from 0 to 1023, as rows, columns and layers are.
  private func whole(_ row: TableRow, _ name: String) throws(DeviceError) -> Int {
    guard let value = Int(try field(row, name)), (0..<Self.longestLine).contains(value) else {
      throw refuse(row, "\(name) is '\(try field(row, name))'; allowed is 0 to \(Self.longestLine - 1)")
    }
    return value
  }

  private func number(_ row: TableRow, _ name: String) throws(DeviceError) -> Double {
    guard let value = Double(try field(row, name)) else {
      throw refuse(row, "\(name) is '\(try field(row, name))', which is no number")
    }
    return value
  }

  /// The text of a field, without blanks.
  private func field(_ row: TableRow, _ name: String) throws(DeviceError) -> String {
    guard let field = row[name] else { throw refuse(row, "there is no \(name)") }
    return field.filter { !$0.isWhitespace }
  }

  private func refuse(_ row: TableRow, _ reason: String) -> DeviceError {
    .file(path: source, reason: row.problem(reason).description)
  }
}
