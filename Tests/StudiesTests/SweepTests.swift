import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import Studies

/// Sweeps of drawn devices give back what was drawn, read off directly and through a laboratory's file.
@Suite struct SweepTests {
  func sweep(count: Int, cycles: Int) async throws -> SweepResult {
    let experiment = SweepExperiment(
      kind: try usualDevice(), seed: 4, count: count, cycles: cycles,
      settings: SweepSettings(
        maximumVoltage: .volts(10), minimumVoltage: .volts(-10), voltageStep: .millivolts(10), sweepRate: 1),
      series: .limiter(.milliamperes(10)))
    return try await experiment.run(
      on: DeviceBench(engine: NgspiceEngine.shared))
  }

  /// A sweep without a result ends its device's cycles; the next device follows, and no figure counts what is missing.
  @Test func aSweepThatFailsIsCountedAndEndsNothing() async throws {
    let experiment = SweepExperiment(
      kind: try usualDevice(), seed: 4, count: 3, cycles: 2,
      settings: SweepSettings(
        maximumVoltage: .volts(5), minimumVoltage: .volts(-5), voltageStep: .millivolts(50), sweepRate: 1),
      series: .limiter(.milliamperes(10)))
    // Two half loops a sweep: the fifth is the first of device 1.
    let result = try await experiment.run(on: DeviceBench(engine: EngineThatFailsAt(5)))
    #expect(result.loops.map(\.device) == [0, 0, 2, 2])
    #expect(result.failures.map(\.device) == [1] && result.summary.numericalFailures == 1)
    #expect(result.text(folder: "x").contains("1 sweep gave no result (numerical failures); parameters.csv says why"))
    #expect(SweepReport(result).parameterTable.text.contains("made to fail"))
  }

  @Test func extractionFindsWhatWasDrawn() async throws {
    let summary = StatisticsSummary(try await sweep(count: 40, cycles: 1))
    for (comparison, bound) in [
      (summary.setVoltage, 0.03), (summary.resetVoltage, 0.03), (summary.lowResistance, 0.02),
      (summary.highResistance, 0.02),
    ] {
      let (comparison, difference) = (try #require(comparison), try #require(comparison?.medianDifference))
      let drawn = try #require(comparison.drawn)
      #expect(difference < bound && comparison.extracted.count >= 36)
      #expect(abs(comparison.extracted.logMean - drawn.logMean) < 0.05)
    }
    // The drawn sample itself belongs to the published distribution.
    let drawn = try #require(summary.setVoltage?.drawn)
    #expect(abs(drawn.logMean - 0.202) < 3 * drawn.standardError + 0.05)
  }

  @Test func aFitToTheSweepFileGivesTheStatisticsBack() async throws {
    let result = try await sweep(count: 30, cycles: 1)
    let file = try SweepFile(Data(SweepReport(result).sweepTable.text.utf8), source: "sweeps.csv")
    let settings = SweepFitSettings(name: "round trip", distribution: .logNormal)
    let fit = try SweepFit(SweepFit.readings(of: file.sweeps, settings: settings), settings: settings)
    #expect(fit.devices.count == 30)
    for (fitted, mean, deviation) in [
      (fit.setVoltage, 0.202, 0.776), (fit.resetVoltage, -0.025, 0.810), (fit.lowResistance, 6.253, 1.041),
      (fit.highResistance, 6.041 * log(10), 0.769 * log(10)),
    ] {
      #expect(abs(fitted.mean - mean) < 3 * fitted.meanError)
      #expect(abs(fitted.standardDeviation - deviation) < 3 * fitted.standardDeviationError)
    }
    let read = try MemristorDevice(yaml: fit.deviceDescription, source: "device.yaml")
    #expect(abs(read.median()[.setVoltage].map { $0 / exp(fit.setVoltage.mean) - 1 } ?? 1) < 1e-6)
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

/// Fails its deck of one number, counted from 1.
private actor EngineThatFailsAt: SpiceEngine {
  private let number: Int
  private var calls = 0

  init(_ number: Int) { self.number = number }

  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }

  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    calls += 1
    if calls == number {
      throw SimulationError.analysisFailed(analysis: "transient", element: nil, engineMessage: "made to fail")
    }
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}
