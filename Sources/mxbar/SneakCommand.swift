import ArgumentParser
import MemristorCrossbar

/// `mxbar sneak`: options of `SneakStudy`, sneak currents and write disturb in passive and 1T1R arrays.
struct SneakCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "sneak",
    abstract: "What else flows when one cell of an array is read, and what else is written when one is written?",
    discussion: """
      Every cell of the array is in one circuit, whose operating point is found by ngspice or, for passive and 1S1R arrays of \
      more than \(NetworkSolver.mostCellsForNgspice) cells, by the structured solver, which agrees with ngspice and is thousands of \
      times faster there; the result says which. In a passive array (1R) rows \
      are driven from the left and columns sensed at the bottom, and so in a 1S1R array, which has a selector below each \
      memristor; in a 1T1R array the selected word line is on and the bit \
      line is driven in reads and SETs, the source line in RESETs.

      Unselected lines are open (floating), at V/2 (half), at 0 V (grounded), or driven lines at V/3 and sensed ones at \
      2V/3 (third). In a 1T1R array that is said of bit lines (driven) and source lines (sensed), the other way round in a \
      RESET; word lines that are not selected are at --off-gate-voltage. In a 1TnR array --per-transistor memristors of a row \
      share a transistor and its source line, each with a bit line of its own.

      A threshold selector is held off or on: on in the selected cell where its voltage, off, reaches its threshold, off in all \
      others. Those that would turn on are counted.

      The read margin is (I_LRS - I_HRS) / I_LRS of the sensed current, with every other cell in LRS. The write selects \
      the same cell for a SET and for a RESET; a cell counts as flipped (disturbed) whose voltage reaches its own V_SET \
      (if in HRS) or V_RESET (if in LRS), which are drawn from the device's statistics. A read that does the same is a write.
      """)

  @Option(
    help: "Kind of cell: 1R for a passive array, 1S1R with selectors, 1T1R, or 1TnR with transistors that memristors share.",
    value: "kind")
  var cell = CellKind.passive
  @OptionGroup var isolation: CellIsolationOptions
  @Option("Rows of the array. (default: 16, or the pattern file's)", "count") var rows: Int?
  @Option("Columns of the array. (default: 16, or the pattern file's)", "count") var columns: Int?
  @Option("The selected cell's row, from 0.", "index") var row = 0
  @Option("The selected cell's column, from 0.", "index") var column = 0
  @Option(help: "What holds unselected lines: floating, half, third or grounded.", value: "scheme") var scheme = BiasScheme.half

  @Option(
    help:
      "What the cells hold: lrs, hrs, checkerboard, random, or a file of states (0, 1 for LRS) or of resistances in ohm: text with a line for each row, .npy or .npz.",
    value: "pattern")
  var pattern = "lrs"

  @Option("Resistance of each cell in LRS, ohm. (default: drawn memristors)", "ohm") var lrs: Double?
  @Option("Resistance of each cell in HRS, ohm. (default: drawn memristors)", "ohm") var hrs: Double?
  @Option(help: "State of the selected cell: lrs or hrs. (default: the pattern's)", value: "state") var selected: CellState?

  @Option(help: "Also compare square arrays of these sizes, passive, 1T1R and of --cell: 4,8,16,32.", value: "counts")
  var sizes: CountList?

  @Option("Word-line voltage of unselected rows, V.", "V") var offGateVoltage = 0.0

  @OptionGroup(title: "Writing and reading") var voltages: WriteVoltageOptions
  @OptionGroup(title: "Writing and reading") var boost: ResetBoostOptions
  @OptionGroup(title: "Writing and reading") var reading: ReadOptions
  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions

  @Option(
    help:
      "What solves passive and 1S1R arrays: structured; or as all others, 4096 cells at most: \(EngineChoice.listed). (default: by size)",
    value: "engine")
  var engine: EngineOption<NetworkSolver>?

  @OptionGroup(title: "Run") var common: RunOptions

  /// Most cells of a passive array for ngspice; with more, one operating point takes minutes.
  private static let mostForNgspice = 64 * 64
  /// Most rows and columns of any array, since tables and charts of every cell are written.
  private static let largest = 512

  func validate() throws {
    for (name, count) in [("--rows", rows), ("--columns", columns)] {
      if let count { try requireCount(count, named: name, atMost: Self.largest) }
    }
    for size in sizes?.counts ?? [] { try requireCount(size, named: "--sizes", atMost: Self.largest) }
    if let sizes, let twice = sizes.counts.first(where: { size in sizes.counts.count { $0 == size } > 1 }) {
      throw ValidationError("--sizes names \(twice) twice; allowed are different ones.")
    }
    for case (let name, let value?) in [("--lrs", lrs), ("--hrs", hrs)] where !(1e-3...1e15).contains(value) {
      throw ValidationError("\(name) is \(SpiceNumber.shortest(value)) ohm; allowed is 0.001 to 1e15 ohm.")
    }
    if let lrs, let hrs, lrs > hrs {
      throw ValidationError(
        "--lrs is \(SpiceNumber.shortest(lrs)) ohm; allowed is --hrs (\(SpiceNumber.shortest(hrs)) ohm) or less.")
    }
    try require(offGateVoltage, named: "--off-gate-voltage", .any, unit: "V", atMost: 100)
    if builtInPattern != nil { try validatePlace(rows: rows ?? Self.usual, columns: columns ?? Self.usual) }
  }

  /// Rows and columns where neither options nor a pattern file give them.
  private static let usual = 16

  /// The selected cell lies inside of the array, and of the smallest one of `--sizes`.
  private func validatePlace(rows: Int, columns: Int) throws {
    var limits = [("--row", row, rows, "array"), ("--column", column, columns, "array")]
    if let smallest = sizes?.counts.min() {
      limits += [("--row", row, smallest, "smallest of --sizes"), ("--column", column, smallest, "smallest of --sizes")]
    }
    for (name, index, count, what) in limits where !(0..<count).contains(index) {
      throw ValidationError("\(name) is \(index); allowed is 0 to \(count - 1), for the \(what).")
    }
  }

  /// Rejects passive arrays that are too large for the requested engine.
  private func validateEngine(of study: SneakStudy) throws {
    let compared = study.sizes.flatMap { size in study.comparedCells.map { study.ofSize(size, $0) } }
    for array in [study] + compared where !array.cell.hasTransistors {
      guard array.solver == .ngspice, array.rows * array.columns > Self.mostForNgspice else { continue }
      throw ValidationError(
        "A \(array.cell == .selector ? "1S1R" : "passive") array of \(array.rows) x \(array.columns) cells is too large for a circuit, which --engine asks for; allowed are "
          + "\(Self.mostForNgspice) cells, such as 64 x 64. --engine structured solves larger ones.")
    }
  }

  /// Nil for the name of a file.
  private var builtInPattern: CellPattern? {
    switch pattern.lowercased() {
    case "lrs": .lrs
    case "hrs": .hrs
    case "checkerboard": .checkerboard
    case "random": .random
    default: nil
    }
  }

  var circuits: EngineChoice { engine?.circuits ?? .ngspice }
  var inputFiles: [String] {
    device.inputFiles + transistor.inputFiles + isolation.inputFiles + (builtInPattern == nil ? [pattern] : [])
  }
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles + isolation.inputFiles }

  func study(on engine: CommandEngine) async throws -> SneakStudy {
    let pattern = try chosenPattern()
    let (rows, columns) = (rows ?? pattern.size?.rows ?? Self.usual, columns ?? pattern.size?.columns ?? Self.usual)
    try isolation.validate(cell, columns: [("--columns", columns)] + (sizes?.counts ?? []).map { ("--sizes", $0) })
    let access = try await transistor.transistor(at: device.surroundings.asked, seed: common.seed, on: engine)
    try isolation.validate(cell, access)
    var study = SneakStudy(
      seed: common.seed, cell: cell, selector: cell == .selector ? try isolation.selectors() : nil,
      cellsPerTransistor: isolation.cellsPerTransistor(cell), rows: rows, columns: columns, row: row, column: column,
      scheme: scheme, pattern: pattern,
      selectedIsLow: selected.map { $0 == .lrs }, lowResistance: lrs.map { .ohms($0) }, highResistance: hrs.map { .ohms($0) },
      readVoltage: .volts(reading.readVoltage), writeVoltage: .volts(voltages.writeVoltage),
      wires: wiring.wires,
      device: try device.kind(),
      transistor: access,
      gates: GateVoltages(
        read: .volts(reading.readGateVoltage), set: .volts(voltages.gateVoltage),
        resetBoost: .volts(boost.resetGateBoost), off: .volts(offGateVoltage)),
      sizes: sizes?.counts.sorted() ?? [], passiveSolver: self.engine?.way)
    study.gates.resetScheme = boost.resetScheme
    try validateEngine(of: study)
    return study
  }

  /// The named pattern, or the file's, which must match the options about the array.
  private func chosenPattern() throws -> CellPattern {
    if let builtInPattern { return builtInPattern }
    let chosen =
      MatrixFile.isNumPys(pattern)
      ? try CellPattern(array: pattern)
      : try CellPattern(
        csv: readText(pattern, what: "pattern (lrs, hrs, checkerboard, random) and no such file"), source: pattern)
    guard let size = chosen.size else { return chosen }
    func refuse(_ reason: String) -> DeviceError { .file(path: pattern, reason: reason) }
    for (name, given, found) in [("--rows", rows, size.rows), ("--columns", columns, size.columns)] {
      if let given, given != found { throw refuse("the pattern has \(found) where \(name) says \(given)") }
      if found > Self.largest { throw refuse("the pattern is \(size.rows) x \(size.columns); allowed is \(Self.largest) a side") }
    }
    for (name, index, count) in [("--row", row, size.rows), ("--column", column, size.columns)] where !(0..<count).contains(index)
    {
      throw refuse("\(name) is \(index); allowed in this pattern is 0 to \(count - 1)")
    }
    if sizes != nil {
      throw refuse("--sizes compares arrays that a file's pattern does not fit; name lrs, hrs, checkerboard or random")
    }
    return chosen
  }
}

/// State of the selected cell on the command line.
enum CellState: String, CaseIterable, ExpressibleByArgument { case lrs, hrs }

extension BiasScheme: ExpressibleByArgument {}
