import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

@testable import MemristorDevices

@Suite struct TransistorMismatchTests {
  private static let size = FoundryTransistor.Size(width: .micrometers(2), length: .micrometers(0.5))

  /// Pelgrom's law at W L = 1 um², and its half at four times the area; within three standard errors of the estimates.
  @Test(arguments: [(1.0, 8.0), (4.0, 4.0)])
  func drawnSpreadsFollowTheArea(factor: Double, sigmaInMillivolts: Double) throws {
    let size = FoundryTransistor.Size(width: Self.size.width * factor, length: Self.size.length)
    let spread = TransistorMismatch(threshold: .area(8e-9), gain: .area(1e-8)).spread(of: size)
    let count = 4000
    let drawn = (0..<count).map { spread.deviation(seed: 5, index: $0) }
    let shifts = drawn.map { $0.thresholdShift.si * 1e3 }
    let gains = drawn.map { Foundation.log($0.gain) * 100 }
    let error = 3 / Double(2 * count).squareRoot()
    let expectedGain = sigmaInMillivolts / 8
    for (values, sigma) in [(shifts, sigmaInMillivolts), (gains, expectedGain)] {
      let mean = values.reduce(0, +) / Double(count)
      let found = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
      #expect(abs(found / sigma - 1) < error, "\(found), \(sigma)")
      #expect(abs(mean) < 3 * sigma / Double(count).squareRoot(), "\(mean)")
    }
    let product = zip(shifts, gains).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    #expect(abs(product) < 3 * sigmaInMillivolts * expectedGain / Double(count).squareRoot(), "they are independent")
  }

  /// The same cells deviate at every spread, in proportion; without one nothing does.
  @Test func aCellDeviatesInProportionToTheSpread() {
    let (narrow, wide) = (TransistorSpread(threshold: .volts(0.001)), TransistorSpread(threshold: .volts(0.003), gain: 0.01))
    for index in 0..<20 {
      let (a, b) = (narrow.deviation(seed: 1, index: index), wide.deviation(seed: 1, index: index))
      #expect(abs(b.thresholdShift / a.thresholdShift - 3) < 1e-12 && a.gain == 1 && b.gain != 1)
      #expect(TransistorSpread().deviation(seed: 1, index: index) == TransistorDeviation())
    }
    #expect(wide.deviation(seed: 1, index: 0) != wide.deviation(seed: 2, index: 0))
  }

  @Test func aDescriptionStatesTheSpread() throws {
    func read(_ mismatch: String) throws -> TransistorMismatch {
      try TransistorReader(source: "n.yaml", folder: "/pdk/").description("name: n\nlibrary: b.lib\n\(mismatch)\n").mismatch
    }
    #expect(
      try read("mismatch: {threshold_area_mV_um: 8, gain_sigma_percent: 0.5}")
        == TransistorMismatch(threshold: .area(8e-9), gain: .sigma(0.005)))
    #expect(try read("width_um: 3").isNone)
    for (text, words) in [
      ("mismatch: {threshold_sigma_mV: 8, threshold_area_mV_um: 8}", "line 3: 'threshold_sigma_mV' and 'threshold_area_mV_um'"),
      ("mismatch: {gain_sigma_percent: -1}", "'gain_sigma_percent' is -1; allowed is 0 to 1000"),
      ("mismatch: {sigma: 1}", "the key 'mismatch.sigma' is unknown; allowed are threshold_sigma_mV"),
    ] {
      #expect { try read(text) } throws: { "\($0)".contains(words) }
    }
  }
}
