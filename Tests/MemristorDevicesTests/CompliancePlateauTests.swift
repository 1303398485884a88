import CrossbarPrimitives
import Foundation
import Testing

@testable import MemristorDevices

/// Loops whose source limits the current, by the voltage set and by the voltage measured.
@Suite struct CompliancePlateauTests {
  /// The voltage at which it SET lies between the last sample before and the next one that was set.
  @Test(arguments: [0.3, 0.95, 1.2, 2.7], [100e-6, 1e-3])
  func measuredVoltageGivesTheParametersOfTheVoltageSet(set: Double, compliance: Double) throws {
    let asSet = SyntheticLoop(setVoltage: set, lowResistance: 200, compliance: compliance)
    var measured = asSet
    measured.isMeasured = true
    let (expected, found) = (asSet.sweep.parameters(), measured.sweep.parameters())
    #expect(abs(try #require(found.setVoltage) - set) <= 0.0101)
    let difference = try #require(found.setVoltage) - (try #require(expected.setVoltage))
    #expect(abs(difference) < 1e-9)
    #expect(found.resetVoltage == expected.resetVoltage && found.remarks == expected.remarks)
    #expect(abs(try #require(found.lowResistance) / 200 - 1) < 1e-9)
    for parameters in [expected, found] { #expect(abs(try #require(parameters.compliance) / compliance - 1) < 1e-9) }
  }

  /// The device withstood every voltage before the jump.
  @Test(arguments: 1...10) func noSetBelowAWithstoodVoltage(seed: Int) throws {
    var loop = SyntheticLoop(setVoltage: 1.25, compliance: 1e-3, relativeNoise: 0.01, noiseFloor: 1e-10, seed: UInt64(seed))
    loop.isMeasured = true
    loop.step = 0.1
    let found = try #require(loop.sweep.parameters().setVoltage)
    #expect((1.2 - 1e-9...1.3).contains(found))
  }

  @Test func aCurrentWithoutALimitHasNoPlateau() throws {
    for loop in [SyntheticLoop(), SyntheticLoop(relativeNoise: 0.05, noiseFloor: 5e-9), SyntheticLoop(setVoltage: 9)] {
      #expect(loop.sweep.parameters().compliance == nil)
    }
    // One that saturates by itself bends, and has no kink.
    let voltages = (0...300).map { Double($0) / 100 } + (0..<300).reversed().map { Double($0) / 100 }
    let saturating = VoltageSweep(voltages: voltages, currents: voltages.map { 1e-3 * tanh($0 / 0.8) })
    #expect(saturating.parameters().compliance == nil)
  }

  /// A source overshoots for a sample or two before it finds its limit.
  @Test func anOvershootBeforeThePlateauIsPartOfIt() throws {
    var sweep = SyntheticLoop(compliance: 1e-3).sweep
    let first = try #require(sweep.currents.firstIndex { $0 >= 1e-3 })
    sweep.currents[first] = 1.6e-3
    sweep.currents[first + 1] = 1.1e-3
    #expect(abs(try #require(sweep.parameters().compliance) / 1e-3 - 1) < 1e-6)
  }

  /// The high-resistance state alone reaches 10 uA at the voltage where k V sqrt(V² + 0.04) does.
  @Test(arguments: [false, true]) func aLimitThatHidesTheSetBoundsItsVoltage(isMeasured: Bool) throws {
    var loop = SyntheticLoop(setVoltage: 9, highResistance: 2e4, compliance: 10e-6)
    loop.isMeasured = isMeasured
    let found = loop.sweep.parameters()
    let square = pow(10e-6 * 2e4 * 0.05.squareRoot(), 2)
    let limit = ((0.0016 + 4 * square).squareRoot() / 2 - 0.02).squareRoot()
    #expect(found.setVoltage == nil)
    #expect(abs(try #require(found.setVoltageBound) - limit) <= 0.0101)
    #expect(found.remarks.first == "no SET: the current of the high-resistance state is already the compliance")
    #expect(abs(try #require(found.highResistance) / 2e4 - 1) < 0.01)
  }

  @Test(arguments: [0.01, 0.05]) func aGradualResetHasNoVoltage(step: Double) throws {
    var loop = SyntheticLoop(step: step)
    loop.isGradual = true
    let found = loop.sweep.parameters()
    #expect(found.setVoltage != nil && found.resetVoltage == nil && found.resetVoltageBound == nil)
    #expect(found.remarks == ["gradual RESET: no V_RESET"])
    #expect(abs(try #require(found.lowResistance) / 500 - 1) < 1e-9)
  }

  /// The negative half comes first: it belongs to the state that the loop before left.
  @Test func aLoopThatBeginsWithItsNegativeHalf() throws {
    let loop = SyntheticLoop(compliance: 1e-3).sweep
    let (positive, negative) = (0..<loop.segments[1].upperBound, loop.segments[2].lowerBound..<loop.voltages.count)
    func joined(_ parts: [Range<Int>]) -> VoltageSweep {
      VoltageSweep(voltages: parts.flatMap { loop.voltages[$0] }, currents: parts.flatMap { loop.currents[$0] })
    }
    let found = joined([negative, positive]).parameters()
    #expect(abs(try #require(found.setVoltage) - 1.2) <= 0.0101)
    #expect(abs(try #require(found.resetVoltage) - 0.9) <= 0.0101)
    #expect(abs(try #require(found.lowResistance) / 500 - 1) < 0.01)
    #expect(abs(try #require(found.highResistance) / 1e6 - 1) < 0.01)
    // A fresh device has nothing to RESET.
    let fresh = SyntheticLoop(setVoltage: 99).sweep
    let pristine = VoltageSweep(
      voltages: Array(fresh.voltages[negative]) + loop.voltages[positive],
      currents: Array(fresh.currents[negative]) + loop.currents[positive])
    let first = pristine.parameters()
    #expect(first.setVoltage != nil && first.resetVoltage == nil && first.resetVoltageBound == nil)
    #expect(abs(try #require(first.lowResistance) / 500 - 1) < 0.01)
    #expect(first.remarks == ["no RESET: the device was in its high-resistance state at negative voltage"])
  }

  @Test func aDeviceWiredTheOtherWayRoundIsToldSo() throws {
    let loop = SyntheticLoop(compliance: 1e-3).sweep
    let mirrored = VoltageSweep(voltages: loop.voltages.map { -$0 }, currents: loop.currents.map { -$0 })
    let half = mirrored.segments[2]
    let outward = VoltageSweep(
      voltages: Array(mirrored.voltages[half]), currents: Array(mirrored.currents[half]))
    #expect(outward.parameters().remarks.contains { $0.contains("--polarity negative") })
  }
}
