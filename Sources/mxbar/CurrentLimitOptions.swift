import ArgumentParser
import MemristorCrossbar

/// What limits the SET current to the compliance: an ideal limiter, or an access transistor.
struct CurrentLimitOptions: ParsableArguments {
  @OptionGroup var transistor: SizedTransistorOptions

  /// - Parameter temperature: of the transistor; nil for the usual one.
  /// - Returns: the source's own compliance; where a transistor is named, that one, its gate voltage chosen for the compliance.
  func limit(at temperature: Temperature?, seed: UInt64, on engine: CommandEngine) async throws -> CurrentLimit {
    guard transistor.kind.isGiven else { return .ideal }
    return .transistor(try await transistor.benchTransistor(at: temperature, seed: seed, on: engine))
  }
}

/// The SET pulse and the read of commands that SET many devices on the bench.
struct SetPulseOptions: ParsableArguments {
  @Option(help: "Amplitude of the SET pulses, V.", value: "V") var amplitude = 5.0
  @Option(help: "Width of the SET pulses, ms.", value: "ms") var pulseWidth = 100.0
  @Option(help: "Read voltage, V.", value: "V") var readVoltage = 0.1

  func validate() throws {
    try require(amplitude, named: "--amplitude", .positive, unit: "V", atMost: 100)
    try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms", atMost: 1e6)
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
  }

  var pulse: DevicePulse { DevicePulse(amplitude: .volts(amplitude), width: .milliseconds(pulseWidth)) }
}

/// How many devices are drawn, and whether broken ones are among them.
struct PopulationOptions: ParsableArguments {
  @Option(help: "Devices to draw.", value: "count") var count = 100
  @Flag(help: "Draw broken devices too, at the batch's yield; they are counted, not measured.") var includeFailed = false

  func validate() throws { try requireCount(count, named: "--count", atMost: 100_000) }

  /// - Parameter seed: device k of the population depends on seed and k only.
  /// - Throws: `DeviceError` if broken devices are requested and the description gives no yield.
  func population(_ device: DeviceOptions, seed: UInt64) throws -> DevicePopulation {
    let kind = try device.kind()
    if includeFailed { try kind.description.require(.yield) }
    return DevicePopulation(kind: kind, seed: seed, count: count, includesBroken: includeFailed)
  }
}
