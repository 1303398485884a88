import ArgumentParser
import MemristorCrossbar

/// `mxbar device`: single devices on a simulated bench, without an array.
struct DeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Measure simulated devices as a laboratory would, and describe measured ones.",
    subcommands: [
      DeviceListCommand.self, DeviceShowCommand.self,
      DeviceSweepCommand.self, DeviceStatisticsCommand.self, DevicePulsesCommand.self, DeviceComplianceCommand.self,
      DeviceRetentionCommand.self, DeviceEnduranceCommand.self, DeviceFitCommand.self,
      DeviceExportCommand.self,
    ])
}

/// The kind of memristor on the bench or in the array.
struct DeviceOptions: ParsableArguments {
  @Option(help: Self.help) var device = MemristorDevice.usualName

  @OptionGroup var surroundings: TemperatureOptions

  /// What names a memristor, for options and arguments.
  static let help = ArgumentHelp(
    "The memristor: \(MemristorDevice.names.joined(separator: ", ")), a folder of such a device, or its description (YAML).",
    valueName: "device")

  /// The device's files, for the run's manifest; empty for a built-in device.
  var inputFiles: [String] { MemristorDevice.files(device) }

  /// - Throws: `DeviceError`, `NetlistError`.
  func kind() throws -> MemristorDevice { try MemristorDevice(device, at: surroundings.asked) }
}

/// What limits the current on the bench: the source's compliance, or a transistor in series with the device.
struct SeriesOptions: ParsableArguments {
  @Option("Compliance of the source, A.", "A") var compliance = 1e-3

  @Option("Limit the current with an access transistor at this gate voltage instead of the source's compliance, V.", "V")
  var seriesGateVoltage: Double?

  @OptionGroup var transistor: SizedTransistorOptions

  func validate() throws {
    try require(compliance, named: "--compliance", .positive, unit: "A", atMost: 10)
    if let seriesGateVoltage {
      try require(seriesGateVoltage, named: "--series-gate-voltage", .positive, unit: "V", atMost: 100)
    }
  }

  /// The transistor if its gate voltage is given, else the compliance.
  func series(at temperature: Temperature?, seed: UInt64, on engine: CommandEngine) async throws -> DeviceBench.Series {
    guard let seriesGateVoltage else { return .limiter(.amperes(compliance)) }
    return .transistor(
      try await transistor.benchTransistor(at: temperature, seed: seed, on: engine), gate: .volts(seriesGateVoltage))
  }
}
