import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Puts the elements of an array into a circuit, named by row and column as the field does: `RBL_3_7`, `XCELL_3_7`.
struct ArrayCircuitBuilder {
  private let drive: ArrayDrive
  private let transistor: AccessTransistor
  private let wires: Wires
  private(set) var circuit: Circuit

  init(
    _ drive: ArrayDrive, transistor: AccessTransistor, wires: Wires, title: String, comments: [String]
  ) {
    self.drive = drive
    self.transistor = transistor
    self.wires = wires
    circuit = Circuit(title: title, comments: comments)
    circuit.include(transistor.model.library)
  }

  // MARK: Elements

  mutating func addWordLine(_ row: Int) throws(NetlistError) {
    try addSource(ArrayLine.wordLine.source(row), wordLine(row), drive.wordLine(row))
  }

  mutating func addBitLineDriver(_ column: Int) throws(NetlistError) {
    try addSource(ArrayLine.bitLine.source(column), ArrayLine.bitLine.end(column), drive.bitLine(column))
  }

  /// - Parameter line: a column, or a row where source lines run along rows.
  mutating func addSourceLineDriver(_ line: Int) throws(NetlistError) {
    try addSource(ArrayLine.sourceLine.source(line), ArrayLine.sourceLine.end(line), drive.sourceLine(line))
  }

  private mutating func addSource(_ name: String, _ node: Node, _ voltage: Stimulus) throws(NetlistError) {
    try circuit.add(name, .voltageSource(plus: node, minus: .ground, voltage))
  }

  /// The wires up to a cell from the cells before it, or from the drivers.
  mutating func addSegments(_ row: Int, _ column: Int) throws(NetlistError) {
    for line in [ArrayLine.bitLine, .sourceLine] { try addSegment(line, row, column) }
  }

  mutating func addSegment(_ line: ArrayLine, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    let before =
      place == 0
      ? line.end(number) : runsAlongRow(line) ? node(line, row, column - 1) : node(line, row - 1, column)
    try addWire(line, row, column, from: before, place == 0 ? wires.driver + segment(line) : segment(line))
  }

  /// All the wire of a line between driver and cell as one resistor.
  mutating func addLumpedWire(_ line: ArrayLine, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    try addWire(line, row, column, from: line.end(number), wires.driver + segment(line) * Double(place + 1))
  }

  /// The transistor of a cell, and its memristor or what stands for it.
  /// - Parameters:
  ///   - isMetered: whether an ammeter `VCELL_r_c` shows what the cell sends into the source line.
  ///   - addMemristor: adds what is between the bit line and the transistor's drain.
  mutating func addCell(
    _ row: Int, _ column: Int, isMetered: Bool = false,
    _ addMemristor: (_ from: Node, _ to: Node, _ circuit: inout Circuit) throws(NetlistError) -> Void
  ) throws(NetlistError) {
    let middle = CellPart.middle.node(row, column)
    try addMemristor(node(.bitLine, row, column), middle, &circuit)
    let line = node(.sourceLine, row, column)
    let foot = isMetered ? CellPart.foot.node(row, column) : line
    try circuit.add(
      transistor.element(CellPart.transistor.name(row, column), drain: middle, gate: wordLine(row), source: foot))
    if isMetered {
      try circuit.add(CellPart.ammeter.name(row, column), .voltageSource(plus: foot, minus: line, .constant(0)))
    }
  }

  /// The column's other cells: their memristors conduct far better than a transistor that is off, so only that counts.
  mutating func addLumpedOffCells(_ row: Int, _ column: Int, count: Int) throws(NetlistError) {
    guard count > 0 else { return }
    try circuit.add(
      transistor.element(
        "MOFF_\(column)", drain: node(.bitLine, row, column), gate: .ground, source: node(.sourceLine, row, column),
        count: count))
  }

  private mutating func addWire(
    _ line: ArrayLine, _ row: Int, _ column: Int, from before: Node, _ resistance: Resistance
  ) throws(NetlistError) {
    let here = node(line, row, column)
    if here != before { try circuit.add(line.segment(row, column), .resistor(before, here, resistance)) }
  }

  // MARK: Names

  private func segment(_ line: ArrayLine) -> Resistance { line == .bitLine ? wires.bitLineSegment : wires.sourceLineSegment }

  private func runsAlongRow(_ line: ArrayLine) -> Bool { line == .sourceLine && drive.sourceLines == .alongRows }

  /// How many cells lie between a cell and its line's driver, and the line's number.
  private func position(_ line: ArrayLine, _ row: Int, _ column: Int) -> (place: Int, number: Int) {
    runsAlongRow(line) ? (column, row) : (row, column)
  }

  private func wordLine(_ row: Int) -> Node { ArrayLine.wordLine.wholeLine(row) }

  /// Where a line meets a cell. Without resistance the whole line is one node, that of its source.
  func node(_ line: ArrayLine, _ row: Int, _ column: Int) -> Node {
    if segment(line) > .zero { return line.node(row, column) }
    guard wires.driver > .zero else { return line.end(position(line, row, column).number) }
    return runsAlongRow(line) ? line.node(row, 0) : line.node(0, column)
  }
}
