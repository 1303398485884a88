import CrossbarPrimitives
import Testing

@testable import Studies

/// The choice of a setting, on grids made by hand.
@Suite struct SafeWindowTests {
  /// Amplitudes by gate voltages by widths; `good(width, amplitude, gate)` says which points are safe.
  private func window(
    widths: Int = 1, amplitudes: Int, gates: Int, energy: (PulseGrid.Place) -> Double = { _ in 1 },
    _ isSafe: (PulseGrid.Place) -> Bool
  ) -> SafeWindow {
    let grid = PulseGrid(
      amplitudes: (1...amplitudes).map { .volts(Double($0)) }, widths: (1...widths).map { .milliseconds(Double($0)) },
      gateVoltages: (1...gates).map { .volts(Double($0)) })
    let points = (0..<grid.count).map { index in
      point(grid.setting(index), set: isSafe(grid.place(index)) ? 100 : 50, energy: energy(grid.place(index)))
    }
    return SafeWindow(grid, points: points, limits: WindowLimits())
  }

  private func point(
    _ setting: PulseSetting, set: Int = 100, reset: Int = 100, volatile: Int = 0, overprogrammed: Int = 0,
    disturbed: Int = 0, energy: Double = 1
  ) -> WindowPoint {
    var point = WindowPoint()
    point.setting = setting
    point.setSuccess = CountedShare(set, of: 100)
    point.resetSuccess = CountedShare(reset, of: 100)
    point.volatile = CountedShare(volatile, of: 100)
    point.overprogrammed = CountedShare(overprogrammed, of: 100)
    point.disturbed = CountedShare(disturbed, of: 100)
    point.setEnergy = Quartiles([Energy.joules(energy)])
    point.resetEnergy = point.setEnergy
    return point
  }

  private let setting = PulseSetting(amplitude: .volts(5), width: .milliseconds(20), gateVoltage: .volts(1))

  @Test func gridsAreNumberedByWidthThenAmplitudeThenGate() {
    let grid = PulseGrid(
      amplitudes: [.volts(3), .volts(1)], widths: [.milliseconds(5), .milliseconds(1)],
      gateVoltages: [.volts(1), .volts(0.9), .volts(1.1)])
    #expect(grid.count == 12 && grid.amplitudes == [.volts(1), .volts(3)], "axes rise")
    #expect(grid.setting(0) == PulseSetting(amplitude: .volts(1), width: .milliseconds(1), gateVoltage: .volts(0.9)))
    #expect(grid.setting(4) == PulseSetting(amplitude: .volts(3), width: .milliseconds(1), gateVoltage: .volts(1)))
    #expect(grid.setting(11) == PulseSetting(amplitude: .volts(3), width: .milliseconds(5), gateVoltage: .volts(1.1)))
    for index in 0..<12 { #expect(grid.index(grid.place(index)) == index) }
  }

  @Test func theMiddleOfTheWindowIsRecommended() throws {
    // Safe: amplitudes 3 to 5 of 6, gates 2 to 4 of 5.
    let window = window(amplitudes: 6, gates: 5) { (2...4).contains($0.amplitude) && (1...3).contains($0.gate) }
    let best = try #require(window.candidate)
    #expect(window.grid.place(best) == .init(width: 0, amplitude: 3, gate: 2))
    #expect(window.margins[best] == WindowMargin(width: nil, amplitude: 2, gateVoltage: 2))
    let room = window.room(around: best)
    #expect(room.amplitude == .volts(3) ... .volts(5) && room.gateVoltage == .volts(2) ... .volts(4))
    #expect(room.width == .milliseconds(1) ... .milliseconds(1))
  }

  @Test func nothingIsKnownBeyondTheEnds() throws {
    // Safe: every amplitude from 4 to the highest, 6: the middle one is two steps from either edge.
    let window = window(amplitudes: 6, gates: 1) { $0.amplitude >= 3 }
    let best = try #require(window.candidate)
    #expect(window.grid.place(best).amplitude == 4)
    #expect(window.margins.map(\.amplitude) == [0, 0, 0, 1, 2, 1])
  }

  @Test func theNextSmallestMarginDecidesThenEnergy() throws {
    // Two widths leave one step on that axis, whatever the point; amplitude and gate decide, then the energy.
    let window = window(widths: 2, amplitudes: 5, gates: 1, energy: { $0.width == 0 ? 2 : 1 }) { _ in true }
    let best = try #require(window.candidate)
    #expect(window.grid.place(best) == .init(width: 1, amplitude: 2, gate: 0))
  }

  @Test func aHoleInTheWindowEndsTheRoom() {
    let window = window(amplitudes: 7, gates: 1) { $0.amplitude != 4 }
    #expect(window.room(around: 1).amplitude == .volts(1) ... .volts(4))
    #expect(window.candidate == 1)
  }

  @Test func limitsAreMetExactly() {
    let limits = WindowLimits(target: 0.95, maxVolatile: 0.01, maxOverprogrammed: 0.02, maxDisturbed: 0)
    func missed(_ point: WindowPoint) -> [LimitCheck.Limit] {
      limits.checks(point).filter { !$0.isMet }.map(\.limit)
    }
    #expect(missed(point(setting, set: 95, reset: 95, volatile: 1, overprogrammed: 2)) == [])
    #expect(missed(point(setting, set: 94)) == [.set])
    #expect(missed(point(setting, reset: 94, volatile: 2)) == [.reset, .volatile])
    #expect(missed(point(setting, overprogrammed: 3, disturbed: 1)) == [.overprogrammed, .disturbed])
  }

  /// Wilson's interval of 10 of 10 begins at 72.2 %, of 73 of 73 at 95.0 %, of 97 of 100 at 91.5 %; that of 0 of 381 ends at
  /// 1.0 %.
  @Test(arguments: [
    (10, 10, 0.95, false, 73 as Int?), (72, 72, 0.95, false, 73), (73, 73, 0.95, true, 73), (97, 100, 0.95, false, 457),
    (97, 100, 0.9, true, 71), (95, 100, 0.95, false, nil), (380, 380, 0.99, false, 381), (381, 381, 0.99, true, 381),
    (10, 10, 1, false, nil),
  ])
  func aLimitHoldsOverTheWholeInterval(count: Int, of total: Int, target: Double, holds: Bool, needed: Int?) {
    let least = LimitCheck(.set, CountedShare(count, of: total), allowed: target)
    #expect(least.isMet && least.holds == holds && least.cellsNeeded == needed, "\(least)")
    let most = LimitCheck(.volatile, CountedShare(total - count, of: total), allowed: 1 - target)
    #expect(most.isMet && most.holds == holds && most.cellsNeeded == needed, "\(most)")
  }

  @Test func whatCouldNotBeCountedIsNotSafe() {
    var empty = point(setting)
    empty.setSuccess = CountedShare(0, of: 0)
    let missed = WindowLimits().checks(empty).filter { !$0.isMet }
    #expect(missed.map(\.limit) == [.set] && missed[0].share == nil)
  }

  @Test func withoutASafePointTheNearestIsNamed() {
    let grid = PulseGrid(
      amplitudes: [.volts(4), .volts(5), .volts(6)], widths: [.milliseconds(20)], gateVoltages: [.volts(1.12)])
    let points = [
      point(grid.setting(0), set: 80), point(grid.setting(1), set: 92, reset: 93),
      point(grid.setting(2), set: 90, volatile: 30),
    ]
    let window = SafeWindow(grid, points: points, limits: WindowLimits())
    #expect(window.candidate == nil && window.nearest == 1 && window.best == 1)
    #expect(window.margins.allSatisfy { $0.amplitude == 0 })
  }
}
