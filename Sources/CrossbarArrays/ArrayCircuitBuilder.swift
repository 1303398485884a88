import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Adds the elements of an array to a circuit, one kind at a time, named by row and column: `RBL_3_7`, `XCELL_3_7`.
///
/// It knows wires and drivers; which cells and lines a scope needs is decided in `circuit(_:of:title:comments:)`.
struct ArrayCircuitBuilder {
  private let drive: ArrayDrive
  private let transistor: AccessTransistor
  private let wires: Wires
  /// What has been added so far; the transistor's library is included from the start.
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

  /// Adds the ideal source of a row's word line. Gates draw no direct current, so word lines have no wire resistance.
  mutating func addWordLine(_ row: Int) throws(NetlistError) {
    try addSource(ArrayLine.wordLine.source(row), wordLine(row), drive.wordLine(row))
  }

  /// Adds the source at the driver's end of a column's bit line. The driver's resistance is part of the first wire.
  mutating func addBitLineDriver(_ column: Int) throws(NetlistError) {
    try addSource(ArrayLine.bitLine.source(column), ArrayLine.bitLine.end(column), drive.bitLine(column))
  }

  /// Adds the source at the driver's end of a source line.
  /// - Parameter line: the line's column, or its row where source lines run along rows.
  mutating func addSourceLineDriver(_ line: Int) throws(NetlistError) {
    try addSource(ArrayLine.sourceLine.source(line), ArrayLine.sourceLine.end(line), drive.sourceLine(line))
  }

  private mutating func addSource(_ name: String, _ node: Node, _ voltage: Stimulus) throws(NetlistError) {
    try circuit.add(name, .voltageSource(plus: node, minus: .ground, voltage))
  }

  /// Adds the bit line and source line segments that lead to a cell from the cell before it, or from the drivers.
  mutating func addSegments(_ row: Int, _ column: Int) throws(NetlistError) {
    for line in [ArrayLine.bitLine, .sourceLine] { try addSegment(line, row, column) }
  }

  /// Adds one segment. The first one of a line includes the driver's resistance; without resistance nothing is added.
  mutating func addSegment(_ line: ArrayLine, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    let before =
      place == 0
      ? line.end(number) : runsAlongRow(line) ? node(line, row, column - 1) : node(line, row - 1, column)
    try addWire(line, row, column, from: before, place == 0 ? wires.driver + segment(line) : segment(line))
  }

  /// Adds all the wire between a line's driver and a cell as one resistor, including the driver's own resistance.
  mutating func addLumpedWire(_ line: ArrayLine, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    try addWire(line, row, column, from: line.end(number), wires.driver + segment(line) * Double(place + 1))
  }

  /// Adds a cell between its bit line and source line: memristor (or its substitute), then the transistor.
  /// - Parameters:
  ///   - own: the cell's transistor; nil for the array's.
  ///   - isMetered: whether a 0 V source `VCELL_r_c` measures the current from the cell into the source line.
  ///   - addMemristor: adds the element between the bit line and the transistor's drain.
  mutating func addCell(
    _ row: Int, _ column: Int, transistor own: AccessTransistor? = nil, isMetered: Bool = false,
    _ addMemristor: (_ from: Node, _ to: Node, _ circuit: inout Circuit) throws(NetlistError) -> Void
  ) throws(NetlistError) {
    let middle = CellPart.middle.node(row, column)
    try addMemristor(node(.bitLine, row, column), middle, &circuit)
    let line = node(.sourceLine, row, column)
    let foot = isMetered ? CellPart.foot.node(row, column) : line
    try circuit.add(own ?? transistor, row: row, column: column, drain: middle, gate: wordLine(row), source: foot)
    if isMetered {
      try circuit.add(CellPart.ammeter.name(row, column), .voltageSource(plus: foot, minus: line, .constant(0)))
    }
  }

  /// Adds the column's other cells as one transistor that is off, with a multiplier. Their memristors are left out,
  /// since they conduct far better than a transistor that is off. All of these are nominal transistors.
  /// - Parameter count: number of these cells; with 0 nothing is added.
  mutating func addLumpedOffCells(_ row: Int, _ column: Int, count: Int) throws(NetlistError) {
    guard count > 0 else { return }
    try circuit.add(
      transistor.nominal.element(
        "MOFF_\(column)", drain: node(.bitLine, row, column), gate: .ground, source: node(.sourceLine, row, column),
        count: count))
  }

  /// Adds a wire's resistor up to a cell, unless both of its ends are the same node.
  private mutating func addWire(
    _ line: ArrayLine, _ row: Int, _ column: Int, from before: Node, _ resistance: Resistance
  ) throws(NetlistError) {
    let here = node(line, row, column)
    if here != before { try circuit.add(line.segment(row, column), .resistor(before, here, resistance)) }
  }

  // MARK: Names

  /// Resistance of one segment of a bit line or a source line.
  private func segment(_ line: ArrayLine) -> Resistance { line == .bitLine ? wires.bitLineSegment : wires.sourceLineSegment }

  /// Whether a line is counted by row and its segments join columns; true of source lines in an analog array.
  private func runsAlongRow(_ line: ArrayLine) -> Bool { line == .sourceLine && drive.sourceLines == .alongRows }

  /// The number of cells between a cell and its line's driver, and the line's own number.
  private func position(_ line: ArrayLine, _ row: Int, _ column: Int) -> (place: Int, number: Int) {
    runsAlongRow(line) ? (column, row) : (row, column)
  }

  private func wordLine(_ row: Int) -> Node { ArrayLine.wordLine.wholeLine(row) }

  /// The node where a line meets a cell. If neither segments nor driver have resistance, the whole line is its source's
  /// node; if only the driver has, it is the first cell's node.
  func node(_ line: ArrayLine, _ row: Int, _ column: Int) -> Node {
    if segment(line) > .zero { return line.node(row, column) }
    guard wires.driver > .zero else { return line.end(position(line, row, column).number) }
    return runsAlongRow(line) ? line.node(row, 0) : line.node(0, column)
  }
}
