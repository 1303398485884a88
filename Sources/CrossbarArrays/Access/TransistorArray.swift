import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A 1T1R array at an operating point: every cell of the array in one circuit, with bit lines and source lines along
/// columns and word lines of ideal gates.
///
/// What a transistor that is off lets through is what its model and ngspice say. The built-in level-1 card has no current
/// below threshold: what remains is its two junctions to the grounded bulk, each with its saturation current and with
/// ngspice's minimum conductance of 1e-12 S. Those take current out of the lines, so that the sneak current of a read can
/// be negative: the source line, lifted a few microvolts by the read current, loses a little to each of its cells.
public struct TransistorArray: Sendable {
  public var cells: Grid<CellElement>
  public var transistor: AccessTransistor
  public var wires: Wires
  public var gates: GateVoltages

  public init(
    cells: Grid<CellElement>, transistor: AccessTransistor, wires: Wires, gates: GateVoltages
  ) {
    self.cells = cells
    self.transistor = transistor
    self.wires = wires
    self.gates = gates
  }

  /// The array's operating point while one cell is accessed.
  /// - Throws: `FailedSimulation`, `SimulationError`, `NetlistError`.
  public func operatingPoint(_ access: CellAccess, on engine: any SpiceEngine) async throws -> ArrayOperatingPoint {
    let deck = try deck(access)
    let result = try await engine.simulateOrReturn(deck)
    var voltages = Grid(rows: cells.rows, columns: cells.columns, repeating: 0.0)
    var currents = voltages
    // Its bulks are at 0 V.
    let sources = [0, access.voltage.si, gates.off.si, gates.voltage(ofRow: access.row, during: access).si]
    let allowed = VoltageRange(ofSources: sources)
    for (position, place) in places(access).enumerated() {
      for probe in [1, 2] where allowed?.contains(result.final(probe + 3 * position)) == false {
        throw FailedSimulation(
          deck: deck,
          reason: .beyondSources(
            what: "\(deck.probes[probe + 3 * position])", value: result.final(probe + 3 * position),
            allowed: allowed?.description ?? ""))
      }
      voltages[place.row, place.column] = result.final(1 + 3 * position) - result.final(2 + 3 * position)
      currents[place.row, place.column] = result.final(3 + 3 * position)
    }
    return ArrayOperatingPoint(cellVoltages: voltages, cellCurrents: currents, sensedCurrent: .amperes(result.final(0)))
  }

  /// The circuit, with an ammeter between each transistor and the source line. Columns whose two lines are open are left
  /// out: gates pass no current, so that nothing ever charges them and all their voltages and currents are zero.
  ///
  /// Probes: the sense node's current, then the bit line's voltage, the voltage below the memristor and the ammeter's
  /// current of each of `places`.
  func deck(_ access: CellAccess) throws(NetlistError) -> Deck {
    var builder = ArrayCircuitBuilder(
      drive(access), transistor: transistor, wires: wires,
      title: "\(access.kind.rawValue) of one cell of a \(cells.rows) x \(cells.columns) 1T1R array",
      comments: [
        "cell (\(access.row), \(access.column)) at \(access.voltage), unselected lines \(access.scheme.words)",
        "MCELL_r_c access transistor of row r, column c, VCELL_r_c ammeter below it; RBL, RSL wire; VBL, VSL, VWL drivers",
      ])
    for row in 0..<cells.rows { try builder.addWordLine(row) }
    var probes = [Probe.current(source: "VSL\(access.column)")]
    for column in columns(access) {
      try builder.addBitLineDriver(column)
      try builder.addSourceLineDriver(column)
    }
    for (row, column) in places(access) {
      try builder.addSegments(row, column)
      let element = cells[row, column]
      try builder.addCell(row, column, isMetered: true) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
        try element.add(row: row, column: column, from: from, to: to, in: &circuit)
      }
      probes += [
        .voltage(builder.node("BL", row, column)), .voltage(builder.middle(row, column)),
        .current(source: ArrayCircuitBuilder.ammeter(row, column)),
      ]
    }
    return Deck(circuit: builder.circuit, analysis: .operatingPoint, probes: probes, options: .operatingPoint)
  }

  /// The columns in the circuit.
  private func columns(_ access: CellAccess) -> [Int] {
    access.scheme == .floating ? [access.column] : Array(0..<cells.columns)
  }

  /// The cells in the circuit, column by column.
  private func places(_ access: CellAccess) -> [(row: Int, column: Int)] {
    columns(access).flatMap { column in (0..<cells.rows).map { ($0, column) } }
  }

  private func drive(_ access: CellAccess) -> ArrayDrive {
    // In a RESET the source line is driven and the bit line takes its current.
    let driven = { (column: Int) -> Stimulus in
      .constant((column == access.column ? access.voltage : access.scheme.driven(access.voltage) ?? .zero).si)
    }
    let sensed = { (column: Int) -> Stimulus in
      .constant((column == access.column ? .zero : access.scheme.sensed(access.voltage) ?? .zero).si)
    }
    let isReset = access.kind == .reset
    return ArrayDrive(
      wordLine: { .constant(gates.voltage(ofRow: $0, during: access).si) }, bitLine: isReset ? sensed : driven,
      sourceLine: isReset ? driven : sensed)
  }
}
