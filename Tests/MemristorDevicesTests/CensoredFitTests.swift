import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

/// Fits to values of which some are known only to lie beyond the end of a sweep.
@Suite struct CensoredFitTests {
  /// The paper's V_SET, cut off at 2.5 V: one device in five never SETs.
  @Test func valuesBeyondTheSweepCount() throws {
    let drawn = LogNormalDistribution(logMean: 0.202, logStandardDeviation: 0.776)
    var stream = RandomStream(seed: 3, purpose: "censored")
    let values = (0..<4000).map { _ in drawn.sample(&stream) }
    let seen = values.filter { $0 <= 2.5 }
    let hidden = values.count - seen.count
    #expect(hidden > 600)
    let fit = try #require(
      DistributionFit(seen.map { [$0] }, lowerBounds: Array(repeating: 2.5, count: hidden), kind: .logNormal))
    #expect(abs(fit.mean - 0.202) < 4 * fit.meanError)
    #expect(abs(fit.standardDeviation - 0.776) < 4 * fit.standardDeviationError)
    #expect(fit.censoredCount == hidden && fit.goodnessOfFit == nil)
    // Leaving them out is what the bounds are there to prevent.
    let cut = try #require(DistributionFit(seen.map { [$0] }, kind: .logNormal))
    #expect(cut.mean < 0.202 - 10 * cut.meanError)
  }

  /// At the maximum of the likelihood its slopes vanish; checked by differences of the log-likelihood written out here.
  @Test func theFitIsTheMaximumOfTheLikelihood() throws {
    let (seen, bounds) = ([0.3, 1.1, 1.9, 2.2, 0.8], [2.5, 2.5, 3.0])
    let fit = try #require(DistributionFit(seen.map { [$0] }, lowerBounds: bounds, kind: .normal))
    func logLikelihood(_ mean: Double, _ deviation: Double) -> Double {
      seen.reduce(0) { $0 - log(deviation) - log(2 * .pi) / 2 - pow(($1 - mean) / deviation, 2) / 2 }
        + bounds.reduce(0) { $0 + log(erfc(($1 - mean) / deviation / 2.0.squareRoot()) / 2) }
    }
    let (m, s) = (fit.mean, fit.standardDeviation)
    #expect(abs(fit.logLikelihood - logLikelihood(m, s)) < 1e-9)
    for (mean, deviation) in [(m + 1e-3, s), (m - 1e-3, s), (m, s + 1e-3), (m, s - 1e-3)] {
      #expect(logLikelihood(mean, deviation) < logLikelihood(m, s))
    }
  }
}
