import CrossbarPrimitives
import DeviceFixtures
import NgspiceBridge
import Testing

@testable import CrossbarArrays

@Suite struct CellTrialTests {
  private func trial(rows: Int = 16) throws -> CellTrial {
    let array = try makeArray(rows: 1, columns: 1)
    return CellTrial(
      try medianMemristor(),
      in: CellSurroundings(rows: rows, row: rows - 1, transistor: array.transistor, wires: array.wires))
  }

  private func operation(_ kind: RowOperation.Kind, _ amplitude: Double, gate: Double) -> CellOperation {
    CellOperation(kind: kind, amplitude: .volts(amplitude), wordLineVoltage: .volts(gate), pulse: usualPulse)
  }

  @Test func anOperatingPointIsOhmsLawWithTheTransistorInIt() async throws {
    let point = try await trial().operatingPoint(
      operation(.read, 0.1, gate: 5), state: 1, on: NgspiceEngine.shared)
    // 10 ohm of driver and 16 segments of 2 ohm on either side.
    let expected = LevelOneTransistor().seriesCurrent(gate: 5, supply: 0.1, above: 42 + 519, below: 42)
    #expect(abs(point.bitLineCurrent.si / expected - 1) < 1e-5)
    #expect(abs(point.sourceLineCurrent.si / expected - 1) < 1e-5)
    let share = 1 - 519 * expected / (0.1 - 84 * expected)
    #expect(abs(point.transistorShare - share) < 1e-4)
  }

  @Test func theEnergyOfAReadIsVoltageTimesCurrentTimesTime() async throws {
    let trial = try trial()
    let read = operation(.read, 0.1, gate: 5)
    let point = try await trial.operatingPoint(read, state: 1, on: NgspiceEngine.shared)
    let trace = try await trial.apply(read, state: 1, on: NgspiceEngine.shared)
    // On the edges voltage and current both rise from zero, which a third of the time at full height stands for.
    let time = usualPulse.width.si + 2 * usualPulse.edge.si / 3
    #expect(abs(trace.energy.si / (0.1 * point.bitLineCurrent.si * time) - 1) < 1e-4)
    #expect(abs(trace.plateauCurrent / point.sourceLineCurrent - 1) < 1e-4)
  }

  @Test func aSetEndsAtWhatTheTransistorPasses() async throws {
    let trace = try await trial().apply(operation(.set, 5, gate: 1.12), state: 0, on: NgspiceEngine.shared)
    #expect(trace.finalState > 0.5)
    let state = trace.state.value(at: 0.02) ?? 0
    let filament = 519 / state
    let expected = LevelOneTransistor().seriesCurrent(gate: 1.12, supply: 5, above: 42 + filament, below: 42)
    #expect(abs(trace.plateauCurrent.si / expected - 1) < 1e-2)
    let drop = (trace.plateauMemristorVoltage + trace.plateauTransistorVoltage).si
    #expect(abs(drop + 84 * trace.plateauCurrent.si - 5) < 1e-4)
    #expect(trace.energy.si > 0.5 * 5 * trace.plateauCurrent.si * 0.02)
  }

  @Test func aResetDrawsItsCurrentFromTheSourceLine() async throws {
    let trace = try await trial().apply(operation(.reset, 5, gate: 9), state: 1, on: NgspiceEngine.shared)
    #expect(trace.finalState < 0.01)
    #expect((trace.sourceLineCurrent.values.min() ?? 0) < -1e-4)
    #expect((trace.sourceLineDriver.values.max() ?? 0) == 5 && (trace.bitLineDriver.values.max() ?? 1) == 0)
    #expect(trace.energy.si > 0)
  }
}
