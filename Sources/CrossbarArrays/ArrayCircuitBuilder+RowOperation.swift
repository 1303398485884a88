import CrossbarPrimitives
import MemristorDevices
import Netlisting

extension ArrayCircuitBuilder {
  /// - Parameter isHeld: whether lines stay at the pulse's height, for an operating point.
  init(_ operation: RowOperation, _ array: CrossbarArray, scope: CircuitScope, isHeld: Bool = false) {
    self.init(
      isHeld ? operation.heldDrive : operation.drive, transistor: array.transistor, wires: array.wires, model: array.model,
      title: "\(operation.kind.rawValue.uppercased()) of row \(operation.row) of a \(array.rows) x \(array.columns) 1T1R array",
      comments: Self.comments(operation, scope))
  }

  /// A cell whose filament moves, or one that sees no write voltage and is held at its state.
  mutating func addCell(
    _ row: Int, _ column: Int, of array: CrossbarArray, canMove: Bool
  ) throws(NetlistError) {
    let (memristor, state) = (array.memristors[row, column], array.states[row, column])
    try addCell(row, column) { (from: Node, to: Node, circuit: inout Circuit) throws(NetlistError) in
      let instance =
        canMove
        ? array.model.dynamicInstance(of: memristor, state: state, from: from, to: to)
        : array.model.frozenInstance(of: memristor, state: state, from: from, to: to)
      try circuit.add("XCELL_\(row)_\(column)", instance)
    }
  }

  /// A column by itself: its selected cell in full, its wires and other cells lumped.
  mutating func addLine(
    _ row: Int, _ column: Int, of array: CrossbarArray, canMove: Bool
  ) throws(NetlistError) {
    try addWordLine(row)
    try addDrivers(column)
    try addLumpedWires(row, column)
    try addCell(row, column, of: array, canMove: canMove)
    try addLumpedOffCells(row, column, count: array.rows - 1)
  }

  func finish(_ operation: RowOperation, columns: [Int]) -> ArrayCircuit {
    let deck = Deck(
      circuit: circuit, analysis: operation.analysis,
      probes: columns.flatMap { column in
        [
          Probe.inner(instance: "XCELL_\(operation.row)_\(column)", node: MemristorModel.stateNode),
          Probe.current(source: "VSL\(column)"),
        ]
      })
    return ArrayCircuit(deck: deck, columns: columns, sampleTime: operation.pulse.plateauEnd)
  }

  private static func comments(_ operation: RowOperation, _ scope: CircuitScope) -> [String] {
    var comments = [
      "\(operation.kind.rawValue) \(operation.amplitude) for \(operation.pulse.width), word line at \(operation.wordLineVoltage)",
      "XCELL_r_c memristor and MCELL_r_c access transistor of row r, column c; RBL, RSL wire; VBL, VSL, VWL drivers",
    ]
    if scope == .line {
      comments.append("one column: RBL and RSL hold the driver and all segments up to the row, MOFF the cells of other rows")
    } else {
      comments.append("the first segment of each line holds the driver's resistance")
    }
    return comments
  }
}

extension RowOperation {
  /// The pulse and an edge of rest.
  var analysis: Analysis {
    // A write must follow an abrupt filament; a read only has to see that it stays.
    let steps: Double = kind == .read ? 10 : 50
    return .transient(stop: pulse.duration, maximumStep: pulse.width / steps)
  }
}
