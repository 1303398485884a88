import ArgumentParser
import MemristorCrossbar

/// The common shape of all write and read pulses.
struct PulseShapeOptions: ParsableArguments {
  @Option("Length of each write and read pulse, ms.", "ms") var pulseWidth = 20.0

  func validate() throws {
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
  }

  /// The edges take a two-thousandth of the width: 10 us at 20 ms.
  var pulse: PulseShape { PulseShape(width: .milliseconds(pulseWidth), edge: .milliseconds(pulseWidth / 2000)) }

  /// A single write pulse per cell. `WriteOptions` adds further attempts.
  func write(_ voltages: WriteVoltageOptions, _ boost: ResetBoostOptions) -> WriteSettings {
    var settings = WriteSettings(
      voltage: .volts(voltages.writeVoltage), maximumVoltage: .volts(voltages.writeVoltage), attempts: 1,
      gateVoltage: .volts(voltages.gateVoltage), maximumGateVoltage: .volts(voltages.gateVoltage),
      resetGateBoost: .volts(boost.resetGateBoost), pulse: pulse)
    settings.resetScheme = boost.resetScheme
    return settings
  }

  /// - Parameter threshold: a cell that reads below it is a 1.
  func read(_ reading: ReadOptions, threshold: Resistance) -> ReadSettings {
    reading.settings(pulse: pulse, threshold: threshold)
  }
}
