import CrossbarPrimitives
import Netlisting

/// The current-voltage loop of one cell in its array: the bit line up and down with the gate at its SET voltage, then
/// the source line up and down with the gate boosted. The loop's negative half is on the source line since a negative
/// bit line would forward bias the transistor's junction.
public struct CellSweep: Hashable, Sendable {
  /// The cell's row and column, from 0.
  public var row: Int
  /// The column whose bit line and source line are swept.
  public var column: Int
  /// Largest bit line voltage, above zero.
  public var maximumVoltage: Voltage
  /// Lowest voltage of the loop, below zero. Its magnitude is the largest source line voltage.
  public var minimumVoltage: Voltage
  /// Slope of all ramps, V/s.
  public var sweepRate: Double
  /// Word line voltage while the bit line sweeps: it sets the compliance current.
  public var gateVoltage: Voltage
  /// Word line voltage above the source line's largest one, while that line sweeps.
  public var resetGateBoost: Voltage
  /// Voltage at which the current is read on the way up and on the way back; below `maximumVoltage` and `-minimumVoltage`.
  public var readVoltage: Voltage

  /// Nothing is checked here; `readVoltage` must be less than the loop reaches in either direction.
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

  /// The largest voltages of all transistors of the array over the loop: those of a SET and a RESET of its ends.
  public var stress: TransistorStress {
    var stress = TransistorStress(.set, gate: gateVoltage, lines: (bitLine: maximumVoltage, sourceLine: .zero))
    stress.formUnion(TransistorStress(.reset, gate: boosted, lines: (bitLine: .zero, sourceLine: -minimumVoltage)))
    return stress
  }

  /// The sweep as a deck with its measures; all other lines are at 0 V.
  /// - Throws: `NetlistError` if the circuit is invalid.
  public func export(on array: CrossbarArray, scope: CircuitScope) throws(NetlistError) -> DeckExport {
    let circuit = try ArrayCircuitBuilder.circuit(
      .init(drive: drive, scope: scope, row: row, column: column, moving: [column]), of: array,
      title: "I-V loop of cell (\(row), \(column)) of a \(array.rows) x \(array.columns) 1T1R array",
      comments: [
        "bit line 0 to \(maximumVoltage) and back with the word line at \(gateVoltage), then source line 0 to "
          + "\(-minimumVoltage) and back with the word line at \(boosted); \(SpiceNumber.shortest(sweepRate)) V/s"
      ])
    let memory = array.memristors[row, column].device.memory
    let state = array.memristors[row, column].stateProbe(row, column)
    let level = memory.value(at: ArrayCircuit.switchedState)
    let forms: Measure.Edge = memory.lowResistance > memory.highResistance ? .rise : .fall
    let current = ArrayCircuit.current(column)
    let deck = Deck(
      circuit: circuit, analysis: .transient(stop: end, maximumStep: min(top, bottom - turn) / 200), probes: [state, current],
      options: SolverOptions().at(array.transistor.temperature))
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
          "t_set", .crossing(level: level, forms), of: state,
          meaning: "when the filament has formed; the bit line is then at \(SpiceNumber.shortest(sweepRate)) V/s times it"),
        Measure(
          "t_reset", .crossing(level: level, forms == .rise ? .fall : .rise), of: state,
          meaning: "when the filament is gone"),
        Measure("w_end", .at(end), of: state, meaning: "state in the end, \(memory.range)"),
      ])
  }

  /// Times of the loop's four corners, s: bit line at its top, both at 0 V, source line at its top, the end.
  private var top: Time { .seconds(maximumVoltage.si / sweepRate) }
  private var turn: Time { top * 2 }
  private var bottom: Time { turn + .seconds(-minimumVoltage.si / sweepRate) }
  private var end: Time { turn + (bottom - turn) * 2 }

  /// Word line voltage of the second half.
  private var boosted: Voltage { -minimumVoltage + resetGateBoost }

  /// The ramps of the three selected lines. The gate changes just before the turn, in a thousandth of a ramp.
  private var drive: ArrayDrive {
    let edge = top / 1000
    func wave(_ points: [(Time, Voltage)]) -> Stimulus {
      .piecewiseLinear(points.map { Stimulus.Point(time: $0, value: $1.si) })
    }
    let gate = wave([(.zero, gateVoltage), (turn - edge, gateVoltage), (turn, boosted), (end, boosted)])
    let bitLine = wave([(.zero, .zero), (top, maximumVoltage), (turn, .zero), (end, .zero)])
    let sourceLine = wave([(.zero, .zero), (turn, .zero), (bottom, -minimumVoltage), (end, .zero)])
    return ArrayDrive(
      wordLine: { $0 == row ? gate : .constant(0) }, bitLine: { $0 == column ? bitLine : .constant(0) },
      sourceLine: { $0 == column ? sourceLine : .constant(0) })
  }
}
