import ArgumentParser
import MemristorCrossbar

struct NetlistReadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "A read pulse on the selected row.",
    discussion: "Drawn cells stand in a checkerboard of LRS and HRS, LRS where row and column add up to an even number.")

  @OptionGroup var netlist: NetlistOptions

  @Flag(
    help: "An operating point with every filament held at its state, in place of a pulse. (always, for gnucap and resistances)")
  var frozen = false

  /// A whole array of more cells is too slow to simulate for its figures; its columns do not interact.
  private static let largestAtOnce = 256

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let cells = try netlist.arrayCells { ($0 + $1) % 2 == 0 ? 1 : 0 }
    let array = try netlist.array(cells)
    let scope = netlist.scope ?? .line
    let read = netlist.pulses.read(threshold: .ohms(10_000))
    let isFixed = if case .resistances = cells { true } else { false }
    let isStatic = frozen || isFixed || netlist.dialect == .gnucap
    func export(_ scope: CircuitScope, _ columns: [Int]) throws -> DeckExport {
      let operation = read.operation(row: netlist.row, columns: columns)
      if isStatic { return try operation.frozenExport(on: array, scope: scope) }
      let circuits = try ArrayCircuit.circuits(for: operation, on: array, scope: scope)
      return circuits[0].export
    }
    let columns = scope == .array ? Array(0..<array.columns) : [netlist.column]
    let isLarge = scope == .array && array.rows * array.columns > Self.largestAtOnce
    let parts = isLarge && netlist.expected ? try columns.map { try export(.line, [$0]) } : []
    try await NetlistOutput(options: netlist, operation: "read", cells: cells)
      .write(try export(scope, columns), insteadOf: parts)
  }
}

struct NetlistSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "A SET pulse on the selected row.", discussion: "Drawn cells stand in HRS.")

  @OptionGroup var netlist: NetlistOptions

  func run() async throws {
    let command = self
    try await runCommand { try await writeNetlist(command.netlist, writing: true) }
  }
}

struct NetlistResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "A RESET pulse on the selected row.", discussion: "Drawn cells stand in LRS.")

  @OptionGroup var netlist: NetlistOptions

  func run() async throws {
    let command = self
    try await runCommand { try await writeNetlist(command.netlist, writing: false) }
  }
}

/// Writes the deck of a SET (of a 1) or RESET (of a 0); each drawn cell is in the state that it can leave.
private func writeNetlist(_ netlist: NetlistOptions, writing bit: Bool) async throws {
  let name = bit ? "set" : "reset"
  let cells = try netlist.arrayCells { _, _ in bit ? 0 : 1 }
  try netlist.requireMemristors(cells, for: name)
  let array = try netlist.array(cells)
  let scope = netlist.scope ?? .line
  let operation = netlist.pulses.write.operation(
    writing: bit, row: netlist.row, columns: scope == .array ? Array(0..<array.columns) : [netlist.column], attempt: 0)
  let circuits = try ArrayCircuit.circuits(for: operation, on: array, scope: scope)
  try await NetlistOutput(options: netlist, operation: name, cells: cells).write(circuits[0].export)
}
