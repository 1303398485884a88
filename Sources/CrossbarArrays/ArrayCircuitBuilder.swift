import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Puts the elements of an array into a circuit, named by row and column as the field does: `RBL_3_7`, `XCELL_3_7`.
struct ArrayCircuitBuilder {
  private let drive: ArrayDrive
  private let array: CrossbarArray
  private var circuit: Circuit

  /// The circuit of a drive: the whole array, or the selected row's cell in one column, or the selected row alone where
  /// source lines run along rows.
  static func circuit(
    _ drive: ArrayDrive, _ array: CrossbarArray, scope: CircuitScope, column: Int
  ) throws(NetlistError) -> Circuit {
    var builder = try ArrayCircuitBuilder(drive, array, scope: scope)
    switch (scope, drive.sourceLines) {
    case (.array, .alongColumns):
      for row in 0..<array.rows { try builder.addWordLine(row) }
      for column in 0..<array.columns {
        try builder.addBitLineDriver(column)
        try builder.addSourceLineDriver(column)
        for row in 0..<array.rows { try builder.addCellWithWires(row, column) }
      }
    case (.array, .alongRows):
      for row in 0..<array.rows {
        try builder.addWordLine(row)
        try builder.addSourceLineDriver(row)
      }
      for column in 0..<array.columns {
        try builder.addBitLineDriver(column)
        for row in 0..<array.rows { try builder.addCellWithWires(row, column) }
      }
    case (.line, .alongColumns):
      try builder.addWordLine(drive.row)
      try builder.addBitLineDriver(column)
      try builder.addSourceLineDriver(column)
      try builder.addLumpedWire("BL", drive.row, column)
      try builder.addLumpedWire("SL", drive.row, column)
      try builder.addCell(drive.row, column)
      try builder.addLumpedOffCells(drive.row, column)
    case (.line, .alongRows):
      try builder.addWordLine(drive.row)
      try builder.addSourceLineDriver(drive.row)
      for column in 0..<array.columns {
        try builder.addBitLineDriver(column)
        try builder.addLumpedWire("BL", drive.row, column)
        try builder.addSegment("SL", drive.row, column)
        try builder.addCell(drive.row, column)
      }
    }
    return builder.circuit
  }

  /// Everything about the selected row's cell in a column, as `CellTrace` and `CellOperatingPoint` take it.
  static func cellProbes(_ drive: ArrayDrive, _ array: CrossbarArray, column: Int) throws(NetlistError) -> [Probe] {
    let names = try ArrayCircuitBuilder(drive, array, scope: .line)
    let row = drive.row
    return [
      .current(source: "VBL\(column)"), .current(source: "VSL\(column)"), .voltage(names.source("BL", column)),
      .voltage(names.source("SL", column)), .voltage(names.node("BL", row, column)), .voltage(Node("m_\(row)_\(column)")),
      .voltage(names.node("SL", row, column)),
    ] + (drive.movingColumns.contains(column) ? [ArrayCircuit.state(row, column)] : [])
  }

  private init(_ drive: ArrayDrive, _ array: CrossbarArray, scope: CircuitScope) throws(NetlistError) {
    self.drive = drive
    self.array = array
    circuit = Circuit(title: drive.title, comments: drive.comments + Self.comments(drive, scope))
    circuit.include(array.model.library)
    circuit.include(array.transistor.model.library)
  }

  // MARK: Elements

  private mutating func addWordLine(_ row: Int) throws(NetlistError) {
    try addSource("VWL\(row)", wordLine(row), drive.wordLineVoltages[row])
  }

  private mutating func addBitLineDriver(_ column: Int) throws(NetlistError) {
    try addSource("VBL\(column)", source("BL", column), drive.bitLineVoltages[column])
  }

  /// - Parameter line: a column, or a row where source lines run along rows.
  private mutating func addSourceLineDriver(_ line: Int) throws(NetlistError) {
    try addSource("VSL\(line)", source("SL", line), drive.sourceLineVoltages[line])
  }

  private mutating func addCellWithWires(_ row: Int, _ column: Int) throws(NetlistError) {
    try addSegment("BL", row, column)
    try addSegment("SL", row, column)
    try addCell(row, column)
  }

  /// The wire up to a cell from the cell before it, or from the driver.
  private mutating func addSegment(_ line: String, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    let before = place == 0 ? source(line, number) : neighbour(line, row, column)
    try addWire(line, row, column, from: before, place == 0 ? array.wires.driver + segment(line) : segment(line))
  }

