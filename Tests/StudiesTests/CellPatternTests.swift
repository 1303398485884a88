import ArrayFiles
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@testable import Studies

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
    ("", "there is no number in it"), ("1,0\n1\n", "line 2: 1 numbers, where the first row has 2"),
    ("1,x\n", "line 1: 'x' is no number; if this line is a header, remove it"),
    ("1,,0\n", "line 1: a number is missing"), ("519,-3\n", "line 1: -3 is neither a state"),
    ("nan\n", "line 1: 'nan' is no number"),
    ("inf\n", "line 1: inf is neither"),
    ("500,1e3\n1,0\n", "line 2: 0 is neither a state (0 or 1, and nothing else in the file)"),
    ("500,1e-30\n", "line 1: 1e-30 is neither a state (0 or 1, and nothing else in the file) nor a resistance of 0.001 to"),
  ])
  func refusesWhatIsNoPattern(text: String, message: String) {
    let error = #expect(throws: DeviceError.self) { try CellPattern(csv: text, source: "p.csv") }
    #expect(error?.description.hasPrefix("'p.csv': ") == true && error?.description.contains(message) == true)
  }

  @Test(arguments: ["519 1.1e6\n 1  2e3\n", "519\t1.1e6\n1\t2e3", "519;1.1e6\r\n1;2e3\r\n", "519, 1.1e6\n1, 2e3\n"])
  func readsEverySeparator(text: String) throws {
    let expected = Grid<Double>(rows: 2, columns: 2) { [[519, 1.1e6], [1, 2000]][$0][$1] }
    #expect(try CellPattern(csv: text, source: "r") == .resistances(expected, source: "r"))
  }

  @Test func readsArraysOfNumPy() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("pattern-\(UUID().uuidString).npy").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write(_ array: NPYArray) throws { try array.data.write(to: URL(fileURLWithPath: path)) }
    try write(NPYArray(shape: [2, 2], values: [1, 0, 0, 1]))
    #expect(try CellPattern(array: path) == .states(Grid(rows: 2, columns: 2) { $0 == $1 }, source: path))
    #expect(MatrixFile.isNumPys(path) && !MatrixFile.isNumPys(path + "-none"))
    try write(NPYArray(shape: [1, 2], values: [500, -1]))
    let error = #expect(throws: DeviceError.self) { try CellPattern(array: path) }
    #expect(error?.description.contains("row 0 (from 0): -1 is neither a state") == true)
    try write(NPYArray(shape: [2], values: [1, 0]))
    #expect(throws: DeviceError.self) { try CellPattern(array: path) }
  }

  @Test func randomPatternsBelongToTheSeed() {
    func states(_ seed: UInt64) -> [Bool] { (0..<400).map { CellPattern.random.isLow($0 / 20, $0 % 20, seed: seed) } }
    #expect(states(1) == states(1) && states(1) != states(2))
    #expect(abs(states(3).count { $0 } - 200) < 40)
  }
}
