import MemristorDevices
import Testing

@testable import mxbar

/// The settings that built-in devices bring along.
@Suite struct DeviceDefaultsTests {
  /// A key that no command has would be ignored without a word.
  @Test(arguments: MemristorDevice.names) func everyKeyIsAnOption(device: String) throws {
    #expect(try DeviceDefaults.unknownKeys(MemristorDevice(device).description) == [])
  }

  /// A value that its option does not take would end the command. Commands with settings of their own, and two of those that
  /// share all others.
  @Test(arguments: MemristorDevice.names) func everyValueIsTaken(device: String) throws {
    let defaults = try MemristorDevice(device).description.defaults
    for (words, type) in DeviceDefaults.commands {
      let name = words.joined(separator: " ")
      let hasOwn = ("\n" + defaults).contains("\n\(name):")
      guard hasOwn || (!defaults.isEmpty && ["digits", "device endurance"].contains(name)) else { continue }
      let settings = try ConfigurationFile.deviceDefaults(device, words: words, for: CommandHelp(type))
      #expect(!settings.isEmpty || !hasOwn)
      #expect(throws: Never.self, "\(words) \(settings)") { _ = try type.parse(settings) }
    }
  }

  @Test func misspeltKeysAreFound() throws {
    let device = try MemristorDevice(
      yaml: "name: mine\nlike: ag-mos2\ndefaults: {write_voltage: 5, window: {width_ms: 3, count: 2}, windows: {count: 3}}",
      source: "mine")
    #expect(try DeviceDefaults.unknownKeys(device.description) == ["write_voltage", "window.width_ms", "windows"])
  }
}
