import ArgumentParser
import Foundation
import MemristorCrossbar

/// Times SET, RESET and read pulses on drawn cells, compiled and in ngspice, and prints one JSON object.
@main
struct CellBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time pulses on drawn cells, compiled and in ngspice: CPU microseconds a pulse on one thread, as JSON.")

  @Option(help: "Cells, half of them to be set.")
  var cells = 3150

  @Option(help: "Of these, how many of each kind are also simulated in ngspice.")
  var inNgspice = 12

  @Option(help: "Times the compiled pulses are run; the shortest counts.")
  var repeats = 5

  @Option(help: "Relative tolerance of the compiled pulses.")
  var tolerance = 1e-5

  struct Figures: Encodable {
    var compiled: Double
    /// With the tolerances that the program simulates pulses with, and with ngspice's usual ones, 1e-4.
    var ngspice: Double
    var looseNgspice: Double
    var steps: Double
    /// Of the final state, against ngspice with the program's tolerances.
    var largestDifference: Double

    enum CodingKeys: String, CodingKey {
      case steps
      case compiled = "compiled_us"
      case ngspice = "ngspice_us"
      case looseNgspice = "ngspice_1e-4_us"
      case largestDifference = "largest_state_difference"
    }
  }

  private static let rows = 21
  private static let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))

  func run() async throws {
    let device = try MemristorDevice.usual()
    let transistor = AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6))
    let compiled = try CompiledCells(
      device, transistors: [transistor], circuits: CircuitCells(NgspiceEngine.shared), threads: 1,
      relativeTolerance: tolerance)
    var figures: [String: Figures] = [:]
    for (number, operation) in Self.operations.enumerated() {
      // Reads are of both kinds of cells; a write is of one.
      let pulses = (0..<cells).filter { number == 2 || $0 % 2 == number }.map { index in
        CellPulse(
          operation, on: device.draw(seed: 1, index: index), state: number == 2 ? Double(index % 2) * 0.5 : Double(number),
          in: CellSurroundings(
            rows: Self.rows, row: index % Self.rows, transistor: transistor,
            wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10))))
      }
      var shortest = Double.infinity
      var (states, steps): ([Double], Int) = ([], 0)
      for _ in 0..<repeats {
        let (start, before) = (Self.processorTime(), compiled.totals.steps)
        states = try await compiled.apply(pulses).map { try $0.get().finalState }
        shortest = min(shortest, Self.processorTime() - start)
        steps = compiled.totals.steps - before
      }
      var (exact, loose, difference) = (0.0, 0.0, 0.0)
      let few = pulses.prefix(inNgspice)
      for (pulse, state) in zip(few, states) {
        var deck = try CellTrial(pulse.memristor, in: pulse.surroundings).deck(pulse.operation, state: pulse.state)
        let (seconds, found) = try await Self.simulate(deck)
        exact += seconds
        difference = max(difference, abs(found - state))
        deck.options = SolverOptions()
        deck.options.relativeTolerance = 1e-4
        loose += try await Self.simulate(deck).seconds
      }
      let count = Double(max(few.count, 1))
      figures[operation.kind.rawValue] = Figures(
        compiled: shortest / Double(pulses.count) * 1e6, ngspice: exact / count * 1e6, looseNgspice: loose / count * 1e6,
        steps: Double(steps) / Double(pulses.count), largestDifference: difference)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
  }

  private static func simulate(_ deck: Deck) async throws -> (seconds: Double, state: Double) {
    let start = processorTime()
    let result = try await NgspiceEngine.shared.simulate(deck)
    let seconds = processorTime() - start
    guard let probe = deck.probes.first(where: { if case .inner = $0 { true } else { false } }) else { return (seconds, 0) }
    return (seconds, result.final(probe))
  }

  private static let operations = [
    CellOperation(kind: .set, amplitude: .volts(5), wordLineVoltage: .volts(1.12), pulse: pulse),
    CellOperation(kind: .reset, amplitude: .volts(5), wordLineVoltage: .volts(9), pulse: pulse),
    CellOperation(kind: .read, amplitude: .volts(0.1), wordLineVoltage: .volts(5), pulse: pulse),
  ]

  /// Of the whole process, s: ngspice runs on a thread of its own, and nothing else does meanwhile.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
