import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// The circuit of an operation: a deck, and which column's values stand where in its result.
public struct ArrayCircuit: Sendable {
  public var deck: Deck
  /// Columns in the order of the probes: state, then current into the source line's sense node, for each.
  public let columns: [Int]
  /// When the currents are sampled: the end of the pulse's plateau.
  public let sampleTime: Time

  /// The deck as text that runs alone under `ngspice -b` and prints its probes at the sample time: the currents as
  /// `outcomes` takes them, the states before the pulse's falling edge, which `outcomes` waits for.
  public var netlist: String { NgspiceWriter(printing: .values(at: sampleTime)).text(deck) }

  /// The circuits an operation is simulated with: one for `array`, one a column for `line`.
  public static func circuits(
    for operation: RowOperation, on array: CrossbarArray, scope: CircuitScope
  ) throws(NetlistError) -> [ArrayCircuit] {
    switch scope {
    case .array: return [try wholeArray(operation, array)]
    case .line:
      var circuits: [ArrayCircuit] = []
      for column in operation.columns { circuits.append(try singleLine(operation, array, column: column)) }
      return circuits
    }
  }

  /// Final state and sensed current of each column.
  public func outcomes(of result: SimulationResult) -> [(column: Int, state: Double, current: Current)] {
    columns.enumerated().map { position, column in
      let state = min(max(result.final(2 * position), 0), 1)
      let current = result.waveform(2 * position + 1).value(at: sampleTime.si) ?? 0
      return (column, state, Current.amperes(current))
    }
  }

  // MARK: The two scopes

  private static func wholeArray(_ operation: RowOperation, _ array: CrossbarArray) throws(NetlistError) -> ArrayCircuit {
    var builder = ArrayCircuitBuilder(operation, array, scope: .array)
    let pulsed = Set(operation.columns)
    for row in 0..<array.rows { try builder.addWordLine(row) }
    for column in 0..<array.columns {
      try builder.addDrivers(column)
      for row in 0..<array.rows {
        try builder.addSegments(row, column)
        try builder.addCell(row, column, of: array, canMove: row == operation.row && pulsed.contains(column))
      }
    }
    return builder.finish(operation, columns: operation.columns)
  }

  private static func singleLine(
    _ operation: RowOperation, _ array: CrossbarArray, column: Int
  ) throws(NetlistError) -> ArrayCircuit {
    var builder = ArrayCircuitBuilder(operation, array, scope: .line)
    try builder.addWordLine(operation.row)
    try builder.addDrivers(column)
    try builder.addLumpedWires(operation.row, column)
    try builder.addCell(operation.row, column, of: array, canMove: operation.columns.contains(column))
    try builder.addLumpedOffCells(operation.row, column, count: array.rows - 1)
    return builder.finish(operation, columns: [column])
  }
}

// MARK: Circuits of row operations

extension ArrayCircuitBuilder {
  fileprivate init(_ operation: RowOperation, _ array: CrossbarArray, scope: CircuitScope) {
    self.init(
      operation.drive, transistor: array.transistor, wires: array.wires, model: array.model,
      title: "\(operation.kind.rawValue.uppercased()) of row \(operation.row) of a \(array.rows) x \(array.columns) 1T1R array",
      comments: Self.comments(operation, scope))
  }

  /// A cell whose filament moves, or one that sees no write voltage and is held at its state.
  fileprivate mutating func addCell(
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

  fileprivate func finish(_ operation: RowOperation, columns: [Int]) -> ArrayCircuit {
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
