import CrossbarPrimitives
import Testing

@testable import CrossbarArrays

@Suite struct ReadoutTests {
  @Test func aReadingIsTheReadVoltageOverTheCurrent() {
    let low = CellReading(current: .microamperes(100), settings: usualRead)
    #expect(abs(low.resistance.si / 1e3 - 1) < 1e-12 && low.bit)
    let high = CellReading(current: .microamperes(1), settings: usualRead)
    #expect(abs(high.resistance.si / 1e5 - 1) < 1e-12 && !high.bit)
    #expect(!CellReading(current: usualRead.voltage / usualRead.threshold, settings: usualRead).bit, "the threshold is a 0")
  }

  /// Read at 0.1 V against 10 kohm: 10 uA decide, and a millionth of that is no current.
  @Test(arguments: [
    (10e-6, 10e-6, false, false), (-1e-12, -1e-12, false, false), (-1e-9, -1e-9, true, false), (1e-3, -1e-4, true, true),
    (11e-6, 10e-6, false, false), (12e-6, 10e-6, false, true), (1.009e-6, 1e-6, false, false), (1e-9, 0.95e-9, false, false),
    (50e-9, 1e-9, false, true),
  ])
  func currentsThatAreNotTheCellsAreNamed(sensed: Double, delivered: Double, isBackwards: Bool, isGateLarge: Bool) {
    let reading = CellReading(current: .amperes(sensed), bitLineCurrent: .amperes(delivered), settings: usualRead)
    #expect((reading.failure == .backwards) == isBackwards && reading.isGateCurrentLarge == isGateLarge)
    #expect(abs((reading.gateCurrent?.si ?? .nan) - (sensed - delivered)) < 1e-18)
  }

  @Test(arguments: [0, -1e-12, -1, .nan] as [Double])
  func noCurrentIsNoBit(current: Double) {
    let reading = CellReading(current: .amperes(current), settings: usualRead)
    #expect(reading.resistance == .ohms(.infinity) && !reading.bit)
  }
}

@Suite struct InitialStateTests {
  private let target: Grid<Bool> = Grid(rows: 2, columns: 3) { row, column in (row + column) % 2 == 0 }

  @Test func oppositeIsWhatEachCellIsNotToBe() {
    #expect(InitialState.opposite.states(for: target, seed: 1, firstCell: 0).elements == [0, 1, 0, 1, 0, 1])
    #expect(InitialState.hrs.states(for: target, seed: 1, firstCell: 0).elements == [0, 0, 0, 0, 0, 0])
    #expect(InitialState.lrs.states(for: target, seed: 1, firstCell: 0).elements == [1, 1, 1, 1, 1, 1])
  }

  @Test func randomStatesBelongToTheCellAndTheSeed() {
    let many = Grid(rows: 40, columns: 25, repeating: false)
    let inverse = Grid(rows: 40, columns: 25, repeating: true)
    let states = InitialState.random.states(for: many, seed: 7, firstCell: 0)
    #expect(states == InitialState.random.states(for: inverse, seed: 7, firstCell: 0))
    #expect(states != InitialState.random.states(for: many, seed: 8, firstCell: 0))
    // Four standard deviations of 1,000 coins.
    #expect(abs(states.elements.reduce(0, +) - 500) < 64)
    let later = InitialState.random.states(for: Grid(rows: 1, columns: 25, repeating: false), seed: 7, firstCell: 50)
    #expect(later.elements == Array(states.row(2)))
  }
}
