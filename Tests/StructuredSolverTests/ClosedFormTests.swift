import CrossbarPrimitives
import StructuredSolver
import Testing

/// Networks whose currents have a formula, and the published IR drop.
@Suite struct ClosedFormTests {
  /// Uniform array driven on the left and sensed at the bottom, with a segment before the first and after the last cell.
  /// Currents and voltage were computed independently of this solver, to the digits given.
  @Test(arguments: [
    (8, 239.199229042, 238.532735914, 0.29785420297), (32, 924.300460471, 881.720315162, 0.271129298027),
    (64, 1681.3779456, 1420.92076481, 0.21009549151),
  ])
  func irDrop(size: Int, firstMicroamperes: Double, lastMicroamperes: Double, lowestVolts: Double) throws {
    var network = CrossbarNetwork(
      conductances: Grid(rows: size, columns: size, repeating: 1e-4), rowSegment: .ohms(1), columnSegment: .ohms(1))
    network.left = Array(repeating: .held(at: .volts(0.3), through: .ohms(1)), count: size)
    network.bottom = Array(repeating: .held(at: .zero, through: .ohms(1)), count: size)
    let solution = try CrossbarSolver().solve(network)
    #expect(abs(solution.ends.bottom[0] * 1e6 / firstMicroamperes - 1) < 1e-11)
    #expect(abs(solution.ends.bottom[size - 1] * 1e6 / lastMicroamperes - 1) < 1e-11)
    let cellVoltages = solution.cellCurrents.elements.map { $0 * 1e4 }
    #expect(abs(cellVoltages.min()! / lowestVolts - 1) < 1e-10)
    #expect(abs(cellVoltages[size - 1] - cellVoltages.min()!) < 1e-15)
    #expect(solution.report.method == .iterative && solution.report.residual < 1e-9)
  }

  /// One selected cell among low-resistive ones, ideal wires: the sneak paths' closed forms.
  @Test(arguments: [("floating", 145.361290323), ("half", 150.2), ("grounded", 0.2)])
  func sneakCurrents(scheme: String, microamperes: Double) throws {
    let size = 16
    var network = CrossbarNetwork(
      conductances: Grid(rows: size, columns: size) { $0 == 3 && $1 == 5 ? 1e-6 : 1e-4 }, rowSegment: .zero, columnSegment: .zero)
    let unselected: LineEnd =
      switch scheme {
      case "floating": .open
      case "half": .held(at: .volts(0.1), through: .zero)
      default: .held(at: .zero, through: .zero)
      }
    network.left = Array(repeating: unselected, count: size)
    network.bottom = network.left
    network.left[3] = .held(at: .volts(0.2), through: .zero)
    network.bottom[5] = .held(at: .zero, through: .zero)
    let solution = try CrossbarSolver().solve(network)
    let n = Double(size)
    let formula =
      switch scheme {
      case "floating": 0.2 / 1e6 + 0.2 / (2 * 1e4 / (n - 1) + 1e4 / ((n - 1) * (n - 1)))
      case "half": 0.2 / 1e6 + (n - 1) * 0.1 / 1e4
      default: 0.2 / 1e6
      }
    #expect(abs(solution.ends.bottom[5] / formula - 1) < 1e-12)
    #expect(abs(solution.ends.bottom[5] * 1e6 / microamperes - 1) < 1e-9)
  }

  /// A ladder without end has the resistance of its continued fraction: here row wires over a grounded column plane.
  @Test func longLadder() throws {
    let length = 4000
    var network = CrossbarNetwork(
      conductances: Grid(rows: 1, columns: length, repeating: 1e-2), rowSegment: .ohms(1), columnSegment: .zero)
    network.left[0] = .held(at: .volts(1), through: .ohms(1))
    network.bottom = Array(repeating: .held(at: .zero, through: .zero), count: length)
    let solution = try CrossbarSolver().solve(network)
    // Z = r + (R Z) / (R + Z)
    let impedance = (1 + (1 + 4 * 100.0).squareRoot()) / 2
    #expect(abs(-solution.ends.left[0] * impedance - 1) < 1e-12)
    #expect(abs(solution.ends.bottom.reduce(0, +) * impedance - 1) < 1e-12)
  }
}
