import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Adds the elements of an array to a circuit, one kind at a time, named by row and column: `RBL_3_7`, `XCELL_3_7`.
///
/// It knows wires and drivers; which cells and lines a scope needs is decided in `circuit(_:of:title:comments:)`.
struct ArrayCircuitBuilder {
  private let drive: ArrayDrive
  private let transistor: AccessTransistor
  private let bitLine, sourceLine, wordLine: LineLadder
  /// The place of the only cells that a lumped word line has in the circuit; nil where word lines have all their cells.
  private let wordLinePlace: WordLinePlace?
  /// Whether word lines are ladders, or lumped ones; otherwise each is its source's node.
  private let movesWordLines: Bool
  /// What has been added so far; the transistor's library is included from the start.
  private(set) var circuit: Circuit

  /// - Parameters:
  ///   - size: rows and columns of the whole array.
  ///   - wordLinePlace: where word lines are to be lumped, the place of the cell.
  init(
    _ drive: ArrayDrive, transistor: AccessTransistor, wires: Wires, size: (rows: Int, columns: Int),
    wordLinePlace: WordLinePlace? = nil, title: String, comments: [String]
  ) {
    self.drive = drive
    self.transistor = transistor
    self.wordLinePlace = wordLinePlace
    bitLine = wires.bitLine(cells: size.rows)
    sourceLine = wires.sourceLine(cells: drive.sourceLines == .alongRows ? size.columns : size.rows)
    wordLine = wires.wordLine(cells: wordLinePlace?.cells ?? size.columns)
    movesWordLines = wires.movesWordLines
    circuit = Circuit(title: title, comments: comments)
    circuit.include(transistor.model.library)
  }

  // MARK: Elements

  /// Adds the source of a row's word line and, where word lines move, the wire up to the one cell that it is lumped for. The
  /// segments of a word line in full are added cell by cell.
  mutating func addWordLine(_ row: Int) throws(NetlistError) {
    let line = ArrayLine.wordLine
    guard movesWordLines else { return try addSource(line.source(row), line.wholeLine(row), drive.wordLine(row)) }
    guard let place = wordLinePlace else { return try addSource(line.source(row), line.end(row), drive.wordLine(row)) }
    let wire = wordLine.reduced(to: place.index)
    let isIdeal = wire.resistance == .zero
    try addSource(line.source(row), isIdeal ? line.wholeLine(row) : line.end(row), drive.wordLine(row))
    if !isIdeal { try addWire(line, row, place.index, from: line.end(row), wire, to: line.wholeLine(row)) }
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

  /// Adds the segments of bit line, source line and a moving word line that lead to a cell from the cell before it, or from
  /// the drivers.
  mutating func addSegments(_ row: Int, _ column: Int) throws(NetlistError) {
    for line in [ArrayLine.bitLine, .sourceLine] { try addSegment(line, row, column) }
    if movesWordLines, wordLinePlace == nil { try addSegment(.wordLine, row, column) }
  }

  /// Adds one segment, with the capacitance at its cell. The first one of a line includes the driver's resistance; without
  /// resistance no wire is added.
  mutating func addSegment(_ line: ArrayLine, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    let before =
      place == 0
      ? line.end(number) : runsAlongRow(line) ? node(line, row, column - 1) : node(line, row - 1, column)
    let ladder = ladder(line)
    let here = node(line, row, column)
    try addWire(line, row, column, from: before, place == 0 ? ladder.resistance(to: 0) : ladder.segment, to: here)
    try addCapacitor(line, row, column, here, ladder.capacitance(at: place))
  }

  /// Adds all the wire between a line's driver and a cell, including the driver's own resistance: as one resistor, or as two
  /// with a tap where the line has capacitance.
  /// - Parameter last: the last cell whose capacitance is included, counted from the driver; nil for the whole line's.
  mutating func addLumpedWire(_ line: ArrayLine, _ row: Int, _ column: Int, upTo last: Int? = nil) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    try addWire(
      line, row, column, from: line.end(number), ladder(line).reduced(to: place, upTo: last), to: node(line, row, column))
  }

  /// Adds a line's segment to its last cell in the circuit, with the capacitance of all that is behind it.
  mutating func addLastSegment(_ line: ArrayLine, _ row: Int, _ column: Int) throws(NetlistError) {
    let (place, ladder, here) = (position(line, row, column).place, ladder(line), node(line, row, column))
    try addWire(line, row, column, from: node(line, row - 1, column), ladder.segment, to: here)
    try addCapacitor(line, row, column, here, ladder.capacitance(at: place..<ladder.cells))
  }

