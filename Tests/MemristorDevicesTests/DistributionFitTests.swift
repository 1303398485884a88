import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@Suite struct DistributionFitTests {
  func logNormal(_ count: Int, mean: Double = 0.202, deviation: Double = 0.776, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: "fit")
    return (0..<count).map { _ in exp(mean + deviation * stream.standardNormal()) }
  }

  @Test func closedForm() throws {
    let fit = try #require(DistributionFit([[1], [exp(1.0)], [exp(2.0)]], kind: .logNormal))
    #expect(abs(fit.mean - 1) < 1e-12)
    #expect(abs(fit.standardDeviation - (2.0 / 3).squareRoot()) < 1e-12)
    #expect(abs(fit.meanError - (2.0 / 9).squareRoot()) < 1e-12)
    #expect(abs(fit.standardDeviationError - (2.0 / 3 / 6).squareRoot()) < 1e-12)
    let normal = try #require(DistributionFit([[1], [2], [3]], kind: .normal))
    #expect(abs(normal.logLikelihood + 1.5 * (log(2 * .pi * 2 / 3) + 1)) < 1e-12)
  }

  @Test func theLikelierKindIsTaken() throws {
    #expect(try #require(DistributionFit(logNormal(200, seed: 1).map { [$0] })).kind == .logNormal)
    var stream = RandomStream(seed: 2, purpose: "normal")
    let normal = (0..<400).map { _ in [10 + 2 * stream.standardNormal()] }
    #expect(try #require(DistributionFit(normal)).kind == .normal)
    #expect(try #require(DistributionFit(normal, kind: .logNormal)).kind == .logNormal)
  }

  /// Over seeds, the estimates' scores have variance one: the standard errors are right.
  @Test func standardErrorsHold() throws {
    var scores: (mean: [Double], deviation: [Double]) = ([], [])
    for seed in 0..<300 {
      let fit = try #require(DistributionFit(logNormal(100, seed: UInt64(seed)).map { [$0] }, kind: .logNormal))
      scores.mean.append((fit.mean - 0.202) / fit.meanError)
      scores.deviation.append((fit.standardDeviation - 0.776) / fit.standardDeviationError)
    }
    for values in [scores.mean, scores.deviation] {
      let summary = try #require(Summary(values))
      #expect(abs(summary.mean) < 0.25)
      #expect(abs(summary.standardDeviation - 1) < 0.15)
    }
  }

  /// Five cycles of 60 devices, a quarter of the variance from cycle to cycle.
  @Test func repeatedCyclesWidenTheErrorsAndGiveTheirShare() throws {
    var scores: [Double] = []
    var shares: [Double] = []
    for seed in 0..<200 {
      var stream = RandomStream(seed: UInt64(seed), purpose: "cycles")
      let groups = (0..<60).map { _ in
        let own = 0.75.squareRoot() * stream.standardNormal()
        return (0..<5).map { _ in exp(2 + own + 0.5 * stream.standardNormal()) }
      }
      let fit = try #require(DistributionFit(groups, kind: .logNormal))
      scores.append((fit.mean - 2) / fit.meanError)
      shares.append(try #require(fit.shareWithinGroups))
      #expect(fit.count == 300 && fit.groupCount == 60)
    }
    #expect(abs(try #require(Summary(scores)).standardDeviation - 1) < 0.2)
    #expect(abs(try #require(Summary(shares)).mean - 0.25) < 0.02)
  }

  @Test func varianceComponentsInClosedForm() throws {
    // Means 2 and 6, each ± 1: within 2; between (16 - 2) / 2 = 7.
    let components = try #require(VarianceComponents([[1, 3], [5, 7]]))
    #expect(abs(components.within - 2) < 1e-12 && abs(components.between - 7) < 1e-12)
    #expect(VarianceComponents([[1], [2]]) == nil && VarianceComponents([[1, 2]]) == nil)
    #expect(VarianceComponents([[1, 1], [1, 1]]) == nil)
  }

  /// At p < 0.05 a true distribution is refused one time in twenty, and a wrong one nearly always.
  @Test func goodnessOfFitTellsRightFromWrong() throws {
    var refused = (right: 0, wrong: 0)
    for seed in 0..<400 {
      let values = logNormal(100, seed: UInt64(seed))
      if try #require(AndersonDarling(values.map { log($0) })).pValue < 0.05 { refused.right += 1 }
      if try #require(AndersonDarling(values)).pValue < 0.05 { refused.wrong += 1 }
    }
    #expect((8...34).contains(refused.right), "\(refused)")
    #expect(refused.wrong > 395, "\(refused)")
    #expect(AndersonDarling([1, 2, 3]) == nil && AndersonDarling([Double](repeating: 1, count: 20)) == nil)
  }

  @Test func tooLittleIsNoFit() throws {
    #expect(DistributionFit([[1], [2]]) == nil)
    #expect(DistributionFit([[1], [2], [-1]]) == nil)
    let same = try #require(DistributionFit([[0.3], [0.3], [0.3]]))
    #expect(same.kind == .logNormal && same.standardDeviation == 0 && same.goodnessOfFit == nil)
  }
}
