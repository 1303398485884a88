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
    let header = text.prefix { !$0.isNewline }.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
    if header.contains("row") {
      self = try CellTable(text, source: source, device: device).cells(layer: layer)
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
  private let columns: [String: Int]
  private let lines: [(number: Int, fields: [Substring])]

  init(_ text: String, source: String, device: MemristorDevice) throws(DeviceError) {
    self.source = source
    self.device = device
    var rows: [(Int, [Substring])] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    where line.contains(where: { !$0.isWhitespace }) {
      rows.append((index + 1, line.split(separator: ",", omittingEmptySubsequences: false)))
    }
    guard let head = rows.first else { throw .file(path: source, reason: "it is empty") }
    // `drawn.v_set_V` and `v_set_V` are one column.
    columns = Dictionary(
      head.1.enumerated().map { (String($1.filter { !$0.isWhitespace }).replacing("drawn.", with: ""), $0) }
    ) { first, _ in first }
    lines = Array(rows.dropFirst())
    // What no study asks for by its role has a median that does for those who do not know it.
    let required = device.parameters.filter { $0.role != nil && $0.distribution != nil }.map(\.key)
    for name in ["row", "column"] + required where columns[name] == nil {
      throw .file(path: source, reason: "the column '\(name)' is missing in line 1")
    }
  }

  func cells(layer: Int) throws(DeviceError) -> ArrayCells {
    var found: [Int: [Int: (Memristor, Double)]] = [:]
    var layers: Set<Int> = []
    for line in lines {
      if columns["layer"] != nil {
        let number = try whole(line, "layer")
        layers.insert(number)
        if number != layer { continue }
      }
      let (row, column) = (try whole(line, "row"), try whole(line, "column"))
      guard found[row]?[column] == nil else { throw refuse(line.number, "the cell (\(row), \(column)) is there twice") }
      found[row, default: [:]][column] = (try memristor(line), try state(line))
    }
    guard let rows = found.keys.max().map({ $0 + 1 }), let columns = found.values.flatMap(\.keys).max().map({ $0 + 1 }) else {
      let known = layers.sorted().map(String.init).joined(separator: ", ")
      throw .file(path: source, reason: known.isEmpty ? "there is no cell" : "there is no layer \(layer); it has \(known)")
    }
    guard found.values.reduce(0, { $0 + $1.count }) == rows * columns else {
      throw .file(path: source, reason: "not every cell of its \(rows) x \(columns) array is there")
    }
    var memristors: [Memristor] = []
    var states: [Double] = []
    for row in 0..<rows {
      for column in 0..<columns {
        guard let (memristor, state) = found[row]?[column] else {
          throw .file(path: source, reason: "the cell (\(row), \(column)) is missing")
        }
        memristors.append(memristor)
        states.append(state)
      }
    }
    return .memristors(
      Grid(rows: rows, columns: columns) { memristors[$0 * columns + $1] },
      states: Grid(rows: rows, columns: columns) { states[$0 * columns + $1] })
  }

  private typealias Line = (number: Int, fields: [Substring])

  private func memristor(_ line: Line) throws(DeviceError) -> Memristor {
    var values: [String: Double] = [:]
    for parameter in device.parameters where parameter.distribution != nil && columns[parameter.key] != nil {
      values[parameter.name] = try positive(line, parameter.key)
      if parameter.unit == "ohm" {
        try ArrayCells.check(.ohms(values[parameter.name] ?? 0), "line \(line.number): \(parameter.key)", source)
      }
    }
    return device.median(values)
  }

  /// The filament's state, or that of the decoded bit where only that is known.
  private func state(_ line: Line) throws(DeviceError) -> Double {
    for name in ["state", "decoded_bit", "target_bit"] where columns[name] != nil {
      let value = try number(line, name)
      guard (0...1).contains(value) else { throw refuse(line.number, "\(name) is \(value); allowed is 0 to 1") }
      return value
    }
    throw .file(path: source, reason: "none of the columns 'state', 'decoded_bit' and 'target_bit' is there")
  }

  private func positive(_ line: Line, _ name: String) throws(DeviceError) -> Double {
    let value = try number(line, name)
    guard value > 0, value.isFinite else {
      throw refuse(line.number, "\(name) is \(value); allowed is more than 0, and finite")
    }
    return value
  }

  private func whole(_ line: Line, _ name: String) throws(DeviceError) -> Int {
    guard let value = Int(try field(line, name)), (0..<1024).contains(value) else {
      throw refuse(line.number, "\(name) is '\(try field(line, name))'; allowed is 0 to 1023")
    }
    return value
  }

  private func number(_ line: Line, _ name: String) throws(DeviceError) -> Double {
    guard let value = Double(try field(line, name)) else {
      throw refuse(line.number, "\(name) is '\(try field(line, name))', which is no number")
    }
    return value
  }

  private func field(_ line: Line, _ name: String) throws(DeviceError) -> String {
    guard let index = columns[name], index < line.fields.count else { throw refuse(line.number, "there is no \(name)") }
    return line.fields[index].filter { !$0.isWhitespace }
  }

  private func refuse(_ line: Int, _ reason: String) -> DeviceError { .file(path: source, reason: "line \(line): \(reason)") }
}
