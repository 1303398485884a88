import ArgumentParser
import MemristorCrossbar

/// The pulses of single operations.
struct PulseOptions: ParsableArguments {
  @OptionGroup var voltages: OperationVoltageOptions

  @Option(parsing: .unconditional, help: ArgumentHelp("Length of each write and read pulse, ms.", valueName: "ms"))
  var pulseWidth = 20.0

  func validate() throws {
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
  }

  /// One write pulse a cell.
  var write: WriteSettings {
    WriteSettings(
      voltage: .volts(voltages.writeVoltage), maximumVoltage: .volts(voltages.writeVoltage), attempts: 1,
      gateVoltage: .volts(voltages.gateVoltage), maximumGateVoltage: .volts(voltages.gateVoltage),
      resetGateBoost: .volts(voltages.resetGateBoost), pulse: shape)
  }

  func read(threshold: Resistance) -> ReadSettings {
    ReadSettings(
      voltage: .volts(voltages.readVoltage), gateVoltage: .volts(voltages.readGateVoltage), pulse: shape,
      threshold: threshold)
  }

  /// Edges a two-thousandth of the pulse: 10 us at 20 ms.
  private var shape: PulseShape {
    PulseShape(width: .milliseconds(pulseWidth), edge: .milliseconds(pulseWidth / 2000))
  }
}
