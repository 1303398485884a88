import ArgumentParser
import MemristorCrossbar

/// `mxbar device compliance`: options of `ComplianceStudy`, for the compliance above which a SET is non-volatile.
struct DeviceComplianceCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "compliance",
    abstract: "SET devices at rising compliance: from which current on does the filament last?",
    discussion: """
      Each device is SET at each compliance in turn, from what the last SET left, rests at 0 V and is read. It counts as \
      non-volatile if at least half of what its filament conducted is still there. A SET that forms no filament, since \
      the device's own current uses up the compliance or V_SET is beyond the pulse, is counted apart.
      """)

  @Option("Compliances in the order in which they are applied, A.", "A,...")
  var compliances = NumberList([1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3])

  @Option("Rest at 0 V between a SET and its read, s.", "s") var rest = 1.0
  @Flag(help: "Begin each SET without a filament instead of with what the last one left.") var fresh = false

  @OptionGroup(title: "SET and read") var pulse: SetPulseOptions
  @OptionGroup(title: "Current limit") var currentLimit: CurrentLimitOptions
  @OptionGroup(title: "Devices") var population: PopulationOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try compliances.validate(named: "--compliances", unit: "A", atMost: 10)
    try require(rest, named: "--rest", .notNegative, unit: "s", atMost: 1e9)
  }

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { device.inputFiles + currentLimit.transistor.inputFiles }

  func study(on engine: CommandEngine) async throws -> ComplianceStudy {
    ComplianceStudy(
      population: try population.population(device, seed: common.seed), compliances: compliances.values.map { .amperes($0) },
      pulse: pulse.pulse, rest: .seconds(rest), readVoltage: .volts(pulse.readVoltage),
      limit: try await currentLimit.limit(at: device.surroundings.asked, seed: common.seed, on: engine),
      isFresh: fresh)
  }
}
