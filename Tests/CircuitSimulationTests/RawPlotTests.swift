import Foundation
import Testing

@testable import CircuitSimulation

@Suite struct RawPlotTests {
  private func header(_ flags: String, points: Int, _ variables: [String]) -> String {
    "Title: a: b\nPlotname: Transient Analysis\nFlags: \(flags)\nNo. Variables: \(variables.count)\nNo. Points: \(points)   \n"
      + "Variables:\n" + variables.enumerated().map { "\t\($0)\t\($1)\tvoltage\n" }.joined()
  }

  @Test func readsBinaryFiles() throws {
    var file = Array((header("real", points: 2, ["time", "v(X1.W)", "i(v1)"]) + "Binary:\n").utf8)
    for value in [0.0, 1, -2, 3, 4, .infinity] { withUnsafeBytes(of: value) { file += $0 } }
    let plot = try RawPlot(file)
    #expect(plot.names == ["time", "x1.w", "v1#branch"])
    #expect(plot.values == [[0, 3], [1, 4], [-2, .infinity]])
    #expect(plot.imaginaryParts == [[0, 0], [0, 0], [0, 0]])
    for count in 1..<48 { #expect(throws: RawPlot.Problem.self) { try RawPlot(Array(file.dropLast(count))) } }
  }

  @Test func readsTextFiles() throws {
    let real = header("real", points: 2, ["time", "a"]) + "Values:\n 0\t1e-3\n\t2.5\n\n 1\t2e-3\n\t-3\n"
    #expect(try RawPlot(Array(real.utf8)).values == [[1e-3, 2e-3], [2.5, -3]])
    let complex = header("complex", points: 1, ["i", "a"]) + "Values:\n 0\t0.0,1.0\n\t2.0,0.0\n"
    let plot = try RawPlot(Array(complex.utf8))
    #expect(plot.values == [[0], [2]] && plot.imaginaryParts == [[1], [0]])
  }

  @Test(arguments: [
    "", "Title: a\n", "Values:\n 0\t1\n", "No. Points: 1\nVariables:\n\t0\tx\nValues:\n 0 1\n",
    "No. Points: -1\nVariables:\n\t0\tx\tvoltage\nValues:\n 0 1\n",
    "No. Points: 1\nVariables:\n\t0\tx\tvoltage\nValues:\n 0 one\n",
    "No. Points: 9223372036854775807\nVariables:\n\t0\tx\tvoltage\n\t1\ty\tvoltage\nBinary:\n",
  ])
  func refusesWhatIsNone(text: String) {
    #expect(throws: RawPlot.Problem.self) { try RawPlot(Array(text.utf8)) }
  }
}
