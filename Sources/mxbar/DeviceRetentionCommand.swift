import ArgumentParser
import MemristorCrossbar

/// `mxbar device retention`: options of `RetentionStudy`, the resistance at 0 V over time after a SET.
struct DeviceRetentionCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "retention",
    abstract: "SET devices and watch their resistance while they are left at 0 V.",
    discussion: """
      The reads are three a decade from 1 ms on, and one at 1000 s: devices last that long if at least half of what their \
      filament conducted after the SET is still there.
      """)

  @Option("Compliances of the SET; each is a run of its own, A.", "A,...") var compliance = NumberList([1e-4])
  @Option("Time of the last read, s.", "s") var longest = 1e4

  @OptionGroup(title: "SET and read") var pulse: SetPulseOptions
  @OptionGroup(title: "Current limit") var currentLimit: CurrentLimitOptions
  @OptionGroup(title: "Devices") var population: PopulationOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try compliance.validate(named: "--compliance", unit: "A", atMost: 10)
    try require(longest, named: "--longest", .positive, unit: "s", atMost: 1e9)
  }

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { device.inputFiles + currentLimit.transistor.inputFiles }

  func study(on engine: CommandEngine) async throws -> RetentionStudy {
    RetentionStudy(
      population: try population.population(device, seed: common.seed), compliances: compliance.values.map { .amperes($0) },
      pulse: pulse.pulse, readVoltage: .volts(pulse.readVoltage),
      limit: try await currentLimit.limit(at: device.surroundings.asked, seed: common.seed, on: engine),
      longest: .seconds(longest))
  }
}
