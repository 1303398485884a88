import ArgumentParser
import MemristorCrossbar

/// What an array consists of, and how much of it is in one simulated circuit; for commands that store networks.
struct ArrayOptions: ParsableArguments {
  @OptionGroup var device: DeviceOptions
  @OptionGroup var transistor: SizedTransistorOptions
  @OptionGroup var wiring: WiringOptions
  @OptionGroup var delays: LineDelayOptions

  @Option(
    help: """
      What is in the simulated circuit: one selected cell and its lines at a time, or the whole array, which is \
      slower: mxbar digits takes 13 times as long at 2 bits (4 minutes), and more at more. With --engine compiled the \
      states of all cells of the array move, not only the selected ones, and are read when all rows are written.
      """)
  var scope = CircuitScope.line

  /// SPICE files of the user that the engine reads.
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles }

  /// Files whose hashes are recorded in the run's manifest.
  var inputFiles: [String] { device.inputFiles + transistor.inputFiles }

  /// The array's settings for the library.
  /// - Parameters:
  ///   - kind: the device; nil for that of the options as it stands.
  ///   - seed: of a foundry library's own random numbers.
  /// - Throws: `DeviceError`, `NetlistError` or `FoundryLibraryError` for a device or model file that cannot be used.
  func configuration(
    of kind: MemristorDevice? = nil, initialState: InitialState, write: WriteSettings, read: ReadSettings, seed: UInt64,
    on engine: CommandEngine
  ) async throws -> ArrayConfiguration {
    try delays.validateRise(within: write.pulse.width, named: "--pulse-width")
    return ArrayConfiguration(
      device: try kind ?? device.kind(),
      transistor: try await transistor.transistor(at: device.surroundings.asked, seed: seed, on: engine),
      wires: delays.applied(to: wiring),
      scope: scope, initialState: initialState, write: write, read: read)
  }
}

extension CircuitScope: ExpressibleByArgument {}
extension InitialState: ExpressibleByArgument {}
