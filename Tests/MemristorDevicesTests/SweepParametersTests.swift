import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@Suite struct SweepParametersTests {
  @Test(arguments: [0.02, 0.3, 1.2, 2.98], [0.05, 0.9, 2.97])
  func readsAKnownLoop(set: Double, reset: Double) throws {
    let found = SyntheticLoop(setVoltage: set, resetVoltage: reset).sweep.parameters()
    #expect(abs(try #require(found.setVoltage) - set) <= 0.0101)
    #expect(abs(try #require(found.resetVoltage) - reset) <= 0.0101)
    #expect(abs(try #require(found.lowResistance) / 500 - 1) < 1e-9)
    let high = try #require(found.highResistance)
    // Below the read voltage there is only the ohmic part, which is a tenth more resistive.
    #expect(abs(high / 1e6 - 1) < (set < 0.1 ? 0.15 : 0.005))
    #expect(found.remarks.isEmpty == (set > 0.1))
  }

  @Test(arguments: 1...20)
  func noiseDoesNotMoveTheParameters(seed: Int) throws {
    let loop = SyntheticLoop(relativeNoise: 0.05, noiseFloor: 5e-9, seed: UInt64(seed))
    let found = loop.sweep.parameters()
    #expect(abs(try #require(found.setVoltage) - 1.2) <= 0.0201)
    #expect(abs(try #require(found.resetVoltage) - 0.9) <= 0.0201)
    #expect(abs(try #require(found.lowResistance) / 500 - 1) < 0.1)
    #expect(abs(try #require(found.highResistance) / 1e6 - 1) < 0.15)
  }

  /// Far out the noise of the current is steeper than the SET.
  @Test(arguments: 1...20)
  func noiseThatGrowsWithTheCurrentDoesNotPassForASet(seed: Int) throws {
    let loop = SyntheticLoop(
      setVoltage: 0.4, resetVoltage: 0.3, top: 15, bottom: -15, compliance: 1, relativeNoise: 0.03, noiseFloor: 2e-10,
      seed: UInt64(seed))
    let found = loop.sweep.parameters()
    #expect(abs(try #require(found.setVoltage) - 0.4) <= 0.0201)
    #expect(abs(try #require(found.resetVoltage) - 0.3) <= 0.0201)
  }

  @Test func complianceHoldsThePlateauAndNotTheParameters() throws {
    let found = SyntheticLoop(compliance: 100e-6).sweep.parameters()
    #expect(abs(try #require(found.setVoltage) - 1.2) <= 0.0101)
    #expect(abs(try #require(found.lowResistance) / 500 - 1) < 1e-9)
  }

  @Test func truncatedSweepsSayWhatIsMissing() {
    let short = SyntheticLoop(setVoltage: 9).sweep.parameters()
    #expect(short.setVoltage == nil && short.resetVoltage == nil && short.lowResistance == nil)
    #expect(short.highResistance != nil, "the superlinear current shows the high-resistance state")
    #expect(short.remarks == ["no SET up to 3 V", "no RESET down to -3 V"])

    let stuck = SyntheticLoop(resetVoltage: 9).sweep.parameters()
    #expect(stuck.setVoltage != nil && stuck.lowResistance != nil && stuck.resetVoltage == nil)
    #expect(stuck.remarks == ["no RESET down to -3 V"])

    let low = SyntheticLoop(setVoltage: -1).sweep.parameters()
    #expect(low.highResistance == nil && low.setVoltage == nil && low.resetVoltage != nil)
    #expect(low.remarks.contains("no SET: the device began in its low-resistance state"))
  }

  @Test(arguments: 1...20)
  func noiseAloneShowsNothing(seed: Int) {
    let noisy = SyntheticLoop(setVoltage: 99, highResistance: 1e15, noiseFloor: 1e-10, seed: UInt64(seed)).sweep.parameters()
    #expect(noisy.setVoltage == nil && noisy.resetVoltage == nil && noisy.lowResistance == nil)
  }

  @Test func aSingleSideShowsItsParameters() throws {
    let positive = SyntheticLoop(bottom: 0).sweep.parameters()
    #expect(abs(try #require(positive.lowResistance) / 500 - 1) < 1e-9)
    #expect(positive.setVoltage != nil && positive.highResistance != nil && positive.resetVoltage == nil)
    #expect(positive.remarks == ["no RESET: the sweep has no negative half"])

    let loop = SyntheticLoop().sweep
    let half = loop.segments[2].lowerBound..<loop.voltages.count
    let negative = VoltageSweep(voltages: Array(loop.voltages[half]), currents: Array(loop.currents[half])).parameters()
    #expect(abs(try #require(negative.resetVoltage) - 0.9) <= 0.0101)
    #expect(abs(try #require(negative.highResistance) / 1e6 - 1) < 0.005)
  }

  @Test func loopsArePartedWhereTheyBegin() {
    let one = SyntheticLoop().sweep
    let three = VoltageSweep(
      voltages: one.voltages + one.voltages.dropFirst() + one.voltages,
      currents: one.currents + one.currents.dropFirst() + one.currents)
    #expect(three.loops.count == 3)
    #expect(three.loops[0] == one && three.loops[2] == one)
    // The negative half first, and halves of one sign.
    let mirrored = VoltageSweep(voltages: three.voltages.map { -$0 }, currents: three.currents)
    #expect(mirrored.loops.count == 3)
    let half = SyntheticLoop(bottom: 0).sweep
    #expect(VoltageSweep(voltages: half.voltages + half.voltages, currents: half.currents + half.currents).loops.count == 2)
    #expect(VoltageSweep(voltages: [], currents: []).loops.isEmpty)
  }
}
