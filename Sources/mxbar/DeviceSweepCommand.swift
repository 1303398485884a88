import ArgumentParser
import Foundation
import MemristorCrossbar

struct DeviceSweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iv",
    abstract: "Sweep devices around 0 → V_max → 0 → V_min → 0 and read V_SET, V_RESET, R_LRS and R_HRS off the loops.",
    discussion: """
      The compliance is on for the first two segments and off for the last two. The parameters change from cycle to \
      cycle around the device's own. Writes sweeps.csv into --out, which 'mxbar device fit' reads.
      """)

  @Option(parsing: .unconditional, help: ArgumentHelp("Devices to sweep.", valueName: "count"))
  var count = 1

  @Option(parsing: .unconditional, help: ArgumentHelp("Sweeps of each device.", valueName: "count"))
  var cycles = 5

  @OptionGroup(title: "Sweep") var sweep: SweepOptions
  @OptionGroup(title: "Current limit") var series: SeriesOptions
  @OptionGroup(title: "Device") var device: SeededDeviceOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/device-iv"

  @Option(help: ArgumentHelp("Write the sweeps (V, I, device, cycle) to this file too.", valueName: "file"))
  var csv: String?

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws {
    try requireCount(count, named: "--count", atMost: 100_000)
    try requireCount(cycles, named: "--cycles", atMost: 1000)
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let output = try CommandOutput(
      folder: out, json: json, earlier: results.earlier, seed: device.seed, inputs: device.inputFiles)
    let experiment = SweepExperiment(
      kind: try device.kind(), seed: device.seed, count: count, cycles: cycles, settings: sweep.settings,
      series: try series.series())
    let engine = try CommandEngine(folder: output.folder)
    let bench = DeviceBench(engine: engine)
    let result = try await withProgress { try await experiment.run(on: bench, progress: $0) }
    if let csv { try writeTextFile(SweepReport(result).sweepTable.text, to: csv) }
    try await output.finish(
      SweepReport(result), configuration: experiment, results: result.summary, text: result.text(folder: out),
      engine: engine)
  }
}

/// The shape of a sweep.
struct SweepOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Top of the sweep, V.", valueName: "V"))
  var maxVoltage = 5.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Bottom of the sweep, V; negative.", valueName: "V"))
  var minVoltage = -5.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Between samples, V.", valueName: "V"))
  var voltageStep = 0.01

  @Option(parsing: .unconditional, help: ArgumentHelp("Speed of the sweep, V/s.", valueName: "V/s"))
  var sweepRate = 1.0

  func validate() throws {
    try require(maxVoltage, named: "--max-voltage", .positive, unit: "V", atMost: 100)
    guard minVoltage < 0, minVoltage >= -100 else {
      throw ValidationError("--min-voltage is \(minVoltage) V; allowed is less than 0 V, and at least -100 V.")
    }
    try require(voltageStep, named: "--voltage-step", .positive, unit: "V", atMost: min(maxVoltage, -minVoltage))
    guard max(maxVoltage, -minVoltage) / voltageStep <= 1e5 else {
      throw ValidationError("--voltage-step is \(voltageStep) V; allowed is a step that gives at most 100000 samples a segment.")
    }
    try require(sweepRate, named: "--sweep-rate", .positive, unit: "V/s", atMost: 1e6)
  }

  var settings: SweepSettings {
    SweepSettings(
      maximumVoltage: .volts(maxVoltage), minimumVoltage: .volts(minVoltage), voltageStep: .volts(voltageStep),
      sweepRate: sweepRate)
  }
}
