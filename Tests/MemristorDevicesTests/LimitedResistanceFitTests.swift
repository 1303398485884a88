import CrossbarPrimitives
import Foundation
import Testing

@testable import MemristorDevices

/// R_LRS of devices whose SETs ended at a compliance: the larger of V_hold / I and the device's own.
@Suite struct LimitedResistanceFitTests {
  private func readings(_ count: Int, compliance: Double?, hold: Double = 0.13, seed: UInt64) -> [[LimitedResistanceFit.Reading]]
  {
    var stream = RandomStream(seed: seed, purpose: "limited")
    return (0..<count).map { _ in
      let own = exp(6.253 + 1.041 * stream.standardNormal())
      let left = compliance.map { hold * exp(0.03 * stream.standardNormal()) / $0 } ?? 0
      return [.init(resistance: max(own, left), compliance: compliance)]
    }
  }

  /// At 100 uA four of five readings are the compliance's doing, and their mean is that of 1.4 kohm.
  @Test(arguments: [1e-3, 300e-6, 100e-6]) func theOwnResistanceIsFoundBehindTheCompliance(compliance: Double) throws {
    var scores: [Double] = []
    for seed in 1...8 {
      let groups = readings(300, compliance: compliance, seed: UInt64(seed))
      let fit = try #require(LimitedResistanceFit(groups))
      #expect(fit.isOwnTold && abs(fit.mean - 6.253) < 4 * fit.meanError)
      #expect(abs(fit.standardDeviation - 1.041) < 4 * fit.standardDeviationError)
      #expect(abs(fit.holdVoltage / 0.13 - 1) < 0.04)
      scores.append((fit.mean - 6.253) / fit.meanError)
    }
    // The errors are neither far too small nor far too large: 8 squares of scores have a mean of 1 ± 0.5.
    let mean = scores.reduce(0) { $0 + $1 * $1 } / 8
    #expect((0.2...2.6).contains(mean))
  }

  @Test func readingsThatAreAllTheCompliancesDoingAreABound() throws {
    let groups = readings(60, compliance: 3e-6, seed: 1).map { $0.map { SweepParameters(reading: $0) } }
    let figure = try #require(SwitchingStatistics(groups)[.lowResistance])
    #expect(figure.isBound && figure.remark?.contains("a bound") == true)
    #expect(exp(try #require(figure.fit).mean) > 519)
  }

  @Test func withoutAPileAllAreTheDevicesOwn() {
    #expect(LimitedResistanceFit(readings(100, compliance: nil, seed: 1)) == nil)
    #expect(LimitedResistanceFit(readings(100, compliance: 0.1, seed: 1)) == nil)
    #expect(LimitedResistanceFit([]) == nil)
  }
}

extension SweepParameters {
  /// A loop that shows nothing but R_LRS.
  fileprivate init(reading: LimitedResistanceFit.Reading) {
    self.init(remarks: [])
    (lowResistance, compliance) = (reading.resistance, reading.compliance)
  }
}
