import ArgumentParser
import MemristorCrossbar

/// Which levels cells have, and by which algorithm they are brought there; for commands with several bits a cell.
struct LevelOptions: ParsableArguments {
  @Option(
    help: """
      How a cell is brought to its level: single (one SET at the level's gate voltage), gate-step (SETs with a rising gate \
      voltage until a read lies in the window; RESET and start anew after one too many), bit-line-step (the same with a \
      rising bit line).
      """, value: "algorithm")
  var algorithm = LevelAlgorithm.Kind.gateStep

  @Option(
    "By how much the line is stepped, V. (default: a twentieth of the resistance where it changes the most)", "V,...")
  var step: NumberList?

  @Option("Highest voltage of the stepped line, V. (default: twice --gate-voltage, or --write-voltage)", "V")
  var lineLimit: Double?

  @Option("Width of the window that a verifying read accepts, relative to the level's resistance.", "share")
  var verifyWindow = 0.04
  @Option(
    help: "Where SETs start: level (as high as the level allows) or common (at the lowest voltage that any level needs).",
    value: "start")
  var start = LevelDesign.Start.level
  @Option("Voltage of the stepped line in the first SET of every level, V. (default: as --start says)", "V")
  var startVoltage: Double?
  @Option(
    "How far above its window the first SET is to leave the median cell, in standard deviations of ln R.", "count")
  var startDeviations = 3.0

  @Option("Reads after one in the window; their mean decides.", "count") var confirmingReads = 0
  @Option("By how much, relative to each end, verifying reads narrow the window.", "share") var guardBand = 0.0
  @Option("Most SETs and RESETs of a cell.", "count") var mostPulses = 2000
  @Option("Most RESETs of a cell: each lets it start anew.", "count") var mostResets = 200
  @Option("How often a cell whose line came to --line-limit is RESET and starts anew before it is given up.", "count")
  var limitRetries = 3

  @Option(
    help: """
      How levels are spread over their range: equal-conductance, equal-log (of resistance), or quantile (in proportion to \
      the spread of a conductance at the last time).
      """, value: "allocation")
  var allocation = LevelAllocation.equalConductance
  @Option(
    "Resistance of the level with the least conductance that a SET writes, ohm. (default: six times the lowest that a SET leaves)",
    "ohm")
  var highestResistance: Double?
  @Option(
    "Resistance of the level with the most conductance, ohm. (default: one and a half times the lowest that a SET leaves)",
    "ohm")
  var lowestResistance: Double?
  @Flag(help: "The level of least conductance is what a RESET leaves, besides those of the range.") var resetLevel = false
  @Option("A RESET counts from this resistance on, ohm. (default: twice --highest-resistance)", "ohm") var resetAbove: Double?

  /// Names of options about SETs that follow each other.
  static let ofStepping = [
    "step", "start", "start-voltage", "start-deviations", "confirming-reads", "guard-band", "most-pulses", "most-resets",
    "limit-retries",
  ]
  /// Names of all options.
  static let all =
    ofStepping + [
      "algorithm", "line-limit", "verify-window", "allocation", "highest-resistance", "lowest-resistance", "reset-level",
      "reset-above",
    ]

  func validate() throws {
    try step?.validate(named: "--step", unit: "V", atMost: 10)
    try require(lineLimit, named: "--line-limit", .positive, unit: "V", atMost: 100)
    try require(startVoltage, named: "--start-voltage", .positive, unit: "V", atMost: 100)
    try require(verifyWindow, named: "--verify-window", .positive, unit: "", atMost: 1)
    try require(startDeviations, named: "--start-deviations", .notNegative, unit: "", atMost: 20)
    try requireCount(confirmingReads, named: "--confirming-reads", atLeast: 0, atMost: 1000)
    try require(guardBand, named: "--guard-band", .notNegative, unit: "", atMost: 0.5)
    try requireCount(mostPulses, named: "--most-pulses", atMost: 1_000_000)
    try requireCount(mostResets, named: "--most-resets", atMost: 1_000_000)
    try requireCount(limitRetries, named: "--limit-retries", atLeast: 0, atMost: 1_000_000)
    try require(highestResistance, named: "--highest-resistance", .positive, unit: "ohm")
    try require(lowestResistance, named: "--lowest-resistance", .positive, unit: "ohm")
    guard (highestResistance == nil) == (lowestResistance == nil) else {
      throw ValidationError("--highest-resistance and --lowest-resistance go together; give both or none.")
    }
    try require(resetAbove, named: "--reset-above", .positive, unit: "ohm")
    guard let highestResistance, let lowestResistance else { return }
    guard lowestResistance < highestResistance else {
      throw ValidationError(
        "--lowest-resistance is \(SpiceNumber.shortest(lowestResistance)) ohm; allowed is less than --highest-resistance "
          + "(\(SpiceNumber.shortest(highestResistance)) ohm).")
    }
  }

