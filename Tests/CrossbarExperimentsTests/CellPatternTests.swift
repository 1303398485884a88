import CrossbarPrimitives
import MemristorDevices
import Testing

@testable import CrossbarExperiments

@Suite struct CellPatternTests {
  @Test func readsStates() throws {
    let pattern = try CellPattern(csv: "# two rows\n1, 0,1\n\n0,1,1\n", source: "p.csv")
    let expected = Grid<Bool>(rows: 2, columns: 3) { [[true, false, true], [false, true, true]][$0][$1] }
    #expect(pattern == .states(expected, source: "p.csv"))
    #expect(pattern.size?.rows == 2 && pattern.size?.columns == 3)
    #expect(pattern.isLow(0, 0, seed: 1) && !pattern.isLow(1, 0, seed: 1))
  }

  @Test func readsResistances() throws {
    let pattern = try CellPattern(csv: "519,1.1e6\r\n1,2e3\r\n", source: "r")
    #expect(pattern == .resistances(Grid<Double>(rows: 2, columns: 2) { [[519, 1.1e6], [1, 2000]][$0][$1] }, source: "r"))
    #expect(pattern.isLow(0, 0, seed: 1) && !pattern.isLow(0, 1, seed: 1))
  }

  @Test(arguments: [
    ("", "there is no cell"), ("1,0\n1\n", "line 2: 1 columns where line 1 has 2"), ("1,x\n", "line 1: 'x' is neither"),
    ("1,,0\n", "line 1: '' is neither"), ("519,-3\n", "line 1: '-3' is neither"), ("nan\n", "'nan' is neither"),
    ("inf\n", "'inf' is neither"), ("500,1e3\n1,0\n", "line 2: a resistance is 0 ohm"),
  ])
  func refusesWhatIsNoPattern(text: String, message: String) {
    let error = #expect(throws: DeviceError.self) { try CellPattern(csv: text, source: "p.csv") }
    #expect(error?.description.hasPrefix("'p.csv': ") == true && error?.description.contains(message) == true)
  }

  @Test func randomPatternsBelongToTheSeed() {
    func states(_ seed: UInt64) -> [Bool] { (0..<400).map { CellPattern.random.isLow($0 / 20, $0 % 20, seed: seed) } }
    #expect(states(1) == states(1) && states(1) != states(2))
    #expect(abs(states(3).count { $0 } - 200) < 40)
  }
}
