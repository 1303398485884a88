import ArgumentParser
import MemristorCrossbar

struct DeviceStatisticsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics",
    abstract: "Sweep many drawn devices, read their parameters off the loops, and compare with what was drawn.",
    discussion: """
      One sweep a device, wide enough to see nearly every V_SET and V_RESET, and with a compliance that leaves the lowest \
      R_LRS to the device: at 1 mA a filament stops growing at about 130 ohm.
      """)

  @Option(parsing: .unconditional, help: ArgumentHelp("Devices to draw and sweep.", valueName: "count"))
  var count = 500

  @Option(parsing: .unconditional, help: ArgumentHelp("Top of the sweep, and magnitude of its bottom, V.", valueName: "V"))
  var maxVoltage = 15.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Between samples, V.", valueName: "V"))
  var voltageStep = 0.01

  @Option(parsing: .unconditional, help: ArgumentHelp("Speed of the sweep, V/s.", valueName: "V/s"))
  var sweepRate = 1.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Compliance of the source in the first two segments, A.", valueName: "A"))
  var compliance = 1e-2

  @OptionGroup(title: "Device") var device: SeededDeviceOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/device-statistics"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws {
    try requireCount(count, named: "--count", atMost: 100_000)
    try require(maxVoltage, named: "--max-voltage", .positive, unit: "V", atMost: 100)
    try require(voltageStep, named: "--voltage-step", .positive, unit: "V", atMost: maxVoltage)
    try requireCount(Int(maxVoltage / voltageStep), named: "--max-voltage over --voltage-step", atMost: 100_000)
    try require(sweepRate, named: "--sweep-rate", .positive, unit: "V/s", atMost: 1e6)
    try require(compliance, named: "--compliance", .positive, unit: "A", atMost: 10)
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let output = try CommandOutput(
      folder: out, json: json, earlier: results.earlier, seed: device.seed, inputs: device.inputFiles)
    let experiment = SweepExperiment(
      kind: try device.kind(), seed: device.seed, count: count, cycles: 1,
      settings: SweepSettings(
        maximumVoltage: .volts(maxVoltage), minimumVoltage: .volts(-maxVoltage), voltageStep: .volts(voltageStep),
        sweepRate: sweepRate),
      series: .limiter(.amperes(compliance)))
    let engine = try CommandEngine(folder: output.folder)
    let bench = DeviceBench(engine: engine)
    let result = try await withProgress { try await experiment.run(on: bench, progress: $0) }
    let summary = StatisticsSummary(result)
    if [summary.setVoltage, summary.resetVoltage, summary.lowResistance, summary.highResistance].allSatisfy({ $0 == nil }) {
      throw StatisticsError.nothingSeen
    }
    try await output.finish(
      StatisticsReport(result), configuration: experiment, results: summary, text: summary.text(folder: out),
      engine: engine)
  }
}

enum StatisticsError: Error, CustomStringConvertible {
  case nothingSeen
  var description: String {
    "no parameter shows in any of the sweeps: widen them with --max-voltage; parameters.csv says what each lacks"
  }
}
