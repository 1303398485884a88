import ArgumentParser
import MemristorCrossbar

/// The voltages of a read.
struct ReadOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Bit-line voltage of a read, V.", valueName: "V"))
  var readVoltage = 0.1

  @Option(parsing: .unconditional, help: ArgumentHelp("Word-line voltage of a read, V.", valueName: "V"))
  var readGateVoltage = 5.0

  func validate() throws {
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    try require(readGateVoltage, named: "--read-gate-voltage", .positive, unit: "V", atMost: 100)
  }

  /// - Parameter threshold: a cell that reads below it is a 1.
  func settings(pulse: PulseShape, threshold: Resistance) -> ReadSettings {
    ReadSettings(
      voltage: .volts(readVoltage), gateVoltage: .volts(readGateVoltage), pulse: pulse, threshold: threshold)
  }
}
