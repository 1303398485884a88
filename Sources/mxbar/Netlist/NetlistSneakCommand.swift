import ArgumentParser
import MemristorCrossbar

/// `mxbar netlist sneak`: a deck of an access of one cell, sneak paths included.
struct NetlistSneakCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sneak", abstract: "A read of the selected cell of a passive (1R) array, with the paths around it.",
    discussion: """
      Rows are driven from the left, columns sensed at the bottom, every filament is held at its state. Drawn cells stand in \
      LRS. What flows around the selected cell flows through all the others: there is no scope line.

      With --cell 1S1R each memristor is above a selector; one with a threshold is held off, but for the selected one, which is \
      on where it turns on by itself. With 1T1R and 1TnR bit lines are driven and source lines sensed, the other way round in a \
      RESET, and word lines that are not selected are at 0 V.
      """)

  @OptionGroup var netlist: NetlistOptions

  @Option(help: "What holds unselected lines: floating, half, third or grounded.", value: "scheme")
  var scheme = BiasScheme.floating

  @Option(
    help: "Kind of cell: 1R for a passive array, 1S1R with selectors, 1T1R, or 1TnR with transistors that memristors share.",
    value: "kind")
  var cell = CellKind.passive
  @OptionGroup var isolation: CellIsolationOptions
  @Option(help: "What is done to the selected cell: read, set or reset, at the read or the write voltage.", value: "access")
  var access = RowOperation.Kind.read

  /// Largest side for expected figures; ngspice takes minutes for one operating point of a larger passive array.
  private static let largest = 64

  func validate() throws {
    guard netlist.scope != .line else {
      throw ValidationError("--scope is line; a sneak path goes through the whole array: allowed is array.")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let cells = try netlist.arrayCells { _, _ in 1 }
    let (rows, columns) = cells.size
    guard !netlist.expected || max(rows, columns) <= Self.largest else {
      throw ValidationError(
        "the array is \(rows) x \(columns); ngspice simulates passive arrays of at most \(Self.largest) a side in reasonable "
          + "time. With --no-expected the deck is written without figures.")
    }
    let access = netlist.access(access, scheme)
    let engine = netlist.engine
    let array = try await netlist.accessed(cells, cell, isolation, on: engine)
    try await NetlistOutput(
      options: netlist, operation: "sneak", cells: cells, engine: engine, transistor: array.transistor,
      isolation: isolation.words(cell)
    ).write(try await array.held(access, on: engine))
  }
}

extension RowOperation.Kind: ExpressibleByArgument {}
