import CrossbarPrimitives
import MemristorDevices
import Netlisting
import StructuredSolver

extension PassiveArray {
  /// A pulse on one cell, every memristor and selector free to move from its state. All lines that are driven rise and fall
  /// with the pulse.
  ///
  /// Cells on an open line with no other cell are left out: they lead nowhere, and their state stays. Open lines between
  /// selectors need a `segmentCapacitance`, without which their voltage hangs on picosiemens.
  /// - Throws: `NetlistError` if an element is invalid.
  public func pulsed(_ access: CellAccess, _ pulse: PulseShape) throws(NetlistError) -> PulsedAccess {
    var network = network(access)
    // Which cells there are does not depend on what they conduct before the pulse.
    network.conductances = cells.map { _ in 1 }
    let (row, column) = (rowWire, columnWire)
    let settling = max(row.elmoreDelay(to: row.cells - 1), column.elmoreDelay(to: column.cells - 1)) * 10
    var places: [(row: Int, column: Int)] = []
    var circuit = try NetworkCircuit(network, title: title(access), pulse: pulse) {
      (crossing: NetworkCircuit.Crossing, circuit: inout Circuit) throws(NetlistError) in
      try addCapacitors(crossing, of: network, in: &circuit)
      try addFreeCell(crossing, isSelected: (crossing.row, crossing.column) == (access.row, access.column), in: &circuit)
      places.append((crossing.row, crossing.column))
      return []
    }.deck.circuit
    circuit.comments += [
      "\(access.kind.rawValue) \(access.voltage) for \(pulse.width), every memristor\(selectors == nil ? "" : " and selector") free to move",
      "RROW_r_c and RCOL_r_c wire up to cell (r, c), XCELL_r_c the memristor"
        + (selectors == nil ? "" : " above its selector XSEL_r_c")
        + ", \(CellPart.selectedAmmeter) ammeter of the selected cell; "
        + "VLEFTr drives row r, VBOTTOMc holds column c; lines that lead nowhere are left out",
    ]
    if segmentCapacitance > .zero {
      circuit.comments.append("CROW, CCOL capacitance of wires, half of each segment's at either end")
    }
    let ends = (left: NetworkSide.left.current(access.row), bottom: NetworkSide.bottom.current(access.column))
    let isReset = access.kind == .reset
    return PulsedAccess(
      access, pulse, circuit: circuit, settling: settling, options: .pulse.at(temperature), cells: cells, selectors: selectors,
      places: places, sensed: isReset ? ends.left : ends.bottom, driven: isReset ? ends.bottom : ends.left)
  }

  /// A row wire, driven from the left.
  private var rowWire: LineLadder { wire(cells: cells.columns) }
  /// A column wire, held at the bottom.
  private var columnWire: LineLadder { wire(cells: cells.rows) }

  private func wire(cells: Int) -> LineLadder {
    LineLadder(driver: driver, segment: segment, segmentCapacitance: segmentCapacitance, cells: cells)
  }

  /// Adds the cell at a crossing: the memristor, then its selector if there is one, and below the selected one an ammeter.
  private func addFreeCell(
    _ crossing: NetworkCircuit.Crossing, isSelected: Bool, in circuit: inout Circuit
  ) throws(NetlistError) {
    let (row, column) = (crossing.row, crossing.column)
    let foot = isSelected ? CellPart.foot.node(row, column) : crossing.columnNode
    let middle = selectors == nil ? foot : CellPart.middle.node(row, column)
    try cells[row, column].add(row: row, column: column, isHeld: false, from: crossing.rowNode, to: middle, in: &circuit)
    try selectors?[row, column].add(row: row, column: column, isHeld: false, from: middle, to: foot, in: &circuit)
    guard isSelected else { return }
    try circuit.add(CellPart.selectedAmmeter, .voltageSource(plus: foot, minus: crossing.columnNode, .constant(0)))
  }

  /// Adds the capacitance of both wires at a crossing, unless the wire is its source's node and follows it in any case.
  private func addCapacitors(
    _ crossing: NetworkCircuit.Crossing, of network: CrossbarNetwork, in circuit: inout Circuit
  ) throws(NetlistError) {
    let (row, column) = (crossing.row, crossing.column)
    func add(_ line: ArrayLine, _ node: Node, _ end: LineEnd, _ capacitance: Capacitance) throws(NetlistError) {
      guard capacitance > .zero, driver + segment > .zero || end == .open else { return }
      try circuit.add(line.capacitor(row, column), .capacitor(node, .ground, capacitance.si))
    }
    try add(.row, crossing.rowNode, network.left[row], rowWire.capacitance(at: column))
    try add(.column, crossing.columnNode, network.bottom[column], columnWire.capacitance(at: cells.rows - 1 - row))
  }
}
