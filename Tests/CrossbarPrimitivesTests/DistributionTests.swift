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

@Suite struct ProportionTests {
  /// Without a failure the Wilson interval begins at n / (n + z^2): 73 for 95 %, 381 for 99 %, 35 for 90 %.
  @Test(arguments: [(0.95, 73), (0.99, 381), (0.9, 35)]) func trialsWithoutAFailure(target: Double, trials: Int) {
    #expect(Proportion(5, of: 5).trialsToShow(atLeast: target) == trials)
    #expect(Proportion(trials, of: trials).wilsonInterval().lowerBound >= target)
    #expect(Proportion(trials - 1, of: trials - 1).wilsonInterval().lowerBound < target)
  }

  /// By trying one number after another.
  @Test(arguments: [(97, 100, 0.95), (9, 10, 0.8), (496, 500, 0.99)]) func trialsAtAShare(
    successes: Int, of trials: Int, target: Double
  ) {
    let share = Double(successes) / Double(trials)
    func lower(_ n: Int) -> Double {
      let (z, n) = (1.959964, Double(n))
      let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
      return (share + z * z / (2 * n) - half) / (1 + z * z / n)
    }
    let first = (1...20_000).first { lower($0) >= target }
    #expect(first != nil && Proportion(successes, of: trials).trialsToShow(atLeast: target) == first)
  }

  @Test func noNumberShowsWhatIsNotSo() {
    #expect(Proportion(95, of: 100).trialsToShow(atLeast: 0.95) == nil && Proportion(0, of: 0).trialsToShow(atLeast: 0.5) == nil)
    #expect(Proportion(5, of: 5).trialsToShow(atLeast: 1) == nil)
  }
}
