import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A 1T1R array at an operating point: every cell in one circuit, with bit lines and source lines along columns, and
/// word lines of ideal gates. In a 1TnR array n neighbouring memristors of a row share one transistor: each has a bit line
/// of its own, and the group one source line.
///
/// The leakage of a transistor that is off is whatever its model and ngspice say. The built-in level-1 card has no
/// current below threshold. What remains is its two junctions to the grounded bulk, each with its saturation current
/// and with ngspice's minimum conductance of 1e-12 S. Those take current out of the lines, so the sneak current of a
/// read can be negative: the source line, lifted a few microvolts by the read current, loses a little to each of its
/// cells.
public struct TransistorArray: Sendable {
  /// Rows × columns; each is in series with a transistor.
  public var cells: Grid<CellElement>
  /// Neighbouring cells of a row that share a transistor, from column 0 on: n of 1TnR, 1 for 1T1R.
  public var cellsPerTransistor: Int
  /// That of all cells, or the nominal one where each has its own.
  public var transistor: AccessTransistor
  /// Each cell's own transistor, rows × columns; nil where they are all equal.
  public var transistors: Grid<AccessTransistor>?
  /// Resistances of bit lines, source lines and their drivers.
  public var wires: Wires
  /// Word line voltages, by the kind of access.
  public var gates: GateVoltages

  /// The grid decides the size of the array: one word line per row, one bit line per column, and one source line per column
  /// or group of columns.
  /// - Precondition: the columns are a multiple of `cellsPerTransistor`.
  public init(
    cells: Grid<CellElement>, cellsPerTransistor: Int = 1, transistor: AccessTransistor, wires: Wires, gates: GateVoltages
  ) {
    precondition(cellsPerTransistor > 0 && cells.columns % cellsPerTransistor == 0, "whole groups of columns")
    self.cells = cells
    self.cellsPerTransistor = cellsPerTransistor
    self.transistor = transistor
    self.wires = wires
    self.gates = gates
  }

  /// The array's operating point while one cell is accessed.
  /// A voltage beyond those of the sources is an error, since no passive circuit can have one.
  /// - Throws: `FailedSimulation`, `SimulationError`, `NetlistError`.
  public func operatingPoint(_ access: CellAccess, on engine: any SpiceEngine) async throws -> ArrayOperatingPoint {
    let (deck, watched) = try circuit(access)
    let result = try await engine.simulateOrReturn(deck)
    var voltages = Grid(rows: cells.rows, columns: cells.columns, repeating: 0.0)
    var currents = voltages
    // The bulks are at 0 V.
    let lines = gates.lines(access, selected: true)
    let sources = [
      0, access.voltage.si, lines.bitLine.si, lines.sourceLine.si, gates.off.si,
      gates.voltage(ofRow: access.row, during: access).si,
    ]
    let allowed = VoltageRange(ofSources: sources)
    for cell in watched {
      for probe in [cell.bitLine, cell.middle] where allowed?.contains(result.final(probe)) == false {
        throw FailedSimulation(
          deck: deck,
          reason: .beyondSources(what: "\(probe)", value: result.final(probe), allowed: allowed?.description ?? ""))
      }
      voltages[cell.row, cell.column] = result.final(cell.bitLine) - result.final(cell.middle)
      currents[cell.row, cell.column] = result.final(cell.current)
    }
    return ArrayOperatingPoint(
      cellVoltages: voltages, cellCurrents: currents, sensedCurrent: .amperes(result.final(sensedCurrent(access))),
      columnsPerSensedLine: cellsPerTransistor)
  }

  /// The probes of a cell in the circuit: bit line voltage, voltage below the memristor, and ammeter current.
  typealias WatchedCell = (row: Int, column: Int, bitLine: Probe, middle: Probe, current: Probe)

  /// Probe of the current into the selected column's source line driver; negative in a RESET.
  func sensedCurrent(_ access: CellAccess) -> Probe { ArrayCircuit.current(access.column / cellsPerTransistor) }

  /// As in "a 4 x 8 1T4R array".
  var words: String { "\(cells.rows) x \(cells.columns) 1T\(cellsPerTransistor)R array" }

  /// The circuit, with an ammeter between each transistor and the source line. Columns with both lines open are left
  /// out: gates pass no current, so nothing ever charges them, and all their voltages and currents are zero.
  func circuit(_ access: CellAccess) throws(NetlistError) -> (deck: Deck, cells: [WatchedCell]) {
    if cellsPerTransistor > 1 { return try sharingCircuit(access) }
    var builder = ArrayCircuitBuilder(
      drive(access), transistor: transistor, wires: wires.atRest, size: (cells.rows, cells.columns),
      title: "\(access.kind.rawValue) of one cell of a \(words)",
      comments: [
        "cell (\(access.row), \(access.column)) at \(access.voltage), unselected lines \(access.scheme.words)",
        "MCELL_r_c access transistor of row r, column c, VCELL_r_c ammeter below it; RBL, RSL wire; VBL, VSL, VWL drivers",
      ])
    for row in 0..<cells.rows { try builder.addWordLine(row) }
    var watched: [WatchedCell] = []
    let columns = access.scheme == .floating ? [access.column] : Array(0..<cells.columns)
    for column in columns {
      try builder.addBitLineDriver(column)
      try builder.addSourceLineDriver(column)
    }
    for column in columns {
      for row in 0..<cells.rows {
        try builder.addSegments(row, column)
        let element = cells[row, column]
        try builder.addCell(
          row, column, transistor: transistors?[row, column], isMetered: true
        ) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
          try element.add(row: row, column: column, isHeld: true, from: from, to: to, in: &circuit)
        }
        watched.append(
          (
            row, column, .voltage(builder.node(.bitLine, row, column)), .voltage(CellPart.middle.node(row, column)),
            .current(source: CellPart.ammeter.name(row, column))
          ))
      }
    }
    let probes = [sensedCurrent(access)] + watched.flatMap { [$0.bitLine, $0.middle, $0.current] }
    let deck = Deck(
      circuit: builder.circuit, analysis: .operatingPoint, probes: probes, options: .operatingPoint.at(transistor.temperature))
    return (deck, watched)
  }

  /// The voltages of all lines; open lines are not in the circuit, so their value does not matter.
  /// - Parameter pulse: with which bit and source lines rise and fall; nil for constant voltages.
  func drive(_ access: CellAccess, pulse: PulseShape? = nil) -> ArrayDrive {
    func stimulus(_ voltage: Voltage) -> Stimulus { pulse?.stimulus(voltage) ?? .constant(voltage.si) }
    return ArrayDrive(
      wordLine: { .constant(gates.voltage(ofRow: $0, during: access).si) },
      bitLine: { stimulus(gates.lines(access, selected: $0 == access.column).bitLine) },
      sourceLine: { [cellsPerTransistor] in
        stimulus(gates.lines(access, selected: $0 == access.column / cellsPerTransistor).sourceLine)
      })
  }
}
