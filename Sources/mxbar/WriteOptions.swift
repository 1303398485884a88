import ArgumentParser
import MemristorCrossbar

/// How cells are written and read.
struct WriteOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Amplitude of the first SET and RESET pulse, V.", valueName: "V"))
  var writeVoltage = 5.0

  @Option(
    help: ArgumentHelp(
      "Amplitude of the last attempt, V; those between step up evenly. (default: --write-voltage)", valueName: "V"))
  var maxWriteVoltage: Double?

  @Option(
    help: ArgumentHelp(
      "Most pulses a cell gets: pulse, read, repeat while it reads wrong. (default: 1, or 7 with --max-write-voltage)",
      valueName: "count"))
  var attempts: Int?

  @Option(help: ArgumentHelp("Word-line voltage of the first SET, V: it limits the current.", valueName: "V"))
  var gateVoltage = 1.12

  @Option(
    help: ArgumentHelp(
      "Word-line voltage of the last SET attempt, V. (default: rises in proportion to the amplitude)", valueName: "V"))
  var maxGateVoltage: Double?

  @Option(help: ArgumentHelp("How far the word line is boosted above the source line in a RESET, V.", valueName: "V"))
  var resetGateBoost = 4.0

  @Option(help: ArgumentHelp("Length of each write and read pulse, ms.", valueName: "ms"))
  var pulseWidth = 20.0

  @Option(help: ArgumentHelp("Bit-line voltage of a read, V.", valueName: "V"))
  var readVoltage = 0.1

  @Option(help: ArgumentHelp("Word-line voltage of a read, V.", valueName: "V"))
  var readGateVoltage = 5.0

  @Option(help: ArgumentHelp("A cell that reads below this resistance is a 1, ohm.", valueName: "ohm"))
  var threshold = 10_000.0

  @Option(help: "What cells hold before they are written: the opposite of their target, hrs, lrs, or random bits.")
  var initialState = InitialState.opposite

  func validate() throws {
    try require(writeVoltage, named: "--write-voltage", .positive, unit: "V", atMost: 100)
    if let maxWriteVoltage {
      try require(maxWriteVoltage, named: "--max-write-voltage", .positive, unit: "V", atMost: 100)
      if maxWriteVoltage < writeVoltage {
        throw ValidationError(
          "--max-write-voltage is \(maxWriteVoltage) V; allowed is --write-voltage (\(writeVoltage) V) or more.")
      }
      if let attempts, attempts < 2, maxWriteVoltage > writeVoltage {
        throw ValidationError("--attempts is \(attempts); stepping up to --max-write-voltage takes 2 or more.")
      }
    }
    if let attempts, !(1...1000).contains(attempts) {
      throw ValidationError("--attempts is \(attempts); allowed is 1 to 1000.")
    }
    try require(gateVoltage, named: "--gate-voltage", .positive, unit: "V", atMost: 100)
    if let maxGateVoltage { try require(maxGateVoltage, named: "--max-gate-voltage", .positive, unit: "V", atMost: 100) }
    try require(resetGateBoost, named: "--reset-gate-boost", .notNegative, unit: "V", atMost: 100)
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    try require(readGateVoltage, named: "--read-gate-voltage", .positive, unit: "V", atMost: 100)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
  }

  var write: WriteSettings {
    let highest = maxWriteVoltage ?? writeVoltage
    return WriteSettings(
      voltage: .volts(writeVoltage), maximumVoltage: .volts(highest),
      attempts: attempts ?? (highest > writeVoltage ? 7 : 1), gateVoltage: .volts(gateVoltage),
      maximumGateVoltage: .volts(maxGateVoltage ?? gateVoltage * highest / writeVoltage),
      resetGateBoost: .volts(resetGateBoost), pulse: pulse)
  }

  var read: ReadSettings {
    ReadSettings(
      voltage: .volts(readVoltage), gateVoltage: .volts(readGateVoltage), pulse: pulse, threshold: .ohms(threshold))
  }

  /// Edges a two-thousandth of the pulse: 10 us at 20 ms.
  private var pulse: PulseShape {
    PulseShape(width: .milliseconds(pulseWidth), edge: .milliseconds(pulseWidth / 2000))
  }
}
