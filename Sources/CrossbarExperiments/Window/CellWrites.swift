import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// What a SET from the high-resistance state made of a cell.
public struct CellSet: Sendable {
  /// At the end of the pulse: the compliance, if the cell SET.
  public let current: Current
  /// What the line drivers delivered.
  public let energy: Energy
  /// Whether the cell reads as a 1.
  public let isSet: Bool
  /// Why its read says nothing of it; such a cell is not SET.
  public let readFailure: ReadFailure?
  /// Of a cell that reads as a 1 by a filament: whether the filament is gone, by half or more, after the rest.
  public let isVolatile: Bool
  /// Whether the current was one that keeps the filament from ever dissolving.
  public let isOverprogrammed: Bool
}

/// What a RESET from the strongest filament made of a cell.
public struct CellReset: Sendable {
  public let energy: Energy
  /// Whether the cell reads as a 0.
  public let isReset: Bool
  /// Why its read says nothing of it; such a cell is not RESET.
  public let readFailure: ReadFailure?
}

/// What a pulse on one cell of a corner did to a cell beside it.
public struct CellDisturbance: Sendable {
  public let disturb: CellDisturb
  /// Whether the cell reads as another bit than before.
  public let isFlipped: Bool
}

extension WindowExperiment {
  func setOperation(_ setting: PulseSetting) -> CellOperation {
    CellOperation(
      kind: .set, amplitude: setting.amplitude, wordLineVoltage: setting.gateVoltage, pulse: pulse(setting.width))
  }

  /// The gate voltage of the SET plays no part in it.
  func resetOperation(amplitude: Voltage, width: Time) -> CellOperation {
    CellOperation(
      kind: .reset, amplitude: amplitude, wordLineVoltage: amplitude + resetGateBoost, pulse: pulse(width))
  }

  /// Edges a two-thousandth of the pulse: 10 us at 20 ms.
  private func pulse(_ width: Time) -> PulseShape { PulseShape(width: width, edge: width / 2000) }

  func memristor(_ cell: Int) -> Memristor { statistics.draw(seed: seed, index: cell) }

  func trial(_ cell: Int) -> CellTrial { CellTrial(memristor(cell), in: surroundings) }

  /// SETs a cell, reads it, lets it rest and looks again.
  func set(_ cell: Int, at setting: PulseSetting, on engine: any SpiceEngine) async throws -> CellSet {
    let trace = try await trial(cell).apply(setOperation(setting), state: 0, on: engine)
    let reading = try await read(memristor(cell), state: trace.finalState, on: engine)
    let isSet = reading.bit && reading.failure == nil
    var wear = DeviceWear(statistics: statistics, seed: seed, device: cell)
    wear.recordSet(current: trace.plateauCurrent)
    return CellSet(
      current: trace.plateauCurrent, energy: trace.energy, isSet: isSet, readFailure: reading.failure,
      isVolatile: isSet ? try await isVolatile(memristor(cell), state: trace.finalState, on: engine) : false,
      isOverprogrammed: wear.cause(cycle: 0) == .overprogramming)
  }

  func reset(
    _ cell: Int, amplitude: Voltage, width: Time, on engine: any SpiceEngine
  ) async throws -> CellReset {
    let operation = resetOperation(amplitude: amplitude, width: width)
    let trace = try await trial(cell).apply(operation, state: 1, on: engine)
    let reading = try await read(memristor(cell), state: trace.finalState, on: engine)
    return CellReset(energy: trace.energy, isReset: !reading.bit && reading.failure == nil, readFailure: reading.failure)
  }

  /// Pulses one of four cells and looks at the three others, which are in the state that the pulse could change.
  /// - Parameter corner: which four: those numbered from four times this.
  func disturb(
    _ corner: Int, by operation: CellOperation, on engine: any SpiceEngine
  ) async throws -> [CellDisturbance] {
    let memristors = Grid<Memristor>(rows: 2, columns: 2) { row, column in
      self.memristor(4 * corner + 2 * row + column)
    }
    let disturbs = try await DisturbTrial(memristors, in: surroundings).apply(
      operation, state: operation.kind == .set ? 0 : 1, on: engine)
    var disturbances: [CellDisturbance] = []
    for disturb in disturbs {
      let isFlipped = try await isFlipped(disturb, on: engine)
      disturbances.append(CellDisturbance(disturb: disturb, isFlipped: isFlipped))
    }
    return disturbances
  }

  private func isFlipped(_ disturb: CellDisturb, on engine: any SpiceEngine) async throws -> Bool {
    // No bit turns with a filament that has moved by less than the solver resolves.
    guard abs(disturb.finalState - disturb.initialState) > 1e-6 else { return false }
    let before = try await read(disturb.memristor, state: disturb.initialState, on: engine).bit
    return try await read(disturb.memristor, state: disturb.finalState, on: engine).bit != before
  }

  private func read(_ memristor: Memristor, state: Double, on engine: any SpiceEngine) async throws -> CellReading {
    let operation = CellOperation(
      kind: .read, amplitude: read.voltage, wordLineVoltage: read.gateVoltage, pulse: read.pulse)
    let point = try await CellTrial(memristor, in: surroundings).operatingPoint(operation, state: state, on: engine)
    return CellReading(point, settings: read)
  }

  /// The rule of `mxbar device compliance`: half of what the filament conducted is to be there after the rest.
  private func isVolatile(_ memristor: Memristor, state: Double, on engine: any SpiceEngine) async throws -> Bool {
    let bench = DeviceBench(model: surroundings.model, engine: engine)
    let rested = try await bench.rest(memristor, state: state, times: [rest])[0]
    let currents = try await bench.read(memristor, states: [state, rested, 0], at: read.voltage)
    // A device whose film alone reads as a 1 has no filament to lose.
    guard currents[0] >= currents[2] * 2 else { return false }
    return !FilamentSet.lasts(at: currents[1], afterSet: currents[0], withoutFilament: currents[2])
  }
}
