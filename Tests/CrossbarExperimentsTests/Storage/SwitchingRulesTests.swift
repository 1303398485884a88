import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@testable import CrossbarExperiments

@Suite struct SwitchingRulesTests {
  /// Drawn cells written in ngspice and by the rules, in a column so long that its wires matter.
  @Test(arguments: [(true, 5.0), (false, 5.0), (true, 1.5), (false, 1.5)])
  func rulesAndSimulationAgree(bit: Bool, voltage: Double) async throws {
    var array = try configuration(try drawnDevice(), upTo: voltage)
    array.write.voltage = .volts(voltage)
    array.write.maximumGateVoltage = array.write.gateVoltage
    array.wires.bitLineSegment = .ohms(2)
    let settings = StorageSettings(array: array)
    let engine = NgspiceEngine.shared
    let rules = try await RuleCalibration(settings: settings, rows: 64, engine: engine).rules()
    let storage = try TileStorage(settings: settings, seed: 5, rules: rules, engine: engine)
    let bits = Grid(rows: 64, columns: 2, repeating: bit)
    let plan = try TilePlan(layers: [bits], cellsPerCode: [1], size: 64)
    let rows = TileRow.rows(of: [bits], in: plan, settings: settings, seed: 5)
    let outcomes = try await storage.store(rows) { _, _ in }
    var (agreeing, failing) = (0, 0)
    for (row, outcomes) in zip(rows, outcomes) {
      for (cell, outcome) in zip(row.cells, outcomes) {
        let ruled = storage.ruled(cell)
        if outcome.bit(array.read) == ruled.bit(array.read) { agreeing += 1 }
        if outcome.bit(array.read) != bit { failing += 1 }
      }
    }
    // Cells at the very edge may go either way: at 1.5 V one in eighty lies within 2 % of it.
    #expect(agreeing >= 125, "\(agreeing) of 128")
    #expect(failing > 0, "a test of the rules needs cells that fail")
  }

  /// A read that is not simulated with its pulse would not have moved the filament.
  @Test func stillReadsAreThoseOfThePulse() async throws {
    let array = try configuration(try drawnDevice())
    let stillness = try #require(FilamentStillness(array.memristorModel))
    let engine = NgspiceEngine.shared
    let settings = StorageSettings(array: array)
    let read = CellOperation(array.read.operation(row: 0, columns: []))
    var still = 0
    for cell in 0..<40 {
      let memristor = settings.memristor(cell, attempt: 0, seed: 9)
      let trial = CellTrial(memristor, in: settings.surroundings(row: 0, rows: 16))
      let write = CellOperation(array.write.operation(writing: cell % 2 == 0, row: 0, columns: [], attempt: 0))
      let state = try await trial.apply(write, state: cell % 2 == 0 ? 0 : 1, on: engine).finalState
      let change = stillness.relativeChange(of: memristor, state: state, at: .volts(0.1), for: read.pulse.duration)
      guard change <= CellProgramming.stillChange else { continue }
      still += 1
      let pulse = try await trial.apply(read, state: state, on: engine)
      #expect(abs(pulse.finalState - state) <= 1e-6 * max(state, 1e-3), "cell \(cell)")
      let point = try await trial.operatingPoint(read, state: state, on: engine).sourceLineCurrent
      // What ngspice's tolerances leave of one and the same current is larger than what the filament changes.
      #expect(abs(pulse.plateauCurrent / point - 1) < 2e-6, "cell \(cell)")
    }
    #expect(still > 30)
  }

  @Test func aReadThatCouldMoveTheFilamentIsSimulatedWithItsPulse() throws {
    let stillness = try #require(FilamentStillness(try .filament()))
    func change(_ state: Double, set: Double = 1.22, stable: Double = 230e-6, read: Double = 0.1) -> Double {
      stillness.relativeChange(
        of: Memristor(
          setVoltage: .volts(set), resetVoltage: .volts(1), lowResistance: .ohms(519), highResistance: .megaohms(1.1),
          stableConductance: .siemens(stable)),
        state: state, at: .volts(read), for: .milliseconds(20))
    }
    #expect(change(0) < 1e-6 && change(1) < 1e-6)
    #expect(change(0, set: 0.11) > 1e-6, "a device that the read nearly SETs")
    #expect(change(1, read: 0.15) > 1e-6, "beyond the voltage that a filament grows at")
    #expect(change(0.05) > 1e-6, "a filament that fades")
  }
}
