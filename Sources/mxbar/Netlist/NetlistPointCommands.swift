import ArgumentParser
import MemristorCrossbar

/// `mxbar netlist iv`: a deck of the selected cell's I-V loop.
struct NetlistSweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iv", abstract: "The current-voltage loop of the selected cell.",
    discussion: """
      The bit line goes up to --max-voltage and back, then the source line to minus --min-voltage and back with the word line \
      boosted: a negative bit line would open the transistor's junction. Drawn cells stand in HRS.
      """)

  @OptionGroup var netlist: NetlistOptions
  @OptionGroup(title: "Sweep") var sweep: CellSweepOptions

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let cells = try netlist.arrayCells { _, _ in 0 }
    try netlist.requireMemristors(cells, for: "iv")
    let loop = CellSweep(
      row: netlist.row, column: netlist.column, maximumVoltage: .volts(sweep.maxVoltage),
      minimumVoltage: .volts(sweep.minVoltage),
      sweepRate: sweep.sweepRate, gateVoltage: .volts(netlist.voltages.gateVoltage),
      resetGateBoost: .volts(netlist.boost.resetGateBoost),
      readVoltage: .volts(netlist.reading.readVoltage))
    let engine = netlist.engine
    let array = try await netlist.array(cells, on: engine)
    try await NetlistOutput(
      options: netlist, operation: "iv", cells: cells, engine: engine, transistor: array.transistor,
      part: netlist.part(netlist.scope ?? .line), stress: loop.stress
    ).write(try loop.export(on: array, scope: netlist.scope ?? .line))
  }

  func validate() throws {
    guard netlist.reading.readVoltage < min(sweep.maxVoltage, -sweep.minVoltage) else {
      throw ValidationError(
        "--read-voltage is \(SpiceNumber.shortest(netlist.reading.readVoltage)) V; allowed is less than the sweep reaches."
      )
    }
  }
}

/// Range and rate of a cell's sweep.
struct CellSweepOptions: ParsableArguments {
  @Option("Top of the bit line's sweep, V.", "V") var maxVoltage = 5.0
  @Option("Bottom of the loop, V; negative.", "V") var minVoltage = -5.0
  @Option("Speed of the sweep, V/s.", "V/s") var sweepRate = 1.0

  func validate() throws {
    try require(maxVoltage, named: "--max-voltage", .positive, unit: "V", atMost: 100)
    guard minVoltage < 0, minVoltage >= -100 else {
      throw ValidationError(
        "--min-voltage is \(SpiceNumber.shortest(minVoltage)) V; allowed is less than 0 V, and at least -100 V.")
    }
    try require(sweepRate, named: "--sweep-rate", .positive, unit: "V/s", atMost: 1e6)
  }
}

/// `mxbar netlist vmm`: a deck of a vector-matrix product with held states.
struct NetlistProductCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vmm", abstract: "A vector-matrix product: bit lines at the inputs, source lines along rows summing currents.",
    discussion: """
      Every filament is held at its state; drawn cells stand in a checkerboard. Scope line is one row, which leaves out what \
      the other rows draw from the bit lines.
      """)

  @OptionGroup var netlist: NetlistOptions

  @Option(help: "Inputs, V, one a column with commas between. (default: drawn evenly from 0 to --read-voltage)", value: "V,...")
  var inputs: NumberList?

  func validate() throws {
    for value in inputs?.values ?? [] { try require(value, named: "--inputs", .any, unit: "V", atMost: 100) }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let cells = try netlist.arrayCells { ($0 + $1) % 2 == 0 ? 1 : 0 }
    let columns = cells.size.columns
    let product = AnalogProduct(
      inputs: try chosenInputs(columns), wordLineVoltage: .volts(netlist.reading.readGateVoltage), row: netlist.row)
    let engine = netlist.engine
    let array = try await netlist.array(cells, on: engine)
    try await NetlistOutput(
      options: netlist, operation: "vmm", cells: cells, engine: engine, transistor: array.transistor,
      part: netlist.scope == .line ? "row \(netlist.row) alone" : nil, stress: product.stress
    ).write(try product.export(on: array, scope: netlist.scope ?? .array))
  }

  /// The given inputs, or drawn ones: uniform from 0 to the read voltage, the same for the same seed.
  private func chosenInputs(_ columns: Int) throws -> [Voltage] {
    if let inputs {
      guard inputs.values.count == columns else {
        throw ValidationError("--inputs has \(inputs.values.count) values; allowed is one for each of the \(columns) columns.")
      }
      return inputs.values.map { .volts($0) }
    }
    return (0..<columns).map { column in
      var stream = RandomStream(seed: netlist.seed, purpose: "input", index: column)
      return .volts(netlist.reading.readVoltage * stream.uniform())
    }
  }
}
