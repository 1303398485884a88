import ArgumentParser
import MemristorCrossbar

/// The pulses of single operations.
struct PulseOptions: ParsableArguments {
  @OptionGroup var voltages: OperationVoltageOptions

  @OptionGroup var shape: PulseShapeOptions

  /// One write pulse a cell.
  var write: WriteSettings {
    WriteSettings(
      voltage: .volts(voltages.writeVoltage), maximumVoltage: .volts(voltages.writeVoltage), attempts: 1,
      gateVoltage: .volts(voltages.gateVoltage), maximumGateVoltage: .volts(voltages.gateVoltage),
      resetGateBoost: .volts(voltages.lines.resetGateBoost), pulse: shape.pulse)
  }

  func read(threshold: Resistance) -> ReadSettings { shape.read(voltages.lines, threshold: threshold) }
}

/// Every write and read pulse has the same shape.
struct PulseShapeOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Length of each write and read pulse, ms.", valueName: "ms"))
  var pulseWidth = 20.0

  func validate() throws {
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
  }

  /// Edges a two-thousandth of the pulse: 10 us at 20 ms.
  var pulse: PulseShape { PulseShape(width: .milliseconds(pulseWidth), edge: .milliseconds(pulseWidth / 2000)) }

  func read(_ voltages: LineVoltageOptions, threshold: Resistance) -> ReadSettings {
    voltages.read.settings(pulse: pulse, threshold: threshold)
  }
}
