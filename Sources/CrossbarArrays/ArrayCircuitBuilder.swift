import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// Puts the elements of an array into a circuit, named by row and column as the field does: `RBL_3_7`, `XCELL_3_7`.
struct ArrayCircuitBuilder {
  private let operation: RowOperation
  private let array: CrossbarArray
  private let isPulsed: Set<Int>
  /// Whether lines are held at the pulse's height and filaments do not move: the circuit of an operating point.
  private let isStatic: Bool
  private var circuit: Circuit

  init(
    _ operation: RowOperation, _ array: CrossbarArray, scope: CircuitScope, isStatic: Bool = false
  ) throws(NetlistError) {
    self.operation = operation
    self.array = array
    self.isStatic = isStatic
    isPulsed = Set(operation.columns)
    circuit = Circuit(
      title: "\(operation.kind.rawValue.uppercased()) of row \(operation.row) of a \(array.rows) x \(array.columns) 1T1R array",
      comments: Self.comments(operation, scope, array.transistor.model.form))
    circuit.include(array.model.library)
    circuit.include(array.transistor.model.library)
  }

  func finish(columns: [Int]) -> ArrayCircuit {
    let pulse = operation.pulse
    // A write must follow an abrupt filament; a read only has to see that it stays.
    let steps: Double = operation.kind == .read ? 10 : 50
    let deck = Deck(
      circuit: circuit, analysis: .transient(stop: pulse.duration, maximumStep: pulse.width / steps),
      probes: columns.flatMap { column in
        [
          Probe.inner(instance: "XCELL_\(operation.row)_\(column)", node: MemristorModel.stateNode),
          Probe.current(source: "VSL\(column)"),
        ]
      })
    return ArrayCircuit(deck: deck, columns: columns, sampleTime: pulse.plateauEnd)
  }

  /// Everything about the cell of the selected row and a column, as `CellTrace` and `CellReadOut` take it.
  func finish(watching column: Int) -> Deck {
    let row = operation.row
    let place = "\(row)_\(column)"
    let pulse = operation.pulse
    return Deck(
      circuit: circuit,
      analysis: isStatic ? .operatingPoint : .transient(stop: pulse.duration, maximumStep: pulse.width / 50),
      probes: [
        .current(source: "VBL\(column)"), .current(source: "VSL\(column)"), .voltage(source("BL", column)),
        .voltage(source("SL", column)), .voltage(node("BL", row, column)), .voltage(Node("m_\(place)")),
        .voltage(node("SL", row, column)),
      ] + (isStatic ? [] : [.inner(instance: "XCELL_\(place)", node: MemristorModel.stateNode)]))
  }

  /// The source in the place of the selected row's memristor, swept from 0 V; its current is the only probe.
  func finish(sweepingCellOf column: Int, to voltage: Voltage, steps: Int) -> Deck {
    let source = "VCELL_\(operation.row)_\(column)"
    return Deck(
      circuit: circuit,
      analysis: .sweep(source: source, start: 0, stop: voltage.si, step: voltage.si / Double(steps)),
      probes: [.current(source: source)])
  }

  // MARK: Elements

  mutating func addWordLine(_ row: Int) throws(NetlistError) {
    let voltage = row == operation.row ? operation.wordLineVoltage : .zero
    try circuit.add("VWL\(row)", .voltageSource(plus: wordLine(row), minus: .ground, .constant(voltage.si)))
  }

  /// A column by itself: its selected cell in full, its wires and other cells lumped.
  mutating func addLine(_ column: Int) throws(NetlistError) {
    try addLineWithoutCell(column)
    try addCell(operation.row, column)
  }

  /// What stands around the selected cell of a column by itself.
  mutating func addLineWithoutCell(_ column: Int) throws(NetlistError) {
    try addWordLine(operation.row)
    try addDrivers(column)
    try addLumpedWires(operation.row, column)
    try addLumpedOffCells(operation.row, column)
  }

  /// The sources of a column's two lines, with their output resistance.
  mutating func addDrivers(_ column: Int) throws(NetlistError) {
    let height = operation.amplitude.si
    let pulse =
      isStatic
      ? Stimulus.constant(height)
      : .pulse(amplitude: height, delay: .zero, edge: operation.pulse.edge, width: operation.pulse.width)
    let onSourceLine = operation.kind == .reset
    for (line, isDriven) in [("BL", !onSourceLine), ("SL", onSourceLine)] {
      let drive = isDriven && isPulsed.contains(column) ? pulse : .constant(0)
      try circuit.add(
        "V\(line)\(column)", .voltageSource(plus: source(line, column), minus: .ground, drive))
    }
  }

