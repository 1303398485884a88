// A passive array of drawn memristors, read with all wires in place, in 40 lines of the library.
//   swift run ExampleArray FOLDER
import Foundation
import MemristorCrossbar

@main struct ExampleArray {
  static func main() async throws {
    let folder = try ResultFolder(opening: CommandLine.arguments.dropFirst().first ?? "example-array")
    let device = try MemristorDevice("ag-mos2")
    let size = 64

    // Every fourth column is in HRS; each cell has parameters of its own.
    let inputs = Array(repeating: Voltage.volts(0.1), count: size)
    let conductances = Grid<Double>(rows: size, columns: size) { row, column in
      let cell = device.draw(seed: 1, index: row * size + column)
      return 1 / (column % 4 == 0 ? cell.highResistance : cell.lowResistance).si
    }

    // Rows are driven from the left, columns are sensed at 0 V at the bottom; each segment has 2 ohm.
    let wire = Resistance.ohms(2)
    var network = CrossbarNetwork(conductances: conductances, rowSegment: wire, columnSegment: wire)
    network.left = inputs.map { .held(at: $0, through: wire) }
    network.bottom = Array(repeating: .held(at: .zero, through: wire), count: size)
    let solution = try CrossbarSolver().solve(network)

    let ideal = (0..<size).map { column in
      (0..<size).reduce(0.0) { sum, row in sum + inputs[row].si * conductances[row, column] }
    }
    let kept = zip(solution.ends.bottom, ideal).map { $0 / $1 }
    print(
      String(
        format: "of the ideal currents, wires leave %.1f %% in the first column and %.1f %% in the last",
        100 * kept[0], 100 * kept[size - 1]))

    let across = Grid<Double>(rows: size, columns: size) { solution.rowVoltages[$0, $1] - solution.columnVoltages[$0, $1] }
    try await folder.draw(
      HeatMap(title: "Voltage across each cell", values: across, colourAxis: ChartAxis("Voltage", unit: "V")),
      as: "library")
  }
}
