import ArgumentParser
import MemristorCrossbar

/// The pulses of single write and read operations.
struct PulseOptions: ParsableArguments {
  @OptionGroup var voltages: OperationVoltageOptions

  @OptionGroup var shape: PulseShapeOptions

  /// A single write pulse per cell. `WriteOptions` adds further attempts.
  var write: WriteSettings {
    WriteSettings(
      voltage: .volts(voltages.writeVoltage), maximumVoltage: .volts(voltages.writeVoltage), attempts: 1,
      gateVoltage: .volts(voltages.gateVoltage), maximumGateVoltage: .volts(voltages.gateVoltage),
      resetGateBoost: .volts(voltages.lines.resetGateBoost), pulse: shape.pulse)
  }

  /// - Parameter threshold: a cell that reads below it is a 1.
  func read(threshold: Resistance) -> ReadSettings { shape.read(voltages.lines, threshold: threshold) }
}

/// The common shape of all write and read pulses.
struct PulseShapeOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Length of each write and read pulse, ms.", valueName: "ms"))
  var pulseWidth = 20.0

  func validate() throws {
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
  }

  /// The edges take a two-thousandth of the width: 10 us at 20 ms.
  var pulse: PulseShape { PulseShape(width: .milliseconds(pulseWidth), edge: .milliseconds(pulseWidth / 2000)) }

  func read(_ voltages: LineVoltageOptions, threshold: Resistance) -> ReadSettings {
    voltages.read.settings(pulse: pulse, threshold: threshold)
  }
}
