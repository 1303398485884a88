import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@testable import Studies

/// Probabilities of failure against closed forms.
@Suite struct FailureEstimatorTests {
  private func run(
    _ dimension: Int, error: Double = 0.1, budget: Int = 20_000, method: EstimationMethod = .auto, seed: UInt64 = 1,
    _ margin: @escaping ([Double]) -> Double?
  ) async throws -> FailureEstimate {
    try await FailureEstimator(method: method, seed: seed, purpose: "test", relativeError: error, budget: budget)
      .run(LimitState(dimension: dimension) { _, points in points.map(margin) })
  }

  /// P(V_SET > v) of a published device, by its own log-normal distribution; as a margin, and as a switch.
  @Test(arguments: [1e-3, 1e-6, 1e-9], [false, true])
  func theTailOfADistribution(_ probability: Double, isSwitch: Bool) async throws {
    let device = try MemristorDevice("ag-mos2")
    let limit = log(exp(0.202 + 0.776 * StandardNormal.score(exceededWith: probability)))
    let estimate = try await run(device.parameters.count - 1) { scores in
      let margin = limit - log(device.memristor(scores: scores)[.setVoltage] ?? 0)
      return isSwitch ? (margin > 0 ? 1 : -1) : margin
    }
    #expect(abs(estimate.probability / probability - 1) < 0.1, "\(estimate.probability)")
    #expect(estimate.interval.upperBound < 1.25 * estimate.interval.lowerBound)
    #expect(estimate.method == .importance && estimate.simulations < 6000, "\(estimate.simulations)")
    #expect(estimate.doubts(0.1).isEmpty, "\(estimate.doubts(0.1))")
    // The nearest failure is V_SET's alone.
    let score = StandardNormal.score(exceededWith: probability)
    let nearest = try #require(estimate.search.points.first)
    #expect(abs(nearest.radius - score) < 0.1 * score && nearest.scores[0] > 0.9 * nearest.radius)
    #expect(abs((estimate.search.alongAxes[0].above ?? 0) - score) < 0.06 && estimate.search.alongAxes[0].below == nil)
  }

  /// Parameters that are correlated: of two log-normal ones, the product is log-normal, too.
  @Test(arguments: [-0.5, 0.6]) func theTailOfACorrelatedProduct(_ correlation: Double) async throws {
    let device = try MemristorDevice(
      yaml: "name: mine\nlike: ag-mos2\ncorrelations: {v_set r_lrs: \(correlation)}\n", source: "mine.yaml")
    let median = device.median()
    func logProduct(_ memristor: Memristor) -> Double { log((memristor[.setVoltage] ?? 0) * (memristor[.lowResistance] ?? 0)) }
    let (one, other) = (0.776, 1.041)
    let deviation = (one * one + other * other + 2 * correlation * one * other).squareRoot()
    let limit = logProduct(median) + deviation * StandardNormal.score(exceededWith: 1e-6)
    let estimate = try await run(device.parameters.count - 1) { limit - logProduct(device.memristor(scores: $0)) }
    #expect(abs(estimate.probability / 1e-6 - 1) < 0.1, "\(estimate.probability)")
  }

  /// Of 95 % intervals, about so many hold the truth: of 100, fewer than 88 once in 300.
  @Test(arguments: [0.1, 1e-2, 1e-3, 1e-5]) func intervalsHoldTheTruth(_ probability: Double) async throws {
    let limit = StandardNormal.score(exceededWith: probability)
    var held = 0
    for seed in 1...100 {
      let estimate = try await run(4, error: 0.15, seed: UInt64(seed)) { limit - ($0[0] + $0[1] - $0[2]) / 3.0.squareRoot() }
      if estimate.interval.contains(probability) { held += 1 }
    }
    #expect(held >= 88, "\(held)")
  }

  /// The search may use up the budget: two batches are drawn nevertheless.
  @Test func aSmallBudgetStillGivesSamples() async throws {
    let estimate = try await run(3, budget: 10) { 4 - $0[0] }
    #expect(estimate.pool.samples == 512 && estimate.probability > 0)
    #expect(estimate.doubts(0.01).contains { $0.contains("budget") })
  }

  /// Where failures are frequent, cells are drawn as they are, and Wilson's interval holds.
  @Test func frequentFailuresAreCounted() async throws {
    let estimate = try await run(2) { 1 - $0[0] }
    #expect(estimate.method == .plain && estimate.interval.contains(StandardNormal.exceedance(1)))
    #expect(estimate.interval.upperBound - estimate.interval.lowerBound <= 0.2 * estimate.probability)
  }

  /// Two regions at unlike distances, one of which a single shift would miss.
  @Test func severalRegionsAreFound() async throws {
    let estimate = try await run(3) { min(4 - $0[0], 4.3 + $0[1]) }
    let expected = StandardNormal.exceedance(4) + StandardNormal.exceedance(4.3)
    #expect(estimate.search.points.count == 2)
    #expect(abs(estimate.probability / expected - 1) < 0.12, "\(estimate.probability / expected)")
  }

  /// Outside of a sphere: failures lie in all directions, P(chi-squared of 3 > 16).
  @Test func aRegionAllAroundIsDoubtedOrFound() async throws {
    let estimate = try await run(3, budget: 6000) { 4 - $0.length }
    let expected = 1.1340e-3
    #expect(abs(estimate.probability / expected - 1) < 0.3 || !estimate.doubts(0.1).isEmpty, "\(estimate.probability)")
  }

  /// Where nothing fails, the interval is that of the plain samples, and the estimate says so.
  @Test func nothingFound() async throws {
    let estimate = try await run(2) { _ in 1 }
    #expect(estimate.probability == 0 && estimate.interval.lowerBound == 0 && estimate.interval.upperBound > 0.01)
    #expect(estimate.doubts(0.1).contains { $0.contains("no failure was found") })
  }

  @Test func aBudgetThatEndsFirstIsSaid() async throws {
    let estimate = try await run(2, error: 0.01, budget: 1500) { 4.5 - $0[0] }
    #expect(estimate.doubts(0.01).contains { $0.contains("budget") } && estimate.simulations < 2000)
  }

  /// Plain samples that contradict: failures that no direction of the search meets.
  @Test func samplesThatContradictAreSaid() async throws {
    var estimate = try await run(2, method: .importance) { 4 - $0[0] }
    let many = (0..<20).map { _ in ScoredPoint(scores: [0, 0], margin: -1) }
    estimate.plain.pool.add(many, of: .plain(2))
    #expect(estimate.doubts(0.1).contains { $0.contains("a region of failures was missed") })
  }

  /// Shares of variance of a sum and a product, in closed form.
  @Test func sharesOfVariance() async throws {
    let limit = LimitState(dimension: 3) { _, points in points.map { 2 * $0[0] + $0[1] + $0[1] * $0[2] } }
    let shares = try #require(try await VarianceShares.find(limit, count: 4000, seed: 1, purpose: "test"))
    for (found, expected) in zip(shares.first + shares.total, [4 / 6.0, 1 / 6.0, 0, 4 / 6.0, 2 / 6.0, 1 / 6.0]) {
      #expect(abs(found - expected) < 0.05, "\(found) for \(expected)")
    }
  }

  @Test(arguments: [0.3, 1e-3, 1e-9, 1e-30]) func scoresOfTails(_ probability: Double) {
    let score = StandardNormal.score(exceededWith: probability)
    #expect(abs(StandardNormal.exceedance(score) / probability - 1) < 1e-9)
    #expect(StandardNormal.score(exceededWith: 0.7) < 0)
  }
}
