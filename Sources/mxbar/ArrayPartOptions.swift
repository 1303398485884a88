import ArgumentParser
import MemristorCrossbar

/// What an array consists of: cells, transistors and wires. Shared by all commands that simulate arrays.
struct ArrayPartOptions: ParsableArguments {
  @Option("Width of the access transistors, um.", "um") var transistorWidth = 60.0
  @Option("Length of the access transistors, um.", "um") var transistorLength = 0.6

  @Option(help: "SPICE file with the nMOS model card to use instead of the built-in one.", value: "file")
  var transistorModel: String?

  @Option(
    help: ArgumentHelp(
      "The memristor: \(MemristorDevice.names.joined(separator: ", ")), a folder of such a device, or its description (YAML).",
      valueName: "device"))
  var device = MemristorDevice.usualName

  @OptionGroup var surroundings: TemperatureOptions

  func validate() throws {
    try require(transistorWidth, named: "--transistor-width", .positive, unit: "um")
    try require(transistorLength, named: "--transistor-length", .positive, unit: "um")
  }

  /// SPICE files of the user that the engine reads.
  var modelFiles: [String] { [transistorModel].compactMap { $0 } + MemristorDevice.files(device) }

  /// Files whose hashes are recorded in the run's manifest.
  var inputFiles: [String] { modelFiles }

  /// Reads the device's description and equations anew at each call.
  /// - Throws: `DeviceError`, `NetlistError`.
  func kind() throws -> MemristorDevice { try MemristorDevice(device, at: surroundings.asked) }

  /// The user's nMOS card, or the built-in 5 V one, in the given size.
  func transistor() throws -> AccessTransistor {
    try AccessTransistor(
      model: try transistorModel.map { try TransistorModel(file: $0) } ?? .fiveVolt(),
      width: .micrometers(transistorWidth), length: .micrometers(transistorLength)
    ).at(surroundings.asked)
  }
}

/// The resistances of an array's lines. Bit and source line segments are equal; word lines are ideal.
struct WiringOptions: ParsableArguments {
  @Option("Resistance of each bit and source line segment, ohm.", "ohm") var wireResistance = 0.5
  @Option("Output resistance of each line driver, ohm.", "ohm") var driverResistance = 10.0

  func validate() throws {
    try requireWire(wireResistance, named: "--wire-resistance")
    try requireWire(driverResistance, named: "--driver-resistance")
  }

  var wires: Wires {
    Wires(bitLineSegment: .ohms(wireResistance), sourceLineSegment: .ohms(wireResistance), driver: .ohms(driverResistance))
  }
}
