import ArgumentParser
import MemristorCrossbar

/// `mxbar disturb`: options of `DisturbStudy`, pulses on a whole array.
struct DisturbCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "disturb",
    abstract: "What do pulses on a row do to all other cells of its array?",
    discussion: """
      Draws an array and pulses some cells of a row, with every cell simulated over the whole pulse at its place on its lines, \
      its state free to move. In a SET the row starts in HRS, in a RESET in LRS; all others hold a pattern. --check says how \
      many cells are repeated in ngspice, in whole columns or, up to 256 cells, the whole array.
      """)

  @Option(help: "What the pulses do: set, reset or read.") var operation = PulsedOperation.set
  @Option("Rows (word lines) of the array.", "count") var rows = 64
  @Option("Columns (bit lines) of the array.", "count") var columns = 64
  @Option("The selected row, from 0.", "index") var row = 0
  @Option("Columns that are pulsed, from the first on. (default: all)", "count") var pulsed: Int?
  @Option("Pulses, one after the other.", "count") var pulses = 1
  @Option(help: "States of the rows that are not selected; in a read, of all.") var pattern = StatePattern.checkerboard
  @Option("A cell whose resistance crosses this has flipped, ohm.", "ohm") var threshold = 10_000.0

  @OptionGroup(title: "Writing and reading") var voltages: WriteVoltageOptions
  @OptionGroup(title: "Writing and reading") var boost: ResetBoostOptions
  @OptionGroup(title: "Writing and reading") var reading: ReadOptions
  @OptionGroup(title: "Writing and reading") var shape: PulseShapeOptions
  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(rows, named: "--rows", atMost: 1024)
    try requireCount(columns, named: "--columns", atMost: 1024)
    guard (0..<rows).contains(row) else { throw ValidationError("--row is \(row); allowed is 0 to \(rows - 1).") }
    if let pulsed, !(1...columns).contains(pulsed) {
      throw ValidationError("--pulsed is \(pulsed); allowed is 1 to --columns (\(columns)).")
    }
    try requireCount(pulses, named: "--pulses", atMost: 100_000)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
  }

  var cellEngine: CellEngineOptions? { cells }
  var inputFiles: [String] { device.inputFiles + transistor.inputFiles }
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles }

  func study(on engine: CommandEngine) async throws -> DisturbStudy {
    let read = shape.read(reading, threshold: .ohms(threshold))
    let selected = Array(0..<(pulsed ?? columns))
    let operation =
      operation == .read
      ? read.operation(row: row, columns: selected)
      : shape.write(voltages, boost).operation(writing: operation == .set, row: row, columns: selected, attempt: 0)
    return DisturbStudy(
      device: try device.kind(), seed: common.seed, rows: rows, columns: columns, pattern: pattern.pattern,
      operation: operation, pulses: pulses,
      transistor: try await transistor.transistor(at: device.surroundings.asked, seed: common.seed, on: engine),
      wires: wiring.wires, read: read)
  }
}

/// What a command pulses a row for.
enum PulsedOperation: String, ExpressibleByArgument, CaseIterable, Sendable {
  case set, reset, read
}

/// Patterns of states that need no file.
enum StatePattern: String, ExpressibleByArgument, CaseIterable, Sendable {
  case lrs, hrs, checkerboard, random

  var pattern: CellPattern {
    switch self {
    case .lrs: .lrs
    case .hrs: .hrs
    case .checkerboard: .checkerboard
    case .random: .random
    }
  }
}
