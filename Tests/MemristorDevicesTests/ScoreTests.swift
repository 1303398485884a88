import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

/// Devices at given standard scores, and what cells of an array share.
@Suite struct ScoreTests {
  private static func device(_ lines: String = "") throws -> MemristorDevice {
    try MemristorDevice(yaml: "name: mine\nlike: ag-mos2\n" + lines, source: "mine.yaml")
  }

  @Test func aScoreIsDeviationsFromTheMedian() throws {
    let device = try Self.device()
    #expect(device.memristor(scores: []).values == device.median().values)
    let high = device.memristor(scores: [2])
    #expect(abs((high[.setVoltage] ?? 0) - exp(0.202 + 2 * 0.776)) < 1e-12)
    #expect(high[.lowResistance] == device.median()[.lowResistance])
  }

  /// A draw is nothing else than the device at drawn scores, correlations included.
  @Test func aDrawIsTheDeviceAtDrawnScores() throws {
    let device = try Self.device("correlations: {v_set r_lrs: 0.6}\n")
    for index in 0..<5 {
      var changing = RandomStream(seed: 4, purpose: "memristor", index: index)
      var lasting = RandomStream(seed: 4, purpose: "stability", index: index)
      let scores = device.description.cycleShares.map { $0 > 0 ? changing.standardNormal() : lasting.standardNormal() }
      #expect(device.memristor(scores: scores) == device.draw(seed: 4, index: index))
    }
    // The score of v_set moves r_lrs along.
    let moved = device.memristor(scores: [1])
    #expect(abs(log((moved[.lowResistance] ?? 0) / (device.median()[.lowResistance] ?? 1)) - 0.6 * 1.041) < 1e-9)
  }

  @Test func transistorsAtScores() {
    let spread = TransistorSpread(threshold: .volts(0.01), gain: 0.05)
    let deviation = spread.deviation(thresholdScore: 3, gainScore: -2)
    #expect(abs(deviation.thresholdShift.si - 0.03) < 1e-15 && abs(deviation.gain - exp(-0.1)) < 1e-15)
  }

  @Test func stopsAtScores() throws {
    let device = try MemristorDevice("sky130-hfo2", fluctuates: true)
    let index = try #require(device.parameters.firstIndex { $0.name == "e_g" })
    let moved = device.memristor(scores: [], stops: [2]).values[index] - device.median().values[index]
    #expect(abs(moved - 2 * (0.013 * 0.013 + 0.011 * 0.011).squareRoot()) < 1e-12)
  }

  @Test func sharesAreReadForAllAndForOne() throws {
    let device = try Self.device("shared: {die: 0.2, line: 0.1}\nparameters: {v_set: {shared: {wafer: 0.5}}}\n")
    let shared = device.description.sharedVariances
    #expect(shared[0] == SharedVariance(wafer: 0.5) && shared[1] == SharedVariance(die: 0.2, line: 0.1))
    #expect(abs(shared[1].own - 0.7) < 1e-12 && shared[1].array == 0.2)
    // A constant shares nothing.
    #expect(shared.last == SharedVariance())
  }

  @Test(arguments: ["shared: {die: 0.9, line: 0.1}", "shared: {die: -0.1}", "shared: {lot: 0.1}"])
  func sharesThatCannotBeAreRefused(_ line: String) {
    let error = #expect(throws: DeviceError.self) { try Self.device(line + "\n") }
    #expect(error.map { "\($0)".contains("shared") && "\($0)".contains("allowed") } == true)
  }
}
