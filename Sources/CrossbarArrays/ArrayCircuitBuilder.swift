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
  /// The place on their word line of the only cells in the circuit; nil where all cells are in it.
  private let wordLinePlace: WordLinePlace?
  /// Whether word lines are ladders; otherwise each is its source's node.
  private let movesWordLines: Bool
  /// What has been added so far; the transistor's library is included from the start.
  private(set) var circuit: Circuit

  /// - Parameters:
  ///   - size: rows and columns of the whole array.
  ///   - wordLinePlace: where one cell stands for its row, its place; its word line is in full all the same.
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

  /// Adds the source of a row's word line and, where word lines move and one cell stands for its row, all segments. Otherwise
  /// these are added cell by cell.
  mutating func addWordLine(_ row: Int) throws(NetlistError) {
    let line = ArrayLine.wordLine
    try addSource(line.source(row), movesWordLines ? line.end(row) : line.wholeLine(row), drive.wordLine(row))
    guard movesWordLines, wordLinePlace != nil else { return }
    for column in 0..<wordLine.cells { try addSegment(line, row, column) }
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
  /// - Parameter isOpen: whether the line has no driver, and so no first segment.
  mutating func addSegment(_ line: ArrayLine, _ row: Int, _ column: Int, isOpen: Bool = false) throws(NetlistError) {
    let (place, number) = position(line, row, column)
    let before =
      place == 0
      ? line.end(number) : runsAlongRow(line) ? node(line, row, column - 1) : node(line, row - 1, column)
    let ladder = ladder(line)
    let here = node(line, row, column)
    if place > 0 || !isOpen {
      try addWire(line, row, column, from: before, place == 0 ? ladder.resistance(to: 0) : ladder.segment, to: here)
    }
    try addCapacitor(line, row, column, here, ladder.capacitance(at: place))
  }

  /// Adds a whole line of a circuit in which only some of its cells are: all segments where it has capacitance; otherwise the
  /// wire up to the first of these cells as one resistor, including the driver's own, and the segments on to the others.
  /// - Parameter rows: of the cells, which follow each other.
  mutating func addLine(_ line: ArrayLine, _ rows: ClosedRange<Int>, _ column: Int) throws(NetlistError) {
    let (place, number) = position(line, rows.lowerBound, column)
    let ladder = ladder(line)
    if ladder.capacitance > .zero, !runsAlongRow(line) {
      for row in 0..<ladder.cells { try addSegment(line, row, column) }
    } else {
      let (row, here) = (rows.lowerBound, node(line, rows.lowerBound, column))
      try addWire(line, row, column, from: line.end(number), ladder.resistance(to: place), to: here)
      for row in rows.dropFirst() { try addSegment(line, row, column) }
    }
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
    try circuit.add(own ?? transistor, row: row, column: column, drain: middle, gate: gate(row, column), source: foot)
    if isMetered {
      try circuit.add(CellPart.ammeter.name(row, column), .voltageSource(plus: foot, minus: line, .constant(0)))
    }
  }

  /// Adds a transistor that the memristors of a group of columns share, between their common node `d_r_g` and the group's
  /// source line.
  mutating func addSharedTransistor(_ row: Int, group: Int) throws(NetlistError) {
    try circuit.add(
      transistor.element(
        CellPart.sharedTransistor.name(row, group), drain: CellPart.sharedDrain.node(row, group), gate: gate(row, group),
        source: node(.sourceLine, row, group)))
  }

  /// Adds a memristor of such a group.
  /// - Parameter ammeter: the name of a 0 V source below it, for its current into the shared transistor; nil for none.
  mutating func addSharingMemristor(
    _ row: Int, _ column: Int, group: Int, ammeter: String?,
    _ addMemristor: (_ from: Node, _ to: Node, _ circuit: inout Circuit) throws(NetlistError) -> Void
  ) throws(NetlistError) {
    let drain = CellPart.sharedDrain.node(row, group)
    let foot = ammeter == nil ? drain : CellPart.middle.node(row, column)
    try addMemristor(node(.bitLine, row, column), foot, &circuit)
    if let ammeter { try circuit.add(ammeter, .voltageSource(plus: foot, minus: drain, .constant(0))) }
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
    movesWordLines ? node(.wordLine, row, wordLinePlace?.index ?? column) : ArrayLine.wordLine.wholeLine(row)
  }

  /// The node where a line meets a cell. If neither segments nor driver have resistance, the whole line is its source's
  /// node; if only the driver has, it is the first cell's node.
  func node(_ line: ArrayLine, _ row: Int, _ column: Int) -> Node {
    if ladder(line).segment > .zero { return line.node(row, column) }
    guard ladder(line).driver > .zero else { return line.end(position(line, row, column).number) }
    return runsAlongRow(line) ? line.node(row, 0) : line.node(0, column)
  }
}
