import ArgumentParser
import MemristorCrossbar

/// `mxbar device iv`: options of `SweepStudy`, I-V loops of several devices over several cycles.
struct DeviceSweepCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "iv",
    abstract: "Sweep devices around 0 → V_max → 0 → V_min → 0 and read V_SET, V_RESET, R_LRS and R_HRS off the loops.",
    discussion: """
      The compliance is on for the first two segments and off for the last two. The parameters change from cycle to \
      cycle around the device's own. Writes sweeps.csv into --out, which 'mxbar device fit' reads.
      """)

  @Option("Devices to sweep.", "count") var count = 1
  @Option("Sweeps of each device.", "count") var cycles = 5
  @Option(help: "Write the sweeps (V, I, device, cycle) to this file too.", value: "file") var csv: String?

  @OptionGroup(title: "Sweep") var sweep: SweepOptions
  @OptionGroup(title: "Current limit") var series: SeriesOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(count, named: "--count", atMost: 100_000)
    try requireCount(cycles, named: "--cycles", atMost: 1000)
  }

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { device.inputFiles + series.transistor.inputFiles }

  func study(on engine: CommandEngine) async throws -> SweepStudy {
    SweepStudy(
      sweeps: DeviceSweeps(
        kind: try device.kind(), seed: common.seed, count: count, cycles: cycles, settings: sweep.settings,
        series: try await series.series(at: device.surroundings.asked, seed: common.seed, on: engine)), copy: csv)
  }
}

/// Range, step and rate of a sweep 0 → V_max → 0 → V_min → 0.
struct SweepOptions: ParsableArguments {
  @Option("Top of the sweep, V.", "V") var maxVoltage = 5.0
  @Option("Bottom of the sweep, V; negative.", "V") var minVoltage = -5.0
  @Option("Between samples, V.", "V") var voltageStep = 0.01
  @Option("Speed of the sweep, V/s.", "V/s") var sweepRate = 1.0

  /// Peak above and lowest voltage below zero, and at most 100000 samples per segment.
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

  /// In the library's form, with a negative lower end.
  var settings: SweepSettings {
    SweepSettings(
      maximumVoltage: .volts(maxVoltage), minimumVoltage: .volts(minVoltage), voltageStep: .volts(voltageStep),
      sweepRate: .voltsPerSecond(sweepRate))
  }
}
