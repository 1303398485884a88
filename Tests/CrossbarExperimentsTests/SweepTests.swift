import CrossbarExperiments
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

/// Sweeps of drawn devices give back what was drawn, read off directly and through a laboratory's file.
@Suite struct SweepTests {
  func sweep(count: Int, cycles: Int) async throws -> SweepResult {
    let experiment = SweepExperiment(
      statistics: try .silverMolybdenumDisulfide(), seed: 4, count: count, cycles: cycles,
      settings: SweepSettings(
        maximumVoltage: .volts(10), minimumVoltage: .volts(-10), voltageStep: .millivolts(10), sweepRate: 1),
      series: .limiter(.milliamperes(10)))
    return try await experiment.run(
      on: DeviceBench(model: try .filament(), engine: NgspiceEngine.shared))
  }

  @Test func extractionFindsWhatWasDrawn() async throws {
    let summary = try #require(StatisticsSummary(try await sweep(count: 40, cycles: 1)))
    for (comparison, bound) in [
      (summary.setVoltage, 0.03), (summary.resetVoltage, 0.03), (summary.lowResistance, 0.02),
      (summary.highResistance, 0.02),
    ] {
      #expect(comparison.medianDifference < bound)
      #expect(comparison.extracted.count >= 36)
      #expect(abs(comparison.extracted.logMean - comparison.drawn.logMean) < 0.05)
    }
    // The drawn sample itself belongs to the published distribution.
    #expect(abs(summary.setVoltage.drawn.logMean - 0.202) < 3 * summary.setVoltage.drawn.standardError + 0.05)
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
    let read = try DeviceStatistics(yaml: fit.statisticsFile, source: "statistics.yaml")
    #expect(abs(read.setVoltage.median / exp(fit.setVoltage.mean) - 1) < 1e-6)
  }

  @Test func cyclesOfADeviceShareItsOwnPart() throws {
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    let pairs = (0..<4000).map { index in
      [0, 1, 2].map { log(statistics.draw(seed: 2, index: index, cycle: $0).setVoltage.si) }
    }
    for (first, second) in [(0, 1), (1, 2)] {
      let covariance = pairs.reduce(0) { $0 + ($1[first] - 0.202) * ($1[second] - 0.202) } / 4000
      // Three quarters of the variance are the device's own.
      #expect(abs(covariance / (0.776 * 0.776) - 0.75) < 0.06)
    }
  }
}
