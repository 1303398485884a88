import ArgumentParser
import MemristorCrossbar

/// Whether devices, and their writes and reads, differ from each other.
struct FluctuationOptions: ParsableArguments {
  @Option(
    help: """
      Whether writes and reads of a device differ from each other as its description says ('fluctuations'): where a SET \
      stops, noise of reads, relaxation, cells that get stuck. (default: on for yields and where cells have several levels, else off)
      """, value: "on|off")
  var fluctuations: Switch?

  @Option(help: "Whether devices differ by their drawn parameters; off takes every parameter's median.", value: "on|off")
  var spread = Switch.on

  /// An option with two values, for configuration files that can turn it either way.
  enum Switch: String, CaseIterable, ExpressibleByArgument {
    case on, off
  }

  /// The device of other options, with what these say.
  /// - Parameter isUsual: whether it fluctuates where nothing is said.
  func kind(_ device: DeviceOptions, fluctuates isUsual: Bool) throws -> MemristorDevice {
    try MemristorDevice(
      device.device, at: device.surroundings.asked, fluctuates: fluctuations.map { $0 == .on } ?? isUsual,
      isTypical: spread == .off)
  }
}
