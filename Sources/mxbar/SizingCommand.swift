import ArgumentParser
import MemristorCrossbar

struct SizingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sizing",
    abstract: "How wide must the access transistor be?",
    discussion: """
      Draws cells, SETs each from no filament and RESETs each from the strongest one at the far end of an array, reads it, \
      and counts what worked and why the rest did not, for each transistor and setting; the same cells each time. Ends \
      with the smallest width that is known to be enough, the 95 % intervals (Wilson, two-sided) of both shares being above \
      --target, or with how many cells it would take to know.
      """)

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Word-line voltages of the SET, V: they limit its current.", valueName: "V,..."))
  var gateVoltages = NumberList([1.12])

  @Option(parsing: .unconditional, help: ArgumentHelp("Amplitudes of the SET and RESET pulses, V.", valueName: "V,..."))
  var writeVoltages = NumberList([5])

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Share of SETs, and of RESETs, that is to succeed, 0 to 1.", valueName: "share"))
  var target = 0.99

  @Option(parsing: .unconditional, help: ArgumentHelp("Cells to draw.", valueName: "count"))
  var count = 200

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows of the array; the cells stand in the last one.", valueName: "count"))
  var rows = 16

  @Option(
    parsing: .unconditional, help: ArgumentHelp("A cell that reads below this resistance is a 1, ohm.", valueName: "ohm"))
  var threshold = 10_000.0

  @OptionGroup(title: "Transistors") var transistors: TransistorSweepOptions
  @OptionGroup(title: "Pulses") var voltages: LineVoltageOptions
  @OptionGroup(title: "Pulses") var shape: PulseShapeOptions
  @OptionGroup(title: "Wires") var wiring: WiringOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var cellEngine: CellEngineOptions
  @OptionGroup(title: "Run") var workers: WorkerOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/sizing"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws {
    try gateVoltages.validate(named: "--gate-voltages", unit: "V", atMost: 100)
    try writeVoltages.validate(named: "--write-voltages", unit: "V", atMost: 100)
    guard target > 0, target < 1 else {
      throw ValidationError("--target is \(SpiceNumber.shortest(target)); allowed is more than 0 and less than 1.")
    }
    try requireCount(count, named: "--count", atMost: 100_000)
    try requireCount(rows, named: "--rows", atMost: 1024)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let output = try CommandOutput(
      folder: out, json: json, earlier: results.earlier, seed: device.seed, inputs: device.inputFiles + transistors.inputFiles)
    let engine = try CommandEngine(workers, folder: output.folder)
    let chosen = try await transistors.transistors(checkedAt: biases, seed: device.seed, on: engine)
    let experiment = SizingExperiment(
      device: try device.kind(), seed: device.seed, count: count,
      rows: rows, wires: wiring.wires, transistors: chosen.transistors,
      gateVoltages: gateVoltages.values.map { .volts($0) }, writeVoltages: writeVoltages.values.map { .volts($0) },
      resetGateBoost: .volts(voltages.resetGateBoost), pulse: shape.pulse,
      read: shape.read(voltages, threshold: .ohms(threshold)),
      target: target)
    let cells = try await cellEngine.engine(
      experiment.device, experiment.operations, on: engine, workers: workers)
    let announced =
      cells.notes
      + announce(
        experiment.device.readWarning(at: experiment.read.voltage),
        experiment.device.description.warning(amplitude: experiment.writeVoltages.max() ?? .zero, width: experiment.pulse.width))
    let log = try output.folder.log(header: experiment.cellHeader, to: SizingReport.cellTable)
    let result = try await withProgress { progress in
      try await experiment.run(
        on: cells.engine, finished: { try log.append(experiment.row($0, $1)) }, progress: progress)
    }
    try await output.finish(
      SizingReport(result), configuration: experiment, results: result.summary, text: result.text(folder: out),
      engine: engine, warnings: chosen.notes, announced: announced)
    try result.cellEngine.requireAgreement()
    guard result.writes.contains(where: { !$0.cells.isEmpty }) else {
      printError("no cell could be simulated; the table \(SizingReport.cellTable) in \(out) says why")
      throw ExitCode(1)
    }
  }

  /// Where cells work: read, SET, RESET with the source line up to half-way lifted, and off.
  private var biases: [FoundryTransistor.Bias] {
    let highest = writeVoltages.values.max() ?? 0
    let gates = [0, voltages.read.readGateVoltage, highest + voltages.resetGateBoost] + gateVoltages.values
    let ends = [(voltages.read.readVoltage, 0), (highest, 0), (highest / 2, 0), (0, highest / 2), (highest, highest / 2)]
    return gates.flatMap { gate in
      ends.map { FoundryTransistor.Bias(drain: .volts($0.0), gate: .volts(gate), source: .volts($0.1)) }
    }
  }
}
