import ArgumentParser
import MemristorCrossbar

/// How cells are written (pulses and attempts), and when they count as written.
struct WriteOptions: ParsableArguments {
  @OptionGroup var voltages: WriteVoltageOptions
  @OptionGroup var boost: ResetBoostOptions
  @OptionGroup var reading: ReadOptions
  @OptionGroup var shape: PulseShapeOptions

  @Option("Amplitude of the last attempt, V; those between step up evenly. (default: --write-voltage)", "V")
  var maxWriteVoltage: Double?

  @Option("Word-line voltage of the last SET attempt, V. (default: rises in proportion to the amplitude)", "V")
  var maxGateVoltage: Double?

  @Option(
    "Most pulses a cell gets: pulse, read, repeat while it reads wrong. (default: 1, or 7 with --max-write-voltage)", "count")
  var attempts: Int?

  @Option("A cell that reads below this resistance is a 1, ohm.", "ohm") var threshold = 10_000.0

  @Option(
    help: "What cells hold before they are written: the opposite of their target, hrs, lrs, or random bits.", value: "state")
  var initialState = InitialState.opposite

  /// The last amplitude is not below the first; stepping up to it needs at least two attempts.
  func validate() throws {
    let writeVoltage = voltages.writeVoltage
    if let maxWriteVoltage {
      try require(maxWriteVoltage, named: "--max-write-voltage", .positive, unit: "V", atMost: 100)
      if maxWriteVoltage < writeVoltage {
        throw ValidationError(
          "--max-write-voltage is \(SpiceNumber.shortest(maxWriteVoltage)) V; "
            + "allowed is --write-voltage (\(SpiceNumber.shortest(writeVoltage)) V) or more.")
      }
      if let attempts, attempts < 2, maxWriteVoltage > writeVoltage {
        throw ValidationError("--attempts is \(attempts); stepping up to --max-write-voltage takes 2 or more.")
      }
    }
    try requireCount(attempts, named: "--attempts", atMost: 1000)
    try require(maxGateVoltage, named: "--max-gate-voltage", .positive, unit: "V", atMost: 100)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
  }

  /// The settings with all attempts: 7 where `--max-write-voltage` exceeds the first amplitude, else 1. The last gate
  /// voltage rises in proportion to the amplitude unless given.
  var write: WriteSettings {
    var settings = shape.write(voltages, boost)
    let highest = maxWriteVoltage ?? voltages.writeVoltage
    settings.maximumVoltage = .volts(highest)
    settings.attempts = attempts ?? (highest > voltages.writeVoltage ? 7 : 1)
    settings.maximumGateVoltage = .volts(maxGateVoltage ?? voltages.gateVoltage * highest / voltages.writeVoltage)
    return settings
  }

  /// Reads after each attempt and at the end use the same threshold.
  var read: ReadSettings { shape.read(reading, threshold: .ohms(threshold)) }
}
