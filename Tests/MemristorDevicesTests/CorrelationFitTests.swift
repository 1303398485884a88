import CrossbarPrimitives
import Foundation
import Testing

@testable import MemristorDevices

@Suite struct CorrelationFitTests {
  private func pairs(_ count: Int, _ correlation: Double, seed: UInt64) -> [SIMD2<Double>] {
    var stream = RandomStream(seed: seed, purpose: "pairs")
    return (0..<count).map { _ in
      let (x, y) = (stream.standardNormal(), stream.standardNormal())
      return SIMD2(x, correlation * x + (1 - correlation * correlation).squareRoot() * y)
    }
  }

  @Test(arguments: [-0.7, 0.0, 0.4, 0.9]) func theCorrelationDrawnIsFound(correlation: Double) throws {
    var scores: [Double] = []
    for seed in 1...10 {
      let fit = try #require(CorrelationFit(pairs(150, correlation, seed: UInt64(seed)).map { [.init(x: $0.x, y: $0.y)] }))
      scores.append((fit.value - correlation) / fit.standardError)
      #expect(fit.isSignificant == (correlation != 0) || abs(scores[scores.count - 1]) > 2)
    }
    #expect((0.2...2.4).contains(scores.reduce(0) { $0 + $1 * $1 } / 10))
  }

  /// Whether x is seen depends on y: the pairs that show both go together although x and y do not.
  @Test func aBoundThatDependsOnTheOtherFigureIsNoCorrelation() throws {
    let all = pairs(2000, 0, seed: 3)
    let seen = all.filter { $0.x < $0.y }.map { [CorrelationFit.Pair(x: $0.x, y: $0.y)] }
    let hidden = all.filter { $0.x >= $0.y }.map { [CorrelationFit.Pair(x: $0.y, isBoundX: true, y: $0.y)] }
    // By hand: of two independent scores with x < y the correlation is (2/π) / (2 - 2/π) = 0.47.
    let both = seen.flatMap { $0 }
    let (x, y) = (try #require(Summary(both.map(\.x))), try #require(Summary(both.map(\.y))))
    let product = both.reduce(0) { $0 + ($1.x - x.mean) * ($1.y - y.mean) } / Double(both.count)
    #expect(abs(product / (x.standardDeviation * y.standardDeviation) - 0.467) < 0.05)
    let fit = try #require(CorrelationFit(seen + hidden))
    #expect(abs(fit.value) < 4 * fit.standardError && abs(fit.value) < 0.12)
  }

  /// Twenty loops of each device say no more of devices than one.
  @Test func loopsOfADeviceCountOnce() throws {
    let one = pairs(30, 0.5, seed: 4)
    let single = try #require(CorrelationFit(one.map { [.init(x: $0.x, y: $0.y)] }))
    let repeated = try #require(
      CorrelationFit(one.map { pair in Array(repeating: CorrelationFit.Pair(x: pair.x, y: pair.y), count: 20) }))
    #expect(abs(single.value - repeated.value) < 1e-6 && abs(single.standardError / repeated.standardError - 1) < 1e-3)
  }

  @Test func fewDevicesHaveNone() { #expect(CorrelationFit(pairs(7, 0.9, seed: 1).map { [.init(x: $0.x, y: $0.y)] }) == nil) }

  /// 3 of 5 survive the first bound; from there on the steps are those of Kaplan and Meier by hand.
  @Test func plottingPositions() {
    let plain = PlottingPositions.probabilities([3, 1, 2])
    for (found, expected) in zip(plain, [5.0 / 6, 1.0 / 6, 0.5]) { #expect(abs(found - expected) < 1e-12) }
    let found = PlottingPositions.probabilities([1, 3], lowerBounds: [2])
    // Steps from 1 to 2/3 and, one being lost at 2, from 2/3 to 0.
    #expect(abs(found[0] - 1.0 / 6) < 1e-12 && abs(found[1] - 2.0 / 3) < 1e-12)
  }
}