  /// All the wire between driver and cell as one resistor.
  private mutating func addLumpedWire(_ line: String, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    try addWire(
      line, row, column, from: source(line, number), array.wires.driver + segment(line) * Double(place + 1))
  }

  private mutating func addCell(_ row: Int, _ column: Int) throws(NetlistError) {
    let middle = Node("m_\(row)_\(column)")
    let memristor = array.memristors[row, column]
    let state = array.states[row, column]
    let canMove = row == drive.row && drive.movingColumns.contains(column)
    let instance =
      canMove
      ? array.model.dynamicInstance(of: memristor, state: state, from: node("BL", row, column), to: middle)
      : array.model.frozenInstance(of: memristor, state: state, from: node("BL", row, column), to: middle)
    try circuit.add("XCELL_\(row)_\(column)", instance)
    try circuit.add(
      "MCELL_\(row)_\(column)",
      .mosfet(drain: middle, gate: wordLine(row), source: node("SL", row, column), bulk: .ground, transistor(1)))
  }

  /// The column's other cells: their memristors conduct far better than a transistor that is off, so only that counts.
  private mutating func addLumpedOffCells(_ row: Int, _ column: Int) throws(NetlistError) {
    guard array.rows > 1 else { return }
    try circuit.add(
      "MOFF_\(column)",
      .mosfet(
        drain: node("BL", row, column), gate: .ground, source: node("SL", row, column), bulk: .ground,
        transistor(array.rows - 1)))
  }

  private mutating func addSource(_ name: String, _ node: Node, _ voltage: Stimulus) throws(NetlistError) {
    try circuit.add(name, .voltageSource(plus: node, minus: .ground, voltage))
  }

  private mutating func addWire(
    _ line: String, _ row: Int, _ column: Int, from before: Node, _ resistance: Resistance
  ) throws(NetlistError) {
    let here = node(line, row, column)
    if here != before { try circuit.add("R\(line)_\(row)_\(column)", .resistor(before, here, resistance)) }
  }

  // MARK: Names

  private func segment(_ line: String) -> Resistance {
    line == "BL" ? array.wires.bitLineSegment : array.wires.sourceLineSegment
  }

  private func runsAlongRow(_ line: String) -> Bool { line == "SL" && drive.sourceLines == .alongRows }

  /// How many cells lie between a cell and its line's driver, and the line's number.
  private func position(_ line: String, _ row: Int, _ column: Int) -> (place: Int, number: Int) {
    runsAlongRow(line) ? (column, row) : (row, column)
  }

  /// Where a line meets the cell next nearer to its driver.
  private func neighbour(_ line: String, _ row: Int, _ column: Int) -> Node {
    runsAlongRow(line) ? node(line, row, column - 1) : node(line, row - 1, column)
  }

  private func wordLine(_ row: Int) -> Node { Node("wl_\(row)") }

  private func source(_ line: String, _ number: Int) -> Node { Node("\(line.lowercased())\(number)") }

  /// Where a line meets a cell. Without resistance the whole line is one node, that of its source.
  private func node(_ line: String, _ row: Int, _ column: Int) -> Node {
    if segment(line) > .zero { return Node("\(line.lowercased())_\(row)_\(column)") }
    guard array.wires.driver > .zero else { return source(line, position(line, row, column).number) }
    return runsAlongRow(line) ? Node("\(line.lowercased())_\(row)_0") : Node("\(line.lowercased())_0_\(column)")
  }

  private func transistor(_ count: Int) -> Element.Mosfet {
    let transistor = array.transistor
    return .init(
      model: transistor.model.name, width: transistor.width, length: transistor.length, multiplier: count)
  }

  private static func comments(_ drive: ArrayDrive, _ scope: CircuitScope) -> [String] {
    let names = "XCELL_r_c memristor and MCELL_r_c access transistor of row r, column c; RBL, RSL wire; VBL, VSL, VWL drivers"
    switch (scope, drive.sourceLines) {
    case (.line, .alongColumns):
      return [
        names, "one column: RBL and RSL hold the driver and all segments up to the row, MOFF the cells of other rows",
      ]
    case (.line, .alongRows):
      return [
        names, "one row: RBL holds the driver and all segments up to the row; what other rows draw from the bit lines is left out",
      ]
    case (.array, _): return [names, "the first segment of each line holds the driver's resistance"]
    }
  }
}
