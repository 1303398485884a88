import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import NeuralMapping
import NgspiceBridge
import Reporting
import Testing

@testable import Studies

/// Networks in cells of several levels, each brought to its own by pulses and verifying reads.
@Suite struct WrittenLevelsTests {
  private func study(sizes: [Int] = [5, 3, 2], levels: Int = 4, retention: Time = .zero) throws -> StorageStudy {
    let device = try MemristorDevice("sky130-hfo2", fluctuates: true, isTypical: true)
    let pulse = PulseShape(width: .microseconds(1), edge: .seconds(0.5e-9))
    let read = ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(2.5), pulse: pulse, threshold: .kiloohms(120))
    var array = try configuration(device)
    array.transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(0.7), length: .micrometers(0.5))
    array.write = WriteSettings(
      voltage: .volts(2.4), maximumVoltage: .volts(2.4), attempts: 1, gateVoltage: .volts(2), maximumGateVoltage: .volts(2),
      resetGateBoost: .volts(2.5), pulse: pulse)
    array.read = read
    var settings = StorageSettings(array: array, retentionTime: retention)
    settings.levels = try CellLevels(count: levels)
    settings.levelPlanning = LevelPlanning(
      device: device, seed: 1, surroundings: CellSurroundings(rows: 1, row: 0, transistor: array.transistor, wires: array.wires),
      range: .kiloohms(15)...Resistance.kiloohms(60), resetAbove: .kiloohms(120),
      design: LevelDesign(
        count: levels, allocation: .equalConductance, range: .kiloohms(15)...Resistance.kiloohms(60), window: 0.04),
      settings: LevelWriteSettings(
        amplitude: .volts(2.4), gateVoltage: .volts(2), pulse: pulse,
        reset: ResetScheme.boosted.operation(amplitude: .volts(2.4), boost: .volts(2.5), pulse: pulse), read: read,
        resetAbove: .kiloohms(120), algorithm: LevelAlgorithm(.gateStep, step: .millivolts(20), limit: .volts(4))))
    settings.levelStep = .millivolts(20)
    return try storageStudy(settings, sizes: sizes, bits: 4)
  }

  /// Right after the write all verified cells come back, and those that did not reach their level are counted.
  @Test func verifiedCellsKeepTheNetwork() async throws {
    let study = try study(sizes: [12, 8, 3])
    try study.check()
    let findings = try await study.runCompiled()
    let levels = try #require(findings.figures.levels)
    #expect(findings.figures.cells == (13 * 8 + 9 * 3) * 2 && levels.count == 4)
    // Of a cell that was verified, noise moves none to another level, which is far away.
    findings.cells.forEach { _, cell, outcome in
      if outcome.isVerified { #expect(findings.cells.level(outcome) == cell.level) }
    }
    #expect(levels.errors.errors <= levels.unreached)
    #expect(findings.figures.write.pulses > 2 * findings.figures.cells)
    #expect(findings.text.contains("gate-step in steps of 20 mV"))
  }

  /// The table of a stored network, by both engines, with all fluctuations.
  @Test func bothEnginesWriteTheSameLevels() async throws {
    let study = try study(sizes: [2, 1, 2], retention: .seconds(1))
    let (compiled, circuits) = (try await study.runCompiled(), try await study.run())
    #expect(compiled.readBack == circuits.readBack)
    for (one, other) in zip(compiled.cells.outcomes, circuits.cells.outcomes) {
      #expect(one.pulses == other.pulses && one.isVerified == other.isVerified)
      #expect(abs(try #require(one.readCurrent) / (try #require(other.readCurrent)) - 1) < 2e-3)
    }
  }

  @Test func relaxationCostsLevels() async throws {
    let (fresh, old) = (
      try await study(sizes: [20, 8, 3]).runCompiled(),
      try await study(sizes: [20, 8, 3], retention: .seconds(1e5)).runCompiled()
    )
    #expect(old.figures.ber.errors > 4 * max(1, fresh.figures.ber.errors))
    // The writes are the same ones.
    #expect(zip(fresh.cells.outcomes, old.cells.outcomes).allSatisfy { $0.pulses == $1.pulses })
  }

  /// Products take what was read of the cells.
  @Test func productsOfLevelsFollowTheNetwork() async throws {
    var study = try study(sizes: [12, 8, 3])
    study.coding = .offsetBinary
    study.analog = AnalogSettings(seriesResistance: .zero, adcBits: 12, calibrationImages: 20, checkedProducts: 2)
    let findings = try await study.runCompiled()
    let analog = try #require(findings.analog)
    #expect(analog.checks.isEmpty && analog.predictions.count == study.images.count)
    let outputs = findings.predictions.readBack
    let same = analog.predictions.indices.count { image in
      let values = Array(outputs.row(image))
      return values.firstIndex(of: values.max() ?? 0) == analog.predictions[image]
    }
    #expect(same >= study.images.count * 3 / 4, "\(same)")
  }

  @Test func aWholeArrayHasOneBitACell() throws {
    var study = try study()
    study.settings.array.scope = .array
    #expect(throws: StorageError.levelsInWholeArray) { try study.check() }
    study.settings.levelPlanning = nil
    #expect(throws: StorageError.levelsWithoutTable(4)) { try study.check() }
  }
}
