import CrossbarPrimitives
import Foundation
import MemristorDevices

/// The cells of an array as a file holds them.
public enum ArrayCells: Sendable {
  /// Memristors with the states of their filaments, 0 to 1.
  case memristors(Grid<Memristor>, states: Grid<Double>)
  /// Resistors, which nothing can switch.
  case resistances(Grid<Resistance>)

  public var size: (rows: Int, columns: Int) {
    switch self {
    case .memristors(let grid, _): (grid.rows, grid.columns)
    case .resistances(let grid): (grid.rows, grid.columns)
    }
  }

  /// Below this a resistor hides everything in its line from the arithmetic of a simulator, which loses a digit for
  /// every power of ten between it and the other resistances.
  public static let smallestResistance = Resistance.ohms(1e-3)
  public static let largestResistance = Resistance.ohms(1e15)

  /// Reads a file of cells: a table as `mxbar digits` writes it (`cells.csv`), or a matrix of resistances in ohm, a line
  /// a row with commas between the columns.
  /// - Parameters:
  ///   - device: the kind of the memristors in a table.
  ///   - layer: the layer of a table of several.
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

  static func check(_ resistance: Resistance, _ what: String, _ source: String) throws(DeviceError) {
    guard resistance >= smallestResistance, resistance <= largestResistance else {
      throw .file(
        path: source,
        reason: "\(what) is \(resistance); allowed is \(smallestResistance) to \(largestResistance)")
    }
  }
}

/// A table of cells with a header, as `mxbar digits` writes it.
struct CellTable {
  private let source: String
  private let device: MemristorDevice
  private var table: TableReader

  init(header: TableRow, _ table: TableReader, source: String, device: MemristorDevice) throws(DeviceError) {
    self.source = source
    self.device = device
    self.table = table
    // What no study asks for by its role has a median that does for those who do not know it.
    let required = device.parameters.filter { $0.role != nil && $0.distribution != nil }.map(\.key)
    for name in ["row", "column"] + required where table.columns[name] == nil {
      throw .file(path: source, reason: "the column '\(name)' is missing in line \(header.line)")
    }
  }

  mutating func cells(layer: Int) throws(DeviceError) -> ArrayCells {
    // By row, and by column within it.
    var found: [Int: (memristor: Memristor, state: Double)] = [:]
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
      found[place] = (try memristor(cell), try state(cell))
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
    return .memristors(
      Grid(rows: rows, columns: width) { cells[$0 * width + $1].memristor },
      states: Grid(rows: rows, columns: width) { cells[$0 * width + $1].state })
  }

  /// Cells of a row or column, at most.
  private static let longestLine = 1024

  private mutating func next() throws(DeviceError) -> TableRow? {
    do { return try table.next() } catch { throw .file(path: source, reason: error.description) }
  }

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

  /// The filament's state, or that of the decoded bit where only that is known.
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

  private func field(_ row: TableRow, _ name: String) throws(DeviceError) -> String {
    guard let field = row[name] else { throw refuse(row, "there is no \(name)") }
    return field.filter { !$0.isWhitespace }
  }

  private func refuse(_ row: TableRow, _ reason: String) -> DeviceError {
    .file(path: source, reason: row.problem(reason).description)
  }
}
