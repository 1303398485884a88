import CrossbarPrimitives
import Netlisting

extension RowOperation {
  /// The operation as an operating point: constant voltages, and every filament held at its state.
  /// - Parameter scope: with `line` only the first of the operation's columns is in the deck.
  public func frozenExport(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    let selected = scope == .array ? columns : Array(columns.prefix(1))
    let circuit = try ArrayCircuitBuilder.circuit(
      .init(drive: drive(through: array.wires, isStatic: true), scope: scope, row: row, column: selected.first ?? 0, moving: []),
      of: array,
      title: title(for: array), comments: [summary(isStatic: true)])
    return DeckExport(
      deck: Deck(
        circuit: circuit, analysis: .operatingPoint, probes: selected.map { ArrayCircuit.current($0) },
        options: SolverOptions().at(array.transistor.temperature)),
      measures: selected.map { column in
        Measure(
          .value, of: ArrayCircuit.current(column), meaning: "current into source line \(column)'s sense node")
      })
  }
}

/// A product of an input vector and the array's conductances: voltages on the bit lines, all transistors on, and source
/// lines along the rows that sum the currents of their cells into sense nodes at 0 V.
public struct AnalogProduct: Hashable, Sendable {
  /// Bit line voltages, one per column.
  public var inputs: [Voltage]
  /// Gate voltage of all rows.
  public var wordLineVoltage: Voltage
  /// The row in a circuit of the scope `line`; not used with `array`.
  public var row: Int

  /// `inputs` must have one voltage per column of the array; `export` traps otherwise.
  public init(inputs: [Voltage], wordLineVoltage: Voltage, row: Int) {
    self.inputs = inputs
    self.wordLineVoltage = wordLineVoltage
    self.row = row
  }

  /// The largest voltages of all transistors: every cell is selected, and sees the voltage of its own bit line.
  public var stress: TransistorStress {
    var stress = TransistorStress()
    for input in inputs {
      let lines = (bitLine: input, sourceLine: Voltage.zero)
      stress.formUnion(TransistorStress(.read, gate: wordLineVoltage, lines: lines, others: lines))
    }
    return stress
  }

  /// The product as an operating point, every filament held at its state. Its measures are the outputs, one per row in
  /// the circuit.
  /// - Precondition: there is one input per column.
  public func export(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    precondition(inputs.count == array.columns, "one input a column")
    let drive = ArrayDrive(
      wordLine: { _ in .constant(wordLineVoltage.si) }, bitLine: { .constant(inputs[$0].si) },
      sourceLine: { _ in .constant(0) }, sourceLines: .alongRows)
    let circuit = try ArrayCircuitBuilder.circuit(
      .init(drive: drive, scope: scope, row: row, column: 0, moving: []), of: array,
      title: "vector-matrix product with a \(array.rows) x \(array.columns) 1T1R array",
      comments: [
        "bit lines at the inputs, all word lines at \(wordLineVoltage), every filament held at its state",
        "source lines run along rows: VSLr senses the sum of row r's cells",
      ])
    let rows = scope == .array ? Array(0..<array.rows) : [row]
    return DeckExport(
      deck: Deck(
        circuit: circuit, analysis: .operatingPoint,
        probes: rows.map { ArrayCircuit.current($0) }, options: SolverOptions().at(array.transistor.temperature)),
      measures: rows.map { row in
        Measure(
          .value, of: ArrayCircuit.current(row), meaning: "output \(row): current into row \(row)'s sense node")
      })
  }
}

extension PassiveArray {
  /// The access of one cell as an operating point with two measures: the sensed current, and the current into the
  /// driver of the selected row; in a RESET, where the column is driven, the other way round.
  public func export(_ access: CellAccess) throws(NetlistError) -> DeckExport {
    var deck = isLinear ? try NetworkCircuit(network(access)).deck : try circuit(access).deck
    deck.circuit.title =
      "\(access.kind.rawValue) of cell (\(access.row), \(access.column)) of a \(selectors == nil ? "passive" : "1S1R") "
      + "\(cells.rows) x \(cells.columns) array"
    deck.circuit.comments += [
      "row \(access.row) at \(access.kind == .reset ? .zero : access.voltage), column \(access.column) at "
        + "\(access.kind == .reset ? access.voltage : .zero); unselected lines: \(access.scheme.rawValue)",
      "RROW_r_c and RCOL_r_c wire up to cell (r, c), "
        + (isLinear
          ? "RCELL_r_c the cell"
          : "XCELL_r_c or RCELL_r_c the cell above \(selectors == nil ? "" : "its selector XSEL_r_c and ")its ammeter VCELL_r_c")
        + "; VLEFTr drives row r, VBOTTOMc holds column c; lines that lead nowhere are left out",
    ]
    let (column, row) = (NetworkSide.bottom.current(access.column), NetworkSide.left.current(access.row))
    return deck.measuring(access, sensed: access.kind == .reset ? row : column, driven: access.kind == .reset ? column : row)
  }
}

extension SelectorArray {
  /// The access of one cell as `PassiveArray.export`, with the selected cell's selector held off or on.
  public func export(_ access: CellAccess, isOn: Bool) throws(NetlistError) -> DeckExport {
    var export = try array(access, isOn: isOn).export(access)
    let device = selectors[access.row, access.column].device
    if device.state != nil {
      export.deck.circuit.comments.append(
        "selectors held off, but for that of cell (\(access.row), \(access.column)), held \(isOn ? "on" : "off")")
    }
    return export
  }
}

extension TransistorArray {
  /// The access of one cell as an operating point with two measures: the sensed current, and the current into the driver of
  /// the other selected line.
  public func export(_ access: CellAccess) throws(NetlistError) -> DeckExport {
    let bitLine = ArrayCircuit.bitLineCurrent(access.column)
    let isReset = access.kind == .reset
    return try circuit(access).deck.measuring(
      access, sensed: isReset ? bitLine : sensedCurrent(access), driven: isReset ? sensedCurrent(access) : bitLine)
  }
}

extension Deck {
  /// The deck with the currents into the two selected lines' ends as its probes and measures.
  fileprivate func measuring(_ access: CellAccess, sensed: Probe, driven: Probe) -> DeckExport {
    var deck = self
    deck.probes = [sensed, driven]
    let (row, column) = access.kind == .reset ? ("column", "row") : ("row", "column")
    return DeckExport(
      deck: deck,
      measures: [
        Measure(.value, of: sensed, meaning: "current into the selected \(column)'s sense node"),
        Measure(.value, of: driven, meaning: "current into the selected \(row)'s driver, so less than zero"),
      ])
  }
}
