import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NgspiceBridge
import StructuredSolver

/// All that simulate circuits.
let circuitEngines: [any SpiceEngine] = [NgspiceEngine.shared, NgspiceProcessEngine(processes: 2)]

/// Arrays as users bias them, drawn from a seed.
struct BiasedNetwork {
  let name: String
  let network: CrossbarNetwork

  /// Rows driven at `voltage` from the left, columns sensed at the bottom; with a scheme, row 0 alone is driven and the last
  /// column sensed.
  init(
    rows: Int, columns: Int, scheme: BiasScheme?, segment: Double, driver: Double = 10, seed: UInt64 = 1,
    cell: (_ row: Int, _ column: Int, _ stream: inout RandomStream) -> Double
  ) {
    name = "\(rows)x\(columns), \(scheme?.rawValue ?? "all rows driven"), \(segment) ohm a segment, \(driver) ohm a driver"
    var stream = RandomStream(seed: seed, purpose: "conformance", index: rows * 100 + columns)
    var network = CrossbarNetwork(
      conductances: Grid(rows: rows, columns: columns) { cell($0, $1, &stream) }, rowSegment: .ohms(segment),
      columnSegment: .ohms(segment))
    let voltage = Voltage.volts(0.2)
    func end(_ voltage: Voltage?) -> LineEnd { voltage.map { .held(at: $0, through: .ohms(driver + segment)) } ?? .open }
    for row in 0..<rows {
      network.left[row] = end(scheme == nil || row == 0 ? voltage : scheme?.driven(voltage))
    }
    for column in 0..<columns {
      network.bottom[column] = end(scheme == nil || column == columns - 1 ? .zero : scheme?.sensed(voltage))
    }
    self.network = network
  }

  /// Log-normal from 100 ohm to 10 Mohm, three standard deviations either way.
  static func logNormal(_ row: Int, _ column: Int, _ stream: inout RandomStream) -> Double {
    pow(10, -4.5 + 2.5 / 3 * stream.standardNormal())
  }

  /// 1 ohm beside 100 Mohm.
  static func extreme(_ row: Int, _ column: Int, _ stream: inout RandomStream) -> Double { stream.uniform() < 0.5 ? 1 : 1e-8 }

  /// Every third row without a cell.
  static func openRows(_ row: Int, _ column: Int, _ stream: inout RandomStream) -> Double {
    row % 3 == 1 ? 0 : logNormal(row, column, &stream)
  }
}