  /// The wire up to `row` from the row before it, or from the driver.
  mutating func addSegments(_ row: Int, _ column: Int) throws(NetlistError) {
    for (line, segment) in lines {
      let before = row == 0 ? source(line, column) : node(line, row - 1, column)
      let resistance = row == 0 ? array.wires.driver + segment : segment
      try addWire(line, row, column, from: before, resistance)
    }
  }

  /// All the wire between driver and `row` as one resistor.
  mutating func addLumpedWires(_ row: Int, _ column: Int) throws(NetlistError) {
    for (line, segment) in lines {
      try addWire(line, row, column, from: source(line, column), array.wires.driver + segment * Double(row + 1))
    }
  }

  mutating func addCell(_ row: Int, _ column: Int) throws(NetlistError) {
    let middle = Node("m_\(row)_\(column)")
    let memristor = array.memristors[row, column]
    let state = array.states[row, column]
    let canMove = !isStatic && row == operation.row && isPulsed.contains(column)
    let instance =
      canMove
      ? array.model.dynamicInstance(of: memristor, state: state, from: node("BL", row, column), to: middle)
      : array.model.frozenInstance(of: memristor, state: state, from: node("BL", row, column), to: middle)
    try circuit.add("XCELL_\(row)_\(column)", instance)
    try addTransistor(row, column)
  }

  /// The cell with a voltage source, `VCELL_r_c`, in the memristor's place.
  mutating func addCellWithSource(_ row: Int, _ column: Int) throws(NetlistError) {
    try circuit.add(
      "VCELL_\(row)_\(column)",
      .voltageSource(plus: node("BL", row, column), minus: Node("m_\(row)_\(column)"), .constant(0)))
    try addTransistor(row, column)
  }

  private mutating func addTransistor(_ row: Int, _ column: Int) throws(NetlistError) {
    try circuit.add(
      array.transistor.element(
        "CELL_\(row)_\(column)", drain: Node("m_\(row)_\(column)"), gate: wordLine(row), source: node("SL", row, column)))
  }

  /// The column's other cells: their memristors conduct far better than a transistor that is off, so only that counts.
  mutating func addLumpedOffCells(_ row: Int, _ column: Int) throws(NetlistError) {
    guard array.rows > 1 else { return }
    try circuit.add(
      array.transistor.element(
        "OFF_\(column)", drain: node("BL", row, column), gate: .ground, source: node("SL", row, column),
        count: array.rows - 1))
  }

  private mutating func addWire(
    _ line: String, _ row: Int, _ column: Int, from before: Node, _ resistance: Resistance
  ) throws(NetlistError) {
    let here = node(line, row, column)
    if here != before { try circuit.add("R\(line)_\(row)_\(column)", .resistor(before, here, resistance)) }
  }

  // MARK: Names

  private var lines: [(String, Resistance)] {
    [("BL", array.wires.bitLineSegment), ("SL", array.wires.sourceLineSegment)]
  }

  private func wordLine(_ row: Int) -> Node { Node("wl_\(row)") }

  private func source(_ line: String, _ column: Int) -> Node { Node("\(line.lowercased())\(column)") }

  /// Where a line meets a cell. Without resistance the whole line is one node, that of its source.
  private func node(_ line: String, _ row: Int, _ column: Int) -> Node {
    let segment = line == "BL" ? array.wires.bitLineSegment : array.wires.sourceLineSegment
    if segment > .zero { return Node("\(line.lowercased())_\(row)_\(column)") }
    return array.wires.driver > .zero ? Node("\(line.lowercased())_0_\(column)") : source(line, column)
  }

  private static func comments(
    _ operation: RowOperation, _ scope: CircuitScope, _ transistor: TransistorModel.Form
  ) -> [String] {
    let letter = transistor == .card ? "M" : "XM"
    var comments = [
      "\(operation.kind.rawValue) \(operation.amplitude) for \(operation.pulse.width), word line at \(operation.wordLineVoltage)",
      "XCELL_r_c memristor and \(letter)CELL_r_c access transistor of row r, column c; RBL, RSL wire; VBL, VSL, VWL drivers",
    ]
    if scope == .line {
      comments.append(
        "one column: RBL and RSL hold the driver and all segments up to the row, \(letter)OFF the cells of other rows")
    } else {
      comments.append("the first segment of each line holds the driver's resistance")
    }
    return comments
  }
}
