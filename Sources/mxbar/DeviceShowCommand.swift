import ArgumentParser
import MemristorCrossbar

/// `mxbar device show`: options of `DeviceProfileStudy`. It prints; only with `--out` does it also write.
struct DeviceShowCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show all that is known of a device, and the loop of the median one.",
    discussion: """
      Parameters with their spread, roles and sources, states, wear, faults, valid range, the settings that the device \
      brings along, and one sweep as 'mxbar device iv' has it. With --out the loop is a picture and a table, too.
      """)

  @Argument(help: "A built-in device, a device's folder, or its description (YAML).", completion: .file())
  var device: String

  @OptionGroup(title: "Device") var surroundings: TemperatureOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { MemristorDevice.files(device) }
  var keepsResults: Bool { common.output.out != nil || common.output.resume }

  /// The sweep is that of `mxbar device iv` with the device's own settings.
  func study(on engine: CommandEngine) async throws -> DeviceProfileStudy {
    let kind = try MemristorDevice(device, at: surroundings.asked)
    let words = try ConfigurationFile.deviceDefaults(
      device, words: ["device", "iv"], for: CommandHelp(DeviceSweepCommand.self))
    let sweep = try DeviceSweepCommand.parse(words)
    let unknown = try DeviceDefaults.unknownKeys(kind.description)
    return DeviceProfileStudy(
      device: kind, sweep: sweep.sweep.settings,
      series: try await sweep.series.series(at: surroundings.asked, seed: common.seed, on: engine),
      notes: unknown.map { "\(kind.description.source): 'defaults.\(excerpt($0))' is a setting of no command and has no effect" })
  }
}
