import CrossbarPrimitives
import Foundation
import Testing

@Suite struct DistributionTests {
  @Test func logNormalExceedanceMatchesClosedForm() {
    // V_SET of the Ag/MoS2/Au device (Nanoscale 2026, 18, 835, Fig. 3c); figures computed independently with SciPy.
    let setVoltage = LogNormalDistribution(logMean: 0.202, logStandardDeviation: 0.776)
    for (voltage, expected) in [(2.0, 0.263), (3, 0.124), (4, 0.064), (5, 0.0348), (6, 0.020), (8, 0.008)] {
      #expect(abs(setVoltage.exceedance(voltage) - expected) < 6e-4)
      #expect(abs(setVoltage.exceedance(voltage) + setVoltage.cumulative(voltage) - 1) < 1e-14)
    }
    #expect(setVoltage.exceedance(-1) == 1)
  }

  @Test func samplesFollowTheDistribution() throws {
    let distribution = LogNormalDistribution(decadeMean: 6.041, decadeStandardDeviation: 0.769)
    let logs = (0..<20_000).map { index in
      var stream = RandomStream(seed: 7, purpose: "test", index: index)
      return log10(distribution.sample(&stream))
    }
    let summary = try #require(Summary(logs))
    #expect(abs(summary.mean - 6.041) < 4 * summary.standardError)
    #expect(abs(summary.standardDeviation - 0.769) < 4 * 0.769 / (2.0 * 20_000).squareRoot())
  }

  @Test func streamsAreReproducibleAndDistinct() {
    func first(_ seed: UInt64, _ purpose: String, _ index: Int) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: purpose, index: index)
      return stream.next()
    }
    #expect(first(1, "cell", 5) == first(1, "cell", 5))
    let values = [first(1, "cell", 5), first(2, "cell", 5), first(1, "cell", 6), first(1, "train", 5)]
    #expect(Set(values).count == 4)
  }

  @Test func withoutSpreadProbabilitiesAreSteps() {
    let distribution = LogNormalDistribution(logMean: 0, logStandardDeviation: 0)
    #expect([0.9, 1, 1.1].map(distribution.cumulative) == [0, 1, 1])
    #expect([0.9, 1, 1.1].map(distribution.exceedance) == [1, 0, 0])
  }
}
