import ArgumentParser
import MemristorCrossbar

/// What an array consists of, and how much of it is in one simulated circuit.
///
/// `ArrayPartOptions` with the scope of the circuits; for commands that store networks.
struct ArrayOptions: ParsableArguments {
  @OptionGroup var parts: ArrayPartOptions
  @OptionGroup var wiring: WiringOptions
  @OptionGroup var delays: LineDelayOptions

  @Option(
    help: """
      What is in the simulated circuit: one selected cell and its lines at a time, or the whole array, which is \
      slower: mxbar digits takes 13 times as long at 2 bits (4 minutes), and more at more.
      """)
  var scope = CircuitScope.line

  /// SPICE files of the user that the engine reads.
  var modelFiles: [String] { parts.modelFiles }

  /// Files whose hashes are recorded in the run's manifest.
  var inputFiles: [String] { parts.inputFiles }

  /// The array's settings for the library.
  /// - Throws: `DeviceError` or `NetlistError` for a device or model file that cannot be used.
  func configuration(
    initialState: InitialState, write: WriteSettings, read: ReadSettings
  ) throws -> ArrayConfiguration {
    try delays.validateRise(within: write.pulse.width, named: "--pulse-width")
    return ArrayConfiguration(
      device: try parts.kind(), transistor: try parts.transistor(),
      wires: delays.applied(to: wiring),
      scope: scope, initialState: initialState, write: write, read: read)
  }
}

extension CircuitScope: ExpressibleByArgument {}
extension InitialState: ExpressibleByArgument {}
