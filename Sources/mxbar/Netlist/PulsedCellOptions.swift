import ArgumentParser
import MemristorCrossbar

/// The kind of cell of an array that is pulsed, and what becomes of its other lines.
struct PulsedCellOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Kind of cell: 1T1R; or 1R for a passive array, 1S1R with selectors, or 1TnR with transistors that memristors share, of which one cell is pulsed and every cell simulated.",
      valueName: "kind"))
  var cell = CellKind.transistor
  @OptionGroup var isolation: CellIsolationOptions
  @Option(
    help:
      "What unselected lines of 1R, 1S1R and 1TnR arrays are at during the pulse: floating, half, third or grounded. (default: half)",
    value: "scheme")
  var scheme: BiasScheme?

  /// Most cells for expected figures: 16 x 16 memristors that all move take ngspice minutes.
  private static let mostCells = 256

  /// Whether the deck is that of one cell's pulse among paths around it.
  var isPulsedAlone: Bool { cell != .transistor }

  /// Writes the deck of a pulse on the selected cell of an array of 1R, 1S1R or 1TnR cells; of an operating point where
  /// `isHeld`.
  func write(
    _ kind: RowOperation.Kind, _ netlist: NetlistOptions, _ cells: ArrayCells, isHeld: Bool = false
  ) async throws {
    guard netlist.scope != .line else {
      throw ValidationError(
        "--scope is line; in a \(cell.rawValue) array current flows around the selected cell through all others: allowed is array."
      )
    }
    let (rows, columns) = cells.size
    guard !netlist.expected || isHeld || rows * columns <= Self.mostCells else {
      throw ValidationError(
        "the array is \(rows) x \(columns); ngspice follows pulses on \(cell.rawValue) arrays of at most \(Self.mostCells) cells in "
          + "reasonable time. With --no-expected the deck is written without figures.")
    }
    // Without it their voltage hangs on picosiemens, and no time step is small enough.
    guard isHeld || cell != .selector || scheme != .floating || netlist.delays.wireCapacitance > 0 else {
      throw ValidationError(
        "--scheme is floating; between selectors that are off, an open line keeps its voltage by its capacitance: give "
          + "--wire-capacitance, such as 1 fF.")
    }
    let engine = netlist.engine
    let array = try await netlist.accessed(cells, cell, isolation, on: engine)
    let access = netlist.access(kind, scheme ?? .half)
    let export =
      isHeld ? try await array.held(access, on: engine) : try array.pulsed(access, netlist.shape.pulse).export
    try await NetlistOutput(
      options: netlist, operation: kind.rawValue, cells: cells, engine: engine, transistor: array.transistor,
      isolation: isolation.words(cell), stress: array.stress(access)
    ).write(export)
  }
}

extension OptionCondition {
  /// Conditions of decks whose kind of cell is 1T1R unless said otherwise.
  static var pulsedCells: [OptionCondition] {
    let isSharedOrOwn: @Sendable (GivenOptions) -> Bool = { cell($0)?.hasTransistors ?? true }
    return isolation + [
      OptionCondition(["scheme"], "is for 1R, 1S1R and 1TnR arrays; in a 1T1R array all other lines are at 0 V") {
        (cell($0) ?? .transistor) != .transistor
      },
      OptionCondition(
        transistors + ["gate-voltage", "read-gate-voltage", "reset-gate-boost", "reset-scheme"],
        "is for cells with transistors, 1T1R or 1TnR", if: isSharedOrOwn),
      OptionCondition(
        movingWordLines, "is for the word lines of 1T1R arrays; those of 1TnR arrays are at rest here, and others have none"
      ) {
        (cell($0) ?? .transistor) == .transistor
      },
    ]
  }
}
