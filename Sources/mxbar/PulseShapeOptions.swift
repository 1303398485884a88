import ArgumentParser
import MemristorCrossbar

/// How fast the drivers of bit and source lines are.
struct LineDriverOptions: ParsableArguments {
  @Option(
    "Rise and fall time of bit and source line drivers, s; both come on top of the width. (default: 1/2000 of the width)", "s")
  var lineRise: Double?

  func validate() throws { try require(lineRise, named: "--line-rise", .positive, unit: "s", atMost: 1e3) }

  /// Rejects drivers that take longer to rise than the shortest pulse stays.
  func validateRise(within width: Time, named option: String) throws {
    guard let lineRise, lineRise > width.si else { return }
    throw ValidationError(
      "--line-rise is \(SpiceNumber.shortest(lineRise)) s; allowed is up to the width of a pulse, "
        + "\(SpiceNumber.shortest(width.si)) s (\(option)).")
  }

  func pulse(_ width: Time) -> PulseShape { PulseShape(width: width, rise: rise) }

  /// Nil for the usual share of the width.
  var rise: Time? { lineRise.map { .seconds($0) } }
}

extension OptionCondition {
  /// Options that only pulses have.
  static let pulseShape = ["pulse-width", "line-rise"]
}

/// The common shape of all write and read pulses.
struct PulseShapeOptions: ParsableArguments {
  @Option("Length of each write and read pulse, ms.", "ms") var pulseWidth = 20.0
  @OptionGroup var drivers: LineDriverOptions

  func validate() throws {
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
    try drivers.validateRise(within: .milliseconds(pulseWidth), named: "--pulse-width")
  }

  var pulse: PulseShape { drivers.pulse(.milliseconds(pulseWidth)) }

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
