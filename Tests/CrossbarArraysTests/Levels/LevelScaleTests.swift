import CrossbarPrimitives
import Foundation
import Testing

@testable import CrossbarArrays

/// How levels are spread over a range.
@Suite struct LevelScaleTests {
  private static let range = Conductance.microsiemens(10)...Conductance.microsiemens(90)

  private func scale(_ allocation: LevelAllocation) -> LevelScale {
    // A spread in proportion to the conductance makes equal quantiles equal ratios.
    LevelScale(allocation, over: Self.range) { $0 * 0.1 }
  }

  @Test func equalStepsOfConductance() {
    #expect(scale(.equalConductance).levels(5).map { $0.si * 1e6 }.isNear([10, 30, 50, 70, 90]))
    #expect(scale(.equalConductance).boundaries(5).map { $0.si * 1e6 }.isNear([20, 40, 60, 80]))
  }

  @Test func equalRatios() {
    #expect(scale(.equalLog).levels(3).map { $0.si * 1e6 }.isNear([10, 30, 90]))
    #expect(scale(.equalLog).boundaries(2).map { $0.si * 1e6 }.isNear([30]))
  }

  @Test func quantilesFollowTheSpread() {
    #expect(scale(.quantile).levels(3).map { $0.si * 1e6 }.isNear([10, 30, 90], 1e-4))
    let even = LevelScale(.quantile, over: Self.range) { _ in .microsiemens(1) }
    #expect(even.levels(5).map { $0.si * 1e6 }.isNear([10, 30, 50, 70, 90]))
  }
}

extension [Double] {
  fileprivate func isNear(_ others: [Double], _ tolerance: Double = 1e-9) -> Bool {
    count == others.count && zip(self, others).allSatisfy { abs($0 / $1 - 1) < tolerance }
  }
}
