import ArgumentParser
import Foundation
import MemristorCrossbar

/// Times a SET of a row of whole arrays, all cells of which move, compiled and in ngspice, and prints one JSON object.
@main
struct ArrayBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time a SET pulse on a row of N x N arrays, compiled and in ngspice: CPU seconds on one thread, as JSON.")

  @Option(parsing: .upToNextOption, help: "Sizes N of the arrays.")
  var sizes = [8, 16, 32, 64, 128]

  @Option(help: "Largest N that is also simulated in ngspice.")
  var inNgspice = 16

  @Option(help: "Times the compiled pulse is run; the shortest counts.")
  var repeats = 3

  struct Figures: Encodable {
    var compiled: Double
    /// With the tolerances that the program simulates pulses with; nil where the array is too large.
    var ngspice: Double?
    var ratio: Double? { ngspice.map { $0 / compiled } }
    /// Of the state of any cell.
    var largestDifference: Double?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(compiled, forKey: .compiled)
      try container.encodeIfPresent(ngspice, forKey: .ngspice)
      try container.encodeIfPresent(ratio, forKey: .ratio)
      try container.encodeIfPresent(largestDifference, forKey: .largestDifference)
    }

    private enum Keys: String, CodingKey {
      case compiled = "compiled_s"
      case ngspice = "ngspice_s"
      case ratio
      case largestDifference = "largest_state_difference"
    }
  }

  func run() async throws {
    let device = try MemristorDevice.usual()
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let compiled = try CompiledCells(
      device, transistors: [transistor], circuits: CircuitCells(NgspiceEngine.shared), threads: 1)
    var figures: [String: Figures] = [:]
    for size in sizes {
      let row = size / 2
      let array = CrossbarArray(
        memristors: Grid(rows: size, columns: size) { device.draw(seed: 1, index: $0 * size + $1) },
        states: Grid(rows: size, columns: size) { $0 == row ? 0 : ($0 + $1) % 2 == 0 ? 1 : 0 }, transistor: transistor,
        wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)))
      let transient = ArrayTransient(
        RowOperation(
          kind: .set, row: row, columns: Array(0..<size), amplitude: .volts(5), wordLineVoltage: .volts(1.12),
          pulse: PulseShape(width: .milliseconds(20), edge: .microseconds(10))), on: array)
      var found = Figures(compiled: .infinity)
      var states = array.states
      for _ in 0..<repeats {
        let start = Self.processorTime()
        states = try await compiled.response(to: transient).states
        found.compiled = min(found.compiled, Self.processorTime() - start)
      }
      if size <= inNgspice {
        let start = Self.processorTime()
        let exact = try await transient.response(by: NgspiceEngine.shared).states
        found.ngspice = Self.processorTime() - start
        found.largestDifference = zip(states.elements, exact.elements).map { abs($0 - $1) }.max()
      }
      figures["\(size)"] = found
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
  }

  /// Of the whole process, s: ngspice runs on a thread of its own, and nothing else does meanwhile.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
