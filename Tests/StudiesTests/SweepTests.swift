import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import Records
import Testing

@testable import Studies

/// Sweeps of drawn devices give back what was drawn, read off directly and through a laboratory's file.
@Suite struct SweepTests {
  private func sweeps(count: Int, cycles: Int = 1, to end: Double = 10, step: Double = 10) throws -> DeviceSweeps {
    DeviceSweeps(
      kind: try usualDevice(), seed: 4, count: count, cycles: cycles,
      settings: SweepSettings(
        maximumVoltage: .volts(end), minimumVoltage: .volts(-end), voltageStep: .millivolts(step),
        sweepRate: .voltsPerSecond(1)),
      series: .limiter(.milliamperes(10)))
  }

  /// A sweep without a result ends its device's cycles; the next device follows, and no figure counts what is missing.
  @Test func aSweepThatFailsIsCountedAndEndsNothing() async throws {
    let failure = SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "made to fail")
    // Devices are under way side by side; one at a time makes the fifth half loop the first of device 1.
    let study = SweepStudy(sweeps: try sweeps(count: 3, cycles: 2, to: 5, step: 50))
    let bench = DeviceBench(engine: FailingEngine(failure, atDeck: 5))
    var loops: [SweepLoop] = []
    for device in 0..<3 { loops += try await study.sweeps.loops(of: device, on: bench) }
    let findings = SweepFindings(study: study, loops: loops)
    #expect(loops.map(\.reading.device) == [0, 0, 1, 2, 2])
    #expect(loops.map { $0.reading.numericalFailure != nil } == [false, false, true, false, false])
    #expect(findings.figures.numericalFailures == 1)
    #expect(findings.text.contains("1 sweep gave no result (numerical failures); parameters.csv says why"))
    #expect(try RecordTable(loops.map(\.reading)).csv.contains("made to fail"))
  }

  @Test func extractionFindsWhatWasDrawn() async throws {
    let figures = try await StatisticsStudy(sweeps: sweeps(count: 40)).run(DrawnDevices.run()).figures
    for (comparison, bound) in [(figures.vSET, 0.03), (figures.vRESET, 0.03), (figures.rLRS, 0.02), (figures.rHRS, 0.02)] {
      let (comparison, difference) = (try #require(comparison), try #require(comparison?.medianRelativeDifference))
      let drawn = try #require(comparison.drawn)
      #expect(difference < bound && comparison.extracted.count >= 36)
      #expect(abs(comparison.extracted.logMean - drawn.logMean) < 0.05)
    }
    // The drawn sample itself belongs to the published distribution.
    let drawn = try #require(figures.vSET?.drawn)
    #expect(abs(drawn.logMean - 0.202) < 3 * drawn.standardError + 0.05)
  }

  @Test func cyclesOfADeviceShareItsOwnPart() throws {
    let device = try usualDevice()
    let pairs = (0..<4000).map { index in
      [0, 1, 2].map { log(device.draw(seed: 2, index: index, cycle: $0)[.setVoltage] ?? 0) }
    }
    for (first, second) in [(0, 1), (1, 2)] {
      let covariance = pairs.reduce(0) { $0 + ($1[first] - 0.202) * ($1[second] - 0.202) } / 4000
      // Three quarters of the variance are the device's own.
      #expect(abs(covariance / (0.776 * 0.776) - 0.75) < 0.06)
    }
  }
}
