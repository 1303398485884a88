import ArgumentParser
import MemristorCrossbar

struct DeviceRetentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "SET devices and watch their resistance while they are left at 0 V.",
    discussion: """
      The reads are three a decade from 1 ms on, and one at 1000 s: devices last that long if at least half of what their \
      filament conducted after the SET is still there.
      """)

  @Option(parsing: .unconditional, help: ArgumentHelp("Compliances of the SET; each is a run of its own, A.", valueName: "A,..."))
  var compliance = NumberList([1e-4])

  @Option(parsing: .unconditional, help: ArgumentHelp("Time of the last read, s.", valueName: "s"))
  var longest = 1e4

  @OptionGroup(title: "SET and read") var pulse: SetPulseOptions
  @OptionGroup(title: "Current limit") var currentLimit: CurrentLimitOptions
  @OptionGroup(title: "Devices") var population: PopulationOptions
  @OptionGroup(title: "Device") var device: SeededDeviceOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/device-retention"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws {
    try compliance.validate(named: "--compliance", unit: "A", atMost: 10)
    try require(longest, named: "--longest", .positive, unit: "s", atMost: 1e9)
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let output = try CommandOutput(
      folder: out, json: json, earlier: results.earlier, seed: device.seed, inputs: device.inputFiles)
    let experiment = RetentionExperiment(
      population: try population.population(device), compliances: compliance.values.map { .amperes($0) },
      pulse: pulse.pulse, readVoltage: .volts(pulse.readVoltage), limit: try currentLimit.limit(),
      longest: .seconds(longest))
    let engine = try CommandEngine(folder: output.folder)
    let bench = DeviceBench(engine: engine)
    let result = try await withProgress { try await experiment.run(on: bench, progress: $0) }
    try await output.finish(
      RetentionReport(result), configuration: experiment, results: result.summary, text: result.text(folder: out),
      engine: engine)
  }
}
