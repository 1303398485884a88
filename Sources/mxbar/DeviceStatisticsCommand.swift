import ArgumentParser
import MemristorCrossbar

/// `mxbar device statistics`: options of `StatisticsStudy`. A check of the whole chain: the parameters extracted from
/// simulated loops must agree with the drawn ones.
struct DeviceStatisticsCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics",
    abstract: "Sweep many drawn devices, read their parameters off the loops, and compare with what was drawn.",
    discussion: """
      One sweep a device, wide enough to see nearly every V_SET and V_RESET, and with a compliance that leaves the lowest \
      R_LRS to the device: at 1 mA a filament stops growing at about 130 ohm.
      """)

  @Option("Devices to draw and sweep.", "count") var count = 500
  @Option("Top of the sweep, and magnitude of its bottom, V.", "V") var maxVoltage = 15.0
  @Option("Between samples, V.", "V") var voltageStep = 0.01
  @Option("Speed of the sweep, V/s.", "V/s") var sweepRate = 1.0
  @Option("Compliance of the source in the first two segments, A.", "A") var compliance = 1e-2

  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(count, named: "--count", atMost: 100_000)
    try require(maxVoltage, named: "--max-voltage", .positive, unit: "V", atMost: 100)
    try require(voltageStep, named: "--voltage-step", .positive, unit: "V", atMost: maxVoltage)
    try requireCount(Int(maxVoltage / voltageStep), named: "--max-voltage over --voltage-step", atMost: 100_000)
    try require(sweepRate, named: "--sweep-rate", .positive, unit: "V/s", atMost: 1e6)
    try require(compliance, named: "--compliance", .positive, unit: "A", atMost: 10)
  }

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { device.inputFiles }

  func study(on engine: CommandEngine) throws -> StatisticsStudy {
    StatisticsStudy(
      sweeps: DeviceSweeps(
        kind: try device.kind(), seed: common.seed, count: count, cycles: 1,
        settings: SweepSettings(
          maximumVoltage: .volts(maxVoltage), minimumVoltage: .volts(-maxVoltage), voltageStep: .volts(voltageStep),
          sweepRate: .voltsPerSecond(sweepRate)),
        series: .limiter(.amperes(compliance))))
  }
}
