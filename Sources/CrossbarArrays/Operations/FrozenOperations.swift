import CrossbarPrimitives
import Netlisting

extension RowOperation {
  /// The operation as an operating point: constant voltages, and every filament held at its state.
  /// - Parameter scope: with `line` only the first of the operation's columns is in the deck.
  public func frozenExport(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    let selected = scope == .array ? columns : Array(columns.prefix(1))
    let circuit = try ArrayCircuitBuilder.circuit(
      .init(drive: drive(isStatic: true), scope: scope, row: row, column: selected.first ?? 0, moving: []), of: array,
      title: title(for: array), comments: [summary(isStatic: true)])
    return DeckExport(
      deck: Deck(circuit: circuit, analysis: .operatingPoint, probes: selected.map { ArrayCircuit.current($0) }),
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
        probes: rows.map { ArrayCircuit.current($0) }),
      measures: rows.map { row in
        Measure(
          .value, of: ArrayCircuit.current(row), meaning: "output \(row): current into row \(row)'s sense node")
      })
  }
}

extension PassiveArray {
  /// The access of one cell as an operating point with two measures: the sensed current, and the current into the
  /// driver of the selected row.
  public func export(_ access: CellAccess) throws(NetlistError) -> DeckExport {
    let isOhmic = cells.elements.allSatisfy { $0.resistance != nil }
    var deck = isOhmic ? try NetworkCircuit(network(access)).deck : try circuit(access).deck
    deck.circuit.title =
      "\(access.kind.rawValue) of cell (\(access.row), \(access.column)) of a passive \(cells.rows) x \(cells.columns) array"
    deck.circuit.comments += [
      "row \(access.row) at \(access.kind == .reset ? .zero : access.voltage), column \(access.column) at "
        + "\(access.kind == .reset ? access.voltage : .zero); unselected lines: \(access.scheme.rawValue)",
      "RROW_r_c and RCOL_r_c wire up to cell (r, c), "
        + (isOhmic ? "RCELL_r_c the cell" : "XCELL_r_c or RCELL_r_c the cell above its ammeter VCELL_r_c")
        + "; VLEFTr drives row r, VBOTTOMc holds column c; lines that lead nowhere are left out",
    ]
    let (sense, driver) = (NetworkSide.bottom.current(access.column), NetworkSide.left.current(access.row))
    deck.probes = [sense, driver]
    return DeckExport(
      deck: deck,
      measures: [
        Measure(.value, of: sense, meaning: "current into the selected column's sense node"),
        Measure(.value, of: driver, meaning: "current into the selected row's driver, so less than zero"),
      ])
  }
}
