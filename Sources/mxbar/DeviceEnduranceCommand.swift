import ArgumentParser
import MemristorCrossbar

/// `mxbar device endurance`: options of `EnduranceStudy`. The description must say what wears a device out.
struct DeviceEnduranceCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "endurance",
    abstract: "SET and RESET devices, cycle after cycle, until they stay in their low-resistance state.",
    discussion: """
      The parameters change from cycle to cycle around the device's own. A device wears out after its drawn endurance, \
      and at once by a SET current above the statistics' over-programming current.
      """)

  @Option("Most cycles of each device.", "count") var cycles = 25
  @Option("Compliance of the SETs, A.", "A") var compliance = 1e-3
  @Option("Magnitude of the RESET pulses, V.", "V") var resetAmplitude = 5.0
  @Option("A device reads as RESET above this resistance, ohm.", "ohm") var threshold = 10e3

  @OptionGroup(title: "SET and read") var pulse: SetPulseOptions
  @OptionGroup(title: "Current limit") var currentLimit: CurrentLimitOptions
  @OptionGroup(title: "Devices") var population: PopulationOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(cycles, named: "--cycles", atMost: 10_000)
    try require(compliance, named: "--compliance", .positive, unit: "A", atMost: 10)
    try require(resetAmplitude, named: "--reset-amplitude", .positive, unit: "V", atMost: 100)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
  }

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { device.inputFiles + currentLimit.transistor.inputFiles }

  func study(on engine: CommandEngine) async throws -> EnduranceStudy {
    let population = try population.population(device, seed: common.seed)
    try population.kind.description.require(.wear)
    return EnduranceStudy(
      population: population, cycles: cycles, set: pulse.pulse,
      reset: DevicePulse(amplitude: .volts(-resetAmplitude), width: pulse.pulse.width), compliance: .amperes(compliance),
      limit: try await currentLimit.limit(at: device.surroundings.asked, seed: common.seed, on: engine),
      readVoltage: .volts(pulse.readVoltage),
      threshold: .ohms(threshold))
  }
}
