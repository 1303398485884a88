import ArgumentParser
import MemristorCrossbar

/// The voltages of a read.
struct ReadOptions: ParsableArguments {
  @Option("Bit-line voltage of a read, V.", "V") var readVoltage = 0.1
  @Option("Word-line voltage of a read, V.", "V") var readGateVoltage = 5.0

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
