import CrossbarPrimitives
import Netlisting

/// The current-voltage loop of one cell in its array: the bit line up and down with the gate at its SET voltage, then
/// the source line up and down with the gate boosted. A negative bit line would open the transistor's junction.
public struct CellSweep: Hashable, Sendable {
  public var row: Int
  public var column: Int
  /// Top of the bit line's sweep.
  public var maximumVoltage: Voltage
  /// Bottom of the loop, less than zero: its magnitude is the top of the source line's sweep.
  public var minimumVoltage: Voltage
  /// Speed in V/s.
  public var sweepRate: Double
  /// Word line while the bit line sweeps: it limits the current.
  public var gateVoltage: Voltage
  /// How far above the source line's top the word line stands while that sweeps.
  public var resetGateBoost: Voltage
  /// Where resistances are read off, going up and coming down.
  public var readVoltage: Voltage

  public init(
    row: Int, column: Int, maximumVoltage: Voltage, minimumVoltage: Voltage, sweepRate: Double, gateVoltage: Voltage,
    resetGateBoost: Voltage, readVoltage: Voltage
  ) {
    self.row = row
    self.column = column
    self.maximumVoltage = maximumVoltage
    self.minimumVoltage = minimumVoltage
    self.sweepRate = sweepRate
    self.gateVoltage = gateVoltage
    self.resetGateBoost = resetGateBoost
    self.readVoltage = readVoltage
  }

  /// The sweep as a deck with figures; all other lines at 0 V.
  public func export(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    let circuit = try ArrayCircuitBuilder.circuit(drive(array), array, scope: scope, column: column)
    let state = ArrayCircuit.state(row, column)
    let current = ArrayCircuit.current(column)
    let deck = Deck(
      circuit: circuit, analysis: .transient(stop: end, maximumStep: min(top, bottom - turn) / 200), probes: [state, current])
    let readTime = Time.seconds(readVoltage.si / sweepRate)
    return DeckExport(
      deck: deck,
      measures: [
        Measure(
          "i_up", .at(readTime), of: current, meaning: "current at \(readVoltage) on the way up: the state before the SET"),
        Measure(
          "i_down", .at(turn - readTime), of: current, meaning: "current at \(readVoltage) on the way down: after the SET"),
        Measure(
          "i_back", .at(end - readTime), of: current,
          meaning: "current at -\(readVoltage) on the way back: after the RESET"),
        Measure("i_max", .maximum, of: current, meaning: "largest current: the compliance"),
        Measure("i_min", .minimum, of: current, meaning: "largest current of the other sign, before the RESET"),
        Measure(
          "t_set", .crossing(level: ArrayCircuit.switchedState, .rise), of: state,
          meaning: "when the filament has formed; the bit line is then at \(SpiceNumber.shortest(sweepRate)) V/s times it"),
        Measure(
          "t_reset", .crossing(level: ArrayCircuit.switchedState, .fall), of: state, meaning: "when the filament is gone"),
        Measure("w_end", .at(end), of: state, meaning: "filament state in the end"),
      ])
  }

  private var top: Time { .seconds(maximumVoltage.si / sweepRate) }
  private var turn: Time { top * 2 }
  private var bottom: Time { turn + .seconds(-minimumVoltage.si / sweepRate) }
  private var end: Time { turn + (bottom - turn) * 2 }

  private func drive(_ array: CrossbarArray) -> ArrayDrive {
    let edge = top / 1000
    var wordLines = Array(repeating: Stimulus.constant(0), count: array.rows)
    var bitLines = Array(repeating: Stimulus.constant(0), count: array.columns)
    var sourceLines = bitLines
    let boosted = -minimumVoltage + resetGateBoost
    wordLines[row] = .piecewiseLinear([
      .init(time: .zero, value: gateVoltage.si), .init(time: turn - edge, value: gateVoltage.si),
      .init(time: turn, value: boosted.si), .init(time: end, value: boosted.si),
    ])
    bitLines[column] = .piecewiseLinear([
      .init(time: .zero, value: 0), .init(time: top, value: maximumVoltage.si), .init(time: turn, value: 0),
      .init(time: end, value: 0),
    ])
    sourceLines[column] = .piecewiseLinear([
      .init(time: .zero, value: 0), .init(time: turn, value: 0), .init(time: bottom, value: -minimumVoltage.si),
      .init(time: end, value: 0),
    ])
    return ArrayDrive(
      title: "I-V loop of cell (\(row), \(column)) of a \(array.rows) x \(array.columns) 1T1R array",
      comments: [
        "bit line 0 to \(maximumVoltage) and back with the word line at \(gateVoltage), then source line 0 to "
          + "\(-minimumVoltage) and back with the word line at \(boosted); \(SpiceNumber.shortest(sweepRate)) V/s"
      ],
      wordLineVoltages: wordLines, bitLineVoltages: bitLines, sourceLineVoltages: sourceLines, row: row,
      movingColumns: [column])
  }
}
