import MemristorDevices
import Testing

@testable import mxbar

/// The settings that built-in devices bring along.
@Suite struct DeviceDefaultsTests {
  /// A key that no command has would be ignored without a word.
  @Test(arguments: MemristorDevice.names) func everyKeyIsAnOption(device: String) throws {
    #expect(try DeviceDefaults.unknownKeys(MemristorDevice(device).description) == [])
  }

  /// A value that its option does not take would end the command.
  @Test func everyValueIsTaken() throws {
    for (words, type) in DeviceDefaults.commands {
      let help = try CommandHelp(type)
      guard help.options["device"] != nil else { continue }
      let required = help.ownOptions.filter { $0.isOptional == false }.flatMap { ["--\($0.longName ?? "")", "1"] }
      let operands = (help.arguments ?? []).filter { $0.kind == "positional" && $0.isOptional == false }.map { _ in "1" }
      for device in MemristorDevice.names {
        let defaults = try ConfigurationFile.deviceDefaults(device, words: words, for: help)
        #expect(throws: Never.self, "\(words) \(defaults)") { _ = try type.parse(defaults + required + operands) }
      }
    }
  }

  @Test func misspeltKeysAreFound() throws {
    let device = try MemristorDevice(
      yaml: "name: mine\nlike: ag-mos2\ndefaults: {write_voltage: 5, window: {width_ms: 3, count: 2}, windows: {count: 3}}",
      source: "mine")
    #expect(try DeviceDefaults.unknownKeys(device.description) == ["write_voltage", "window.width_ms", "windows"])
  }
}
