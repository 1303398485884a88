import ArgumentParser
import Foundation
import MemristorCrossbar

/// Times the structured solver on one network and prints one JSON object.
@main
struct SolverBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time the structured solver on one network; prints one JSON object: first time, shortest of the repeats."
  )

  @Option(help: "Resistance of each cell, ohm: CSV or .npy.")
  var resistances: String

  @Option(help: "Resistance of each segment, ohm.")
  var wireResistance = 2.5

  @Option(help: "linear, inputs (64 at a time), ngspice or triad.")
  var what = Measurement.linear

  @Option(help: "Times it is done.")
  var repeats = 5

  @Option(help: "Write the output currents of the linear read to this .npy file.")
  var currents: String?

  enum Measurement: String, CaseIterable, ExpressibleByArgument { case linear, inputs, ngspice, triad }

  struct Result: Encodable {
    var seconds: Double
    /// Of the first time, with memory that is not mapped yet.
    var firstSeconds: Double?
    var iterations: Int?
    var residual: Double?
    var bytesPerSecond: Double?
    var peakMemory: Int

    enum CodingKeys: String, CodingKey {
      case seconds, iterations, residual
      case firstSeconds = "first_seconds"
      case bytesPerSecond = "bytes_per_s"
      case peakMemory = "peak_memory_bytes"
    }
  }

  func run() async throws {
    var result = try await measure()
    result.peakMemory = Self.peakMemory
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }

  private func measure() async throws -> Result {
    let network = try network()
    let solver = CrossbarSolver()
    switch what {
    case .linear:
      let (first, seconds, found) = try times { try solver.endCurrents(of: network) }
      if let currents {
        try NPYArray(shape: [network.columns], values: found.ends.bottom).data.write(to: URL(fileURLWithPath: currents))
      }
      // What an iteration reads and writes: 13 doubles a cell in its two passes. Set-up and refinement are not counted.
      let bytes = 13 * 8 * Double(network.rows * network.columns) * Double(found.report.iterations)
      return Result(
        seconds: seconds, firstSeconds: first, iterations: found.report.iterations, residual: found.report.residual,
        bytesPerSecond: bytes / seconds,
        peakMemory: 0)
    case .inputs:
      let inputs = Self.inputs(64, of: network)
      let (first, seconds, found) = try times { try solver.endCurrents(of: network, inputs: inputs) }
      return Result(seconds: seconds, firstSeconds: first, iterations: found.map(\.report.iterations).max(), peakMemory: 0)
    case .ngspice:
      let circuit = try NetworkCircuit(network)
      let start = ContinuousClock.now
      _ = try await NgspiceEngine.shared.simulate(circuit.deck)
      return Result(seconds: (.now - start) / .seconds(1), peakMemory: 0)
    case .triad:
      return Result(seconds: 0, bytesPerSecond: Self.triad(), peakMemory: 0)
    }
  }

  private func times<Outcome>(_ work: () throws -> Outcome) throws -> (first: Double, shortest: Double, Outcome) {
    var best = Double.infinity
    let start = ContinuousClock.now
    var outcome = try work()
    let first = (.now - start) / .seconds(1)
    for _ in 0..<repeats {
      let start = ContinuousClock.now
      outcome = try work()
      best = min(best, (.now - start) / .seconds(1))
    }
    return (first, best, outcome)
  }

  /// Rows driven at 0.2 V on the left, columns sensed at the bottom.
  private func network() throws -> CrossbarNetwork {
    let cells = try MatrixFile.read(resistances)
    let (rows, columns) = (cells.shape[0], cells.shape[1])
    var network = CrossbarNetwork(
      conductances: Grid(rows: rows, columns: columns) { 1 / cells.values[$0 * columns + $1] },
      rowSegment: .ohms(wireResistance), columnSegment: .ohms(wireResistance))
    network.left = Array(repeating: .held(at: .volts(0.2), through: .ohms(wireResistance)), count: rows)
    network.bottom = Array(repeating: .held(at: .zero, through: .ohms(wireResistance)), count: columns)
    return network
  }

  private static func inputs(_ count: Int, of network: CrossbarNetwork) -> [EndVoltages] {
    var stream = RandomStream(seed: 1, purpose: "inputs")
    return (0..<count).map { _ in
      var voltages = EndVoltages(of: network)
      voltages.left = voltages.left.map { _ in 0.2 * stream.uniform() }
      return voltages
    }
  }

  /// a = b + s c over 64 MB each, two threads, three numbers an element; the best of ten.
  private static func triad() -> Double {
    let count = 1 << 23
    let a = UnsafeMutablePointer<Double>.allocate(capacity: count)
    let b = UnsafeMutablePointer<Double>.allocate(capacity: count)
    let c = UnsafeMutablePointer<Double>.allocate(capacity: count)
    for buffer in [a, b, c] { buffer.initialize(repeating: 1, count: count) }
    defer { for buffer in [a, b, c] { buffer.deallocate() } }
    let arrays = (UInt(bitPattern: a), UInt(bitPattern: b), UInt(bitPattern: c))
    let parts = 2
    var best = 0.0
    for _ in 0..<10 {
      let start = ContinuousClock.now
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        guard let a = UnsafeMutablePointer<Double>(bitPattern: arrays.0),
          let b = UnsafeMutablePointer<Double>(bitPattern: arrays.1),
          let c = UnsafeMutablePointer<Double>(bitPattern: arrays.2)
        else { return }
        for index in (part * count / parts)..<((part + 1) * count / parts) { a[index] = b[index] + 3 * c[index] }
      }
      best = max(best, Double(3 * 8 * count) / ((.now - start) / .seconds(1)))
    }
    return best
  }

  /// Of the whole process, bytes.
  private static var peakMemory: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
