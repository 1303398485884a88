import ArgumentParser
import MemristorCrossbar

/// `mxbar device show`: options of `DeviceProfileStudy`. It prints; only with `--out` does it also write.
struct DeviceShowCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show all that is known of a device, and the loop of the median one.",
    discussion: """
      Parameters with their spread, roles and sources, states, wear, faults, valid range, the settings that the device \
      brings along, and one sweep as 'mxbar device iv' has it. With --out the loop is a picture and a table, too. Of a selector: \
      parameters, thresholds, and its current at a few voltages, on and off.
      """)

  @Argument(help: "A built-in memristor or selector, a device's folder, or its description (YAML).", completion: .file())
  var device: String

  @OptionGroup(title: "Device") var surroundings: TemperatureOptions
  @OptionGroup(title: "Run") var simulator: EngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  var circuits: EngineChoice { simulator.engine }
  var inputFiles: [String] { MemristorDevice.files(device) }
  var keepsResults: Bool { common.output.out != nil || common.output.resume }

  /// Prints a selector's profile, which takes no simulation, or runs the study of a memristor.
  func run() async throws {
    let command = self
    var isSelector = false
    // What is wrong with a description is reported as for all studies.
    if let kind = try? DeviceDescription.Kind(of: device) { isSelector = kind == .selector }
    guard isSelector else { return try await runStudy() }
    try await runCommand {
      guard !command.keepsResults else {
        throw ValidationError(
          "--out and --resume keep a loop, and '\(excerpt(command.device))' is a selector; its profile is only printed.")
      }
      if let asked = command.surroundings.asked {
        throw ValidationError("--temperature is \(asked); the equations of selectors have no temperature.")
      }
      let profile = SelectorProfileFigures(try SelectorDevice(command.device))
      try StandardOutput.write(
        (command.common.output.json ? try RecordEncoder.encode(profile).json(isPretty: true) : profile.text) + "\n")
    }
  }

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
