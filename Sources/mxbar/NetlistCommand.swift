import ArgumentParser
import Foundation
import MemristorCrossbar

struct NetlistCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netlist",
    abstract: "Write the circuit of one operation as a deck that runs alone under ngspice -b.",
    discussion: """
      The cells are drawn from the device's statistics; before a SET they are in HRS, before a RESET in LRS, and a read \
      sees a checkerboard of both. The deck prints each selected cell's state and current at the end of the pulse.
      """)

  enum Operation: String, ExpressibleByArgument, CaseIterable { case set, reset, read }

  @Argument(help: "The operation: set, reset or read.")
  var operation: Operation

  @Option(parsing: .unconditional, help: ArgumentHelp("Rows (word lines) of the array.", valueName: "count"))
  var rows = 4

  @Option(parsing: .unconditional, help: ArgumentHelp("Columns (bit lines) of the array.", valueName: "count"))
  var columns = 4

  @Option(parsing: .unconditional, help: ArgumentHelp("The selected row, from 0.", valueName: "index"))
  var row = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The selected column, from 0, of a circuit of scope line; scope array selects all.", valueName: "index"))
  var column = 0

  @Option(help: "Seed of everything random; the deck records it.")
  var seed: UInt64 = 1

  @OptionGroup(title: "Writing and reading") var pulses: PulseOptions
  @OptionGroup(title: "Array") var array: ArrayOptions

  @Option(name: [.short, .customLong("out")], help: ArgumentHelp("File to write. (default: standard output)", valueName: "file"))
  var out: String?

  func validate() throws {
    for (name, count) in [("--rows", rows), ("--columns", columns)] where !(1...1024).contains(count) {
      throw ValidationError("\(name) is \(count); allowed is 1 to 1024.")
    }
    guard (0..<rows).contains(row) else { throw ValidationError("--row is \(row); allowed is 0 to \(rows - 1).") }
    guard (0..<columns).contains(column) else {
      throw ValidationError("--column is \(column); allowed is 0 to \(columns - 1).")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try command.work() }
  }

  private func work() throws {
    let configuration = try array.configuration(
      initialState: .opposite, write: pulses.write, read: pulses.read(threshold: .ohms(10_000)))
    // Each state is one the operation can change: SET needs cells in HRS, RESET in LRS.
    let state = Grid<Double>(rows: rows, columns: columns) { row, column in
      switch operation {
      case .set: return 0
      case .reset: return 1
      case .read: return (row + column) % 2 == 0 ? 1 : 0
      }
    }
    let drawn = CrossbarArray(
      memristors: Grid(rows: rows, columns: columns) {
        configuration.statistics.draw(seed: seed, index: $0 * columns + $1)
      },
      states: state, transistor: configuration.transistor, wires: configuration.wires, model: configuration.memristorModel)
    let selected = array.scope == .array ? Array(0..<columns) : [column]
    let rowOperation =
      switch operation {
      case .set: configuration.write.operation(writing: true, row: row, columns: selected, attempt: 0)
      case .reset: configuration.write.operation(writing: false, row: row, columns: selected, attempt: 0)
      case .read: configuration.read.operation(row: row, columns: selected)
      }
    let circuits = try ArrayCircuit.circuits(for: rowOperation, on: drawn, scope: array.scope)
    guard var circuit = circuits.first else { return }
    circuit.deck.circuit.comments += [
      "memristors drawn from \(configuration.statistics.name) with seed \(seed)", "written by mxbar \(ProgramVersion.text)",
    ]
    try circuit.deck.validate()
    let text = try circuit.netlist
    guard let out else { return print(text, terminator: "") }
    try writeTextFile(text, to: out)
  }
}
