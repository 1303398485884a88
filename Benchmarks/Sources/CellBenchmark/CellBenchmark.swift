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
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    let memristors = (0..<cells).map { statistics.draw(seed: 1, index: $0) }
    let integrator = CellIntegrator(try Self.device(), relativeTolerance: tolerance)
    var figures: [String: Figures] = [:]
    for (number, operation) in Self.operations.enumerated() {
      // Reads are of both kinds of cells; a write is of one.
      let chosen = memristors.indices.filter { number == 2 || $0 % 2 == number }
      func state(_ index: Int) -> Double { number == 2 ? Double(index % 2) * 0.5 : Double(number) }
      let jobs = chosen.map { index in Self.job(memristors[index], index, drive: number, state: state(index)) }
      var compiled = Double.infinity
      var runs: [CellRun] = []
      let (paths, drives) = (try Self.paths(), Self.operations.map(Self.drive))
      for _ in 0..<repeats {
        let start = Self.processorTime()
        runs = integrator.run(jobs, paths: paths, drives: drives)
        compiled = min(compiled, Self.processorTime() - start)
      }
      var (exact, loose, difference) = (0.0, 0.0, 0.0)
      let few = chosen.prefix(inNgspice)
      for (position, index) in few.enumerated() {
        let trial = CellTrial(memristors[index], in: try Self.surroundings(row: index % Self.rows))
        var deck = try trial.deck(operation, state: state(index))
        let (seconds, found) = try await Self.simulate(deck)
        exact += seconds
        difference = max(difference, abs(found - runs[position].states[0]))
        deck.options = SolverOptions()
        deck.options.relativeTolerance = 1e-4
        loose += try await Self.simulate(deck).seconds
      }
      let count = Double(max(few.count, 1))
      figures[operation.kind.rawValue] = Figures(
        compiled: compiled / Double(jobs.count) * 1e6, ngspice: exact / count * 1e6, looseNgspice: loose / count * 1e6,
        steps: Double(runs.reduce(0) { $0 + $1.steps + $1.rejectedSteps }) / Double(runs.count),
        largestDifference: difference)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
  }

  private static func simulate(_ deck: Deck) async throws -> (seconds: Double, state: Double) {
    let start = processorTime()
    let result = try await NgspiceEngine.shared.simulate(deck)
    let seconds = processorTime() - start
    guard let probe = deck.probes.firstIndex(where: { if case .inner = $0 { true } else { false } }) else { return (seconds, 0) }
    return (seconds, result.final(probe))
  }

  private static let operations = [
    CellOperation(kind: .set, amplitude: .volts(5), wordLineVoltage: .volts(1.12), pulse: pulse),
    CellOperation(kind: .reset, amplitude: .volts(5), wordLineVoltage: .volts(9), pulse: pulse),
    CellOperation(kind: .read, amplitude: .volts(0.1), wordLineVoltage: .volts(5), pulse: pulse),
  ]

  private static func surroundings(row: Int) throws -> CellSurroundings {
    CellSurroundings(
      rows: rows, row: row,
      transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
      wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)), model: try .filament())
  }

  private static func device() throws -> CompiledDevice {
    let library = try TypedLibrary(try MemristorModel.filament().library)
    guard let definition = library.subcircuits.first(where: { $0.name == "memristor" }) else {
      throw ValidationError("the built-in library has no memristor")
    }
    return CompiledDevice(
      try DeviceEquations(definition, cellParameters: ["v_set", "v_reset", "r_lrs", "r_hrs", "g_stable"]))
  }

  private static func paths() throws -> [CellPath] {
    guard let card = try TypedLibrary(try TransistorModel.fiveVolt().library).models.first else {
      throw ValidationError("the built-in library has no transistor")
    }
    let transistor = try CompiledTransistor(card, width: 60e-6, length: 0.6e-6)
    return (0..<rows).map { row in
      let resistance = 10 + 0.5 * Double(row + 1)
      return CellPath(
        bitLineResistance: resistance, sourceLineResistance: resistance, transistor: transistor, offCells: rows - 1)
    }
  }

  private static func drive(_ operation: CellOperation) -> CellDrive {
    let shape = operation.pulse
    let line = [0, operation.amplitude.si, operation.amplitude.si, 0, 0]
    let still = [Double](repeating: 0, count: line.count)
    let isReset = operation.kind == .reset
    return CellDrive(
      times: [0, shape.edge.si, shape.plateauEnd.si, (shape.plateauEnd + shape.edge).si, shape.duration.si],
      bitLine: isReset ? still : line, sourceLine: isReset ? line : still,
      gate: still.map { _ in operation.wordLineVoltage.si }, sampleTime: shape.plateauEnd.si)
  }

  private static func job(_ memristor: Memristor, _ index: Int, drive: Int, state: Double) -> CellJob {
    let (low, high) = (memristor.lowResistance.si, memristor.highResistance.si)
    return CellJob(
      parameters: [
        memristor.setVoltage.si, memristor.resetVoltage.si, low, high, memristor.stableConductance.si,
      ], states: [state], path: index % rows, drive: drive, stateScales: [min(2e-6 * low, low / high)])
  }

  /// Of the whole process, s: ngspice runs on a thread of its own, and nothing else does meanwhile.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
