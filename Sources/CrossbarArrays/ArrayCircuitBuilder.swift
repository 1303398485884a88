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
    _ drive: ArrayDrive, transistor: AccessTransistor, wires: Wires, model: MemristorModel, title: String, comments: [String]
  ) {
    self.drive = drive
    self.transistor = transistor
    self.wires = wires
    circuit = Circuit(title: title, comments: comments)
    circuit.include(model.library)
    circuit.include(transistor.model.library)
  }

  // MARK: Elements

  mutating func addWordLine(_ row: Int) throws(NetlistError) {
    let voltage = drive.wordLine(row)
    try circuit.add("VWL\(row)", .voltageSource(plus: wordLine(row), minus: .ground, .constant(voltage.si)))
  }

  /// The sources of a column's two lines.
  mutating func addDrivers(_ column: Int) throws(NetlistError) {
    for (line, stimulus) in [("BL", drive.bitLine(column)), ("SL", drive.sourceLine(column))] {
      try circuit.add(
        "V\(line)\(column)", .voltageSource(plus: source(line, column), minus: .ground, stimulus))
    }
  }

  /// The wire up to `row` from the row before it, or from the driver.
  mutating func addSegments(_ row: Int, _ column: Int) throws(NetlistError) {
    for (line, segment) in lines {
      let before = row == 0 ? source(line, column) : node(line, row - 1, column)
      let resistance = row == 0 ? wires.driver + segment : segment
      try addWire(line, row, column, from: before, resistance)
    }
  }

  /// All the wire between driver and `row` as one resistor.
  mutating func addLumpedWires(_ row: Int, _ column: Int) throws(NetlistError) {
    for (line, segment) in lines {
      try addWire(line, row, column, from: source(line, column), wires.driver + segment * Double(row + 1))
    }
  }

  /// The transistor of a cell, and its memristor or what stands for it.
  /// - Parameters:
  ///   - isMetered: whether an ammeter `VCELL_r_c` shows what the cell sends into the source line.
  ///   - addMemristor: adds what is between the bit line and the transistor's drain.
  mutating func addCell(
    _ row: Int, _ column: Int, isMetered: Bool = false,
    _ addMemristor: (_ from: Node, _ to: Node, _ circuit: inout Circuit) throws(NetlistError) -> Void
  ) throws(NetlistError) {
    try addMemristor(node("BL", row, column), middle(row, column), &circuit)
    let line = node("SL", row, column)
    let foot = isMetered ? Node("s_\(row)_\(column)") : line
    try circuit.add(
      "MCELL_\(row)_\(column)",
      .mosfet(drain: middle(row, column), gate: wordLine(row), source: foot, bulk: .ground, transistor(1)))
    if isMetered {
      try circuit.add(Self.ammeter(row, column), .voltageSource(plus: foot, minus: line, .constant(0)))
    }
  }

  /// The column's other cells: their memristors conduct far better than a transistor that is off, so only that counts.
  mutating func addLumpedOffCells(_ row: Int, _ column: Int, count: Int) throws(NetlistError) {
    guard count > 0 else { return }
    try circuit.add(
      "MOFF_\(column)",
      .mosfet(
        drain: node("BL", row, column), gate: .ground, source: node("SL", row, column), bulk: .ground,
        transistor(count)))
  }

  private mutating func addWire(
    _ line: String, _ row: Int, _ column: Int, from before: Node, _ resistance: Resistance
  ) throws(NetlistError) {
    let here = node(line, row, column)
    if here != before { try circuit.add("R\(line)_\(row)_\(column)", .resistor(before, here, resistance)) }
  }

  // MARK: Names

  private var lines: [(String, Resistance)] {
    [("BL", wires.bitLineSegment), ("SL", wires.sourceLineSegment)]
  }

  static func ammeter(_ row: Int, _ column: Int) -> String { "VCELL_\(row)_\(column)" }

  /// Between a cell's memristor and its transistor.
  func middle(_ row: Int, _ column: Int) -> Node { Node("m_\(row)_\(column)") }

  private func wordLine(_ row: Int) -> Node { Node("wl_\(row)") }

  func source(_ line: String, _ column: Int) -> Node { Node("\(line.lowercased())\(column)") }

  /// Where a line meets a cell. Without resistance the whole line is one node, that of its source.
  func node(_ line: String, _ row: Int, _ column: Int) -> Node {
    let segment = line == "BL" ? wires.bitLineSegment : wires.sourceLineSegment
    if segment > .zero { return Node("\(line.lowercased())_\(row)_\(column)") }
    return wires.driver > .zero ? Node("\(line.lowercased())_0_\(column)") : source(line, column)
  }

  private func transistor(_ count: Int) -> Element.Mosfet {
    .init(model: transistor.model.name, width: transistor.width, length: transistor.length, multiplier: count)
  }
}
