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
    try builder.addLine(operation.row, column, of: array, canMove: operation.columns.contains(column))
    return builder.finish(operation, columns: [column])
  }
}