  /// Adds a cell between its bit line and source line: memristor (or its substitute), then the transistor.
  /// - Parameters:
  ///   - isMetered: whether a 0 V source `VCELL_r_c` measures the current from the cell into the source line.
  ///   - addMemristor: adds the element between the bit line and the transistor's drain.
  mutating func addCell(
    _ row: Int, _ column: Int, isMetered: Bool = false,
    _ addMemristor: (_ from: Node, _ to: Node, _ circuit: inout Circuit) throws(NetlistError) -> Void
  ) throws(NetlistError) {
    let middle = CellPart.middle.node(row, column)
    try addMemristor(node(.bitLine, row, column), middle, &circuit)
    let line = node(.sourceLine, row, column)
    let foot = isMetered ? CellPart.foot.node(row, column) : line
    try circuit.add(
      transistor.element(CellPart.transistor.name(row, column), drain: middle, gate: gate(row, column), source: foot))
    if isMetered {
      try circuit.add(CellPart.ammeter.name(row, column), .voltageSource(plus: foot, minus: line, .constant(0)))
    }
  }

  /// Adds the column's other cells as one transistor that is off, with a multiplier. Their memristors are left out,
  /// since they conduct far better than a transistor that is off.
  /// - Parameter count: number of these cells; with 0 nothing is added.
  mutating func addLumpedOffCells(_ row: Int, _ column: Int, count: Int) throws(NetlistError) {
    guard count > 0 else { return }
    try circuit.add(
      transistor.element(
        "MOFF_\(column)", drain: node(.bitLine, row, column), gate: .ground, source: node(.sourceLine, row, column),
        count: count))
  }

  /// Adds a reduced line up to a cell: a wire to the tap, where there is one, and on to the cell, with capacitances at both.
  private mutating func addWire(
    _ line: ArrayLine, _ row: Int, _ column: Int, from end: Node, _ wire: ReducedLine, to here: Node
  ) throws(NetlistError) {
    if wire.tapCapacitance > .zero {
      let tap = line.tap.node(row, column)
      try addWire(line.tap, row, column, from: end, wire.near, to: tap)
      try addCapacitor(line.tap, row, column, tap, wire.tapCapacitance)
      try addWire(line, row, column, from: tap, wire.far, to: here)
    } else {
      try addWire(line, row, column, from: end, wire.near, to: here)
    }
    try addCapacitor(line, row, column, here, wire.cellCapacitance)
  }

  /// Adds a wire's resistor up to a cell, unless both of its ends are the same node.
  private mutating func addWire(
    _ line: ArrayLine, _ row: Int, _ column: Int, from before: Node, _ resistance: Resistance, to here: Node
  ) throws(NetlistError) {
    if here != before { try circuit.add(line.segment(row, column), .resistor(before, here, resistance)) }
  }

  /// Adds a capacitor from a line's node to ground, unless there is no capacitance, or nothing between the node and its
  /// source: it then follows, whatever its capacitance.
  private mutating func addCapacitor(
    _ line: ArrayLine, _ row: Int, _ column: Int, _ node: Node, _ capacitance: Capacitance
  ) throws(NetlistError) {
    guard capacitance > .zero, node != line.end(position(line, row, column).number) else { return }
    try circuit.add(line.capacitor(row, column), .capacitor(node, .ground, capacitance.si))
  }

  // MARK: Names

  private func ladder(_ line: ArrayLine) -> LineLadder {
    switch line {
    case .wordLine: wordLine
    case .sourceLine: sourceLine
    default: bitLine
    }
  }

  /// Whether a line is counted by row and its segments join columns; true of word lines, and of source lines in an analog array.
  private func runsAlongRow(_ line: ArrayLine) -> Bool {
    line == .wordLine || line == .sourceLine && drive.sourceLines == .alongRows
  }

  /// The number of cells between a cell and its line's driver, and the line's own number.
  private func position(_ line: ArrayLine, _ row: Int, _ column: Int) -> (place: Int, number: Int) {
    runsAlongRow(line) ? (column, row) : (row, column)
  }

  /// The node of a cell's gate.
  func gate(_ row: Int, _ column: Int) -> Node {
    movesWordLines && wordLinePlace == nil ? node(.wordLine, row, column) : ArrayLine.wordLine.wholeLine(row)
  }

  /// The node where a line meets a cell. If neither segments nor driver have resistance, the whole line is its source's
  /// node; if only the driver has, it is the first cell's node.
  func node(_ line: ArrayLine, _ row: Int, _ column: Int) -> Node {
    if ladder(line).segment > .zero { return line.node(row, column) }
    guard ladder(line).driver > .zero else { return line.end(position(line, row, column).number) }
    return runsAlongRow(line) ? line.node(row, 0) : line.node(0, column)
  }
}