  /// Checks what refers to levels that are spread over a range, as all are but those of given windows.
  func validateSpread() throws {
    if guardBand > 0, guardBand >= verifyWindow / 2 {
      throw ValidationError(
        "--guard-band is \(SpiceNumber.shortest(guardBand)); allowed is less than half of --verify-window "
          + "(\(SpiceNumber.shortest(verifyWindow))), or nothing of it is left.")
    }
    if let resetAbove, let highestResistance, resetAbove <= highestResistance {
      throw ValidationError(
        "--reset-above is \(SpiceNumber.shortest(resetAbove)) ohm; allowed is more than --highest-resistance "
          + "(\(SpiceNumber.shortest(highestResistance)) ohm).")
    }
  }

  /// Of the levels that a SET writes; nil where none is given.
  var range: ClosedRange<Resistance>? {
    guard let highestResistance, let lowestResistance else { return nil }
    return .ohms(lowestResistance)...Resistance.ohms(highestResistance)
  }

  /// Levels, their number aside, with a range of its own where none is given.
  /// - Parameter time: after which they are to hold.
  private func design(holdingFor time: Time) -> LevelDesign {
    var design = LevelDesign(
      count: 2, allocation: allocation, range: range ?? .ohms(1)...Resistance.ohms(2),
      lowestIsReset: resetLevel, window: verifyWindow, start: start, startDeviations: startDeviations, holdsFor: time)
    design.startVoltage = startVoltage.map { .volts($0) }
    return design
  }

  /// Pulses, reads and algorithm; its step is set when what a SET leaves is known.
  private func settings(_ write: WriteSettings, _ read: ReadSettings) -> LevelWriteSettings {
    let usual = algorithm == .bitLineStep ? write.voltage : write.gateVoltage * 2
    let algorithm = LevelAlgorithm(
      algorithm, step: .millivolts(1), limit: lineLimit.map { .volts($0) } ?? usual, confirmingReads: confirmingReads,
      guardBand: guardBand, mostPulses: mostPulses, mostResets: algorithm == .single ? min(mostResets, 1) : mostResets,
      limitRetries: limitRetries)
    return LevelWriteSettings(
      amplitude: write.voltage, gateVoltage: write.gateVoltage, pulse: write.pulse,
      reset: CellOperation(write.operation(writing: false, row: 0, columns: [], attempt: 0)), read: read,
      resetAbove: resetAbove.map { .ohms($0) } ?? read.threshold, algorithm: algorithm)
  }
}

extension LevelOptions {
  /// Levels and how they are written.
  /// - Parameters:
  ///   - surroundings: of the cells by which a SET is measured.
  ///   - time: after which levels are to hold.
  func planning(
    _ device: MemristorDevice, in surroundings: CellSurroundings, _ write: WriteSettings, _ read: ReadSettings,
    holdingFor time: Time, seed: UInt64
  ) -> LevelPlanning {
    LevelPlanning(
      device: device, seed: seed, surroundings: surroundings, range: range, resetAbove: resetAbove.map { .ohms($0) },
      design: design(holdingFor: time), settings: settings(write, read))
  }
}

extension LevelAlgorithm.Kind: ExpressibleByArgument {}
extension LevelAllocation: ExpressibleByArgument {}
extension LevelDesign.Start: ExpressibleByArgument {}
