import ArgumentParser
import MemristorCrossbar

/// The pulses of single operations.
///
/// Every number takes the next argument even if that begins with a dash, so that -3 is refused for what it is.
struct PulseOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Amplitude of the first SET and RESET pulse, V.", valueName: "V"))
  var writeVoltage = 5.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Word-line voltage of the first SET, V: it limits the current.", valueName: "V"))
  var gateVoltage = 1.12

  @OptionGroup var shape: PulseShapeOptions

  func validate() throws {
    try require(writeVoltage, named: "--write-voltage", .positive, unit: "V", atMost: 100)
    try require(gateVoltage, named: "--gate-voltage", .positive, unit: "V", atMost: 100)
  }

  /// One write pulse a cell.
  var write: WriteSettings {
    WriteSettings(
      voltage: .volts(writeVoltage), maximumVoltage: .volts(writeVoltage), attempts: 1,
      gateVoltage: .volts(gateVoltage), maximumGateVoltage: .volts(gateVoltage), resetGateBoost: .volts(shape.resetGateBoost),
      pulse: shape.pulse)
  }

  func read(threshold: Resistance) -> ReadSettings { shape.read(threshold: threshold) }
}

/// What write and read pulses have in common at every amplitude and gate voltage.
struct PulseShapeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How far the word line is boosted above the source line in a RESET, V.", valueName: "V"))
  var resetGateBoost = 4.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Length of each write and read pulse, ms.", valueName: "ms"))
  var pulseWidth = 20.0

  @Option(parsing: .unconditional, help: ArgumentHelp("Bit-line voltage of a read, V.", valueName: "V"))
  var readVoltage = 0.1

  @Option(parsing: .unconditional, help: ArgumentHelp("Word-line voltage of a read, V.", valueName: "V"))
  var readGateVoltage = 5.0

  func validate() throws {
    try require(resetGateBoost, named: "--reset-gate-boost", .notNegative, unit: "V", atMost: 100)
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    try require(readGateVoltage, named: "--read-gate-voltage", .positive, unit: "V", atMost: 100)
  }

  func read(threshold: Resistance) -> ReadSettings {
    ReadSettings(
      voltage: .volts(readVoltage), gateVoltage: .volts(readGateVoltage), pulse: pulse, threshold: threshold)
  }

  /// Edges a two-thousandth of the pulse: 10 us at 20 ms.
  var pulse: PulseShape { PulseShape(width: .milliseconds(pulseWidth), edge: .milliseconds(pulseWidth / 2000)) }
}
