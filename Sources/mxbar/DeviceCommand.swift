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

  @Option("Width of the series transistor, um.", "um") var transistorWidth = 60.0
  @Option("Length of the series transistor, um.", "um") var transistorLength = 0.6

  func validate() throws {
    try require(compliance, named: "--compliance", .positive, unit: "A", atMost: 10)
    if let seriesGateVoltage {
      try require(seriesGateVoltage, named: "--series-gate-voltage", .positive, unit: "V", atMost: 100)
    }
    try require(transistorWidth, named: "--transistor-width", .positive, unit: "um")
    try require(transistorLength, named: "--transistor-length", .positive, unit: "um")
  }

  /// The transistor if its gate voltage is given, else the compliance.
  /// - Parameter temperature: of the transistor; nil for the usual one.
  func series(at temperature: Temperature?) throws -> DeviceBench.Series {
    guard let seriesGateVoltage else { return .limiter(.amperes(compliance)) }
    return .transistor(
      try AccessTransistor(
        model: try .fiveVolt(), width: .micrometers(transistorWidth), length: .micrometers(transistorLength)
      ).at(temperature),
      gate: .volts(seriesGateVoltage))
  }
}
