import ArgumentParser
import MemristorCrossbar

/// `mxbar netlist read`: a deck of a read, as a pulse or as an operating point.
struct NetlistReadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "A read pulse on the selected row.",
    discussion: """
      Drawn cells stand in a checkerboard of LRS and HRS, LRS where row and column add up to an even number. \(Self.otherCells)
      """)

  /// For the help of all pulses.
  static let otherCells = """
    With --cell 1R, 1S1R or 1TnR one cell of the array is pulsed, and every memristor and selector is free to move; lines that \
    --scheme holds rise and fall with the pulse.
    """

  @OptionGroup var netlist: NetlistOptions
  @OptionGroup(title: "Kind of cell") var kind: PulsedCellOptions

  @Flag(
    help: "An operating point with every filament held at its state, in place of a pulse. (always, for gnucap and resistances)")
  var frozen = false

  /// Most cells of an array that is simulated as a whole for its figures. In larger ones the columns, which do not
  /// interact, are simulated one by one.
  private static let largestAtOnce = 256

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let cells = try netlist.arrayCells { ($0 + $1) % 2 == 0 ? 1 : 0 }
    let isFixed = if case .resistances = cells { true } else { false }
    let isStatic = frozen || isFixed || netlist.dialect == .gnucap
    if kind.isPulsedAlone { return try await kind.write(.read, netlist, cells, isHeld: isStatic) }
    let engine = netlist.engine
    let array = try await netlist.array(cells, on: engine)
    let scope = netlist.scope ?? .line
    let read = netlist.shape.read(netlist.reading, threshold: .ohms(10_000))
    func export(_ scope: CircuitScope, _ columns: [Int]) throws -> DeckExport {
      let operation = read.operation(row: netlist.row, columns: columns)
      if isStatic { return try operation.frozenExport(on: array, scope: scope) }
      let circuits = try ArrayCircuit.circuits(for: operation, on: array, scope: scope)
      return circuits[0].export
    }
    let columns = scope == .array ? Array(0..<array.columns) : [netlist.column]
    let isLarge = scope == .array && array.rows * array.columns > Self.largestAtOnce
    let parts = isLarge && netlist.expected ? try columns.map { try export(.line, [$0]) } : []
    try await NetlistOutput(
      options: netlist, operation: "read", cells: cells, engine: engine, transistor: array.transistor,
      part: netlist.part(scope), stress: TransistorStress(CellOperation(read))
    ).write(try export(scope, columns), insteadOf: parts)
  }
}

/// `mxbar netlist set`: a deck of a SET pulse.
struct NetlistSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "A SET pulse on the selected row.",
    discussion: "Drawn cells stand in HRS. \(NetlistReadCommand.otherCells)")

  @OptionGroup var netlist: NetlistOptions
  @OptionGroup(title: "Kind of cell") var kind: PulsedCellOptions

  func run() async throws {
    let command = self
    try await runCommand { try await writeNetlist(command.netlist, command.kind, writing: true) }
  }
}

/// `mxbar netlist reset`: a deck of a RESET pulse.
struct NetlistResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "A RESET pulse on the selected row.",
    discussion: "Drawn cells stand in LRS. \(NetlistReadCommand.otherCells)")

  @OptionGroup var netlist: NetlistOptions
  @OptionGroup(title: "Kind of cell") var kind: PulsedCellOptions

  func run() async throws {
    let command = self
    try await runCommand { try await writeNetlist(command.netlist, command.kind, writing: false) }
  }
}

/// Writes the deck of a SET (`bit` is true) or RESET. Drawn cells are in the opposite state, so that the pulse switches
/// them.
private func writeNetlist(_ netlist: NetlistOptions, _ kind: PulsedCellOptions, writing bit: Bool) async throws {
  let name = bit ? "set" : "reset"
  let cells = try netlist.arrayCells { _, _ in bit ? 0 : 1 }
  try netlist.requireMemristors(cells, for: name)
  if kind.isPulsedAlone { return try await kind.write(bit ? .set : .reset, netlist, cells) }
  let engine = netlist.engine
  let array = try await netlist.array(cells, on: engine)
  let scope = netlist.scope ?? .line
  let operation = netlist.shape.write(netlist.voltages, netlist.boost).operation(
    writing: bit, row: netlist.row, columns: scope == .array ? Array(0..<array.columns) : [netlist.column], attempt: 0)
  let circuits = try ArrayCircuit.circuits(for: operation, on: array, scope: scope)
  try await NetlistOutput(
    options: netlist, operation: name, cells: cells, engine: engine, transistor: array.transistor,
    part: netlist.part(scope), stress: TransistorStress(CellOperation(operation))
  ).write(circuits[0].export)
}
