import ArgumentParser
import MemristorCrossbar

/// What the array is made of and how it is simulated.
struct ArrayOptions: ParsableArguments {
  @OptionGroup var parts: ArrayPartOptions

  @Option(
    help: """
      What is in the simulated circuit: one selected cell and its lines at a time, or the whole array, which is \
      slower: mxbar digits takes 13 times as long at 2 bits (4 minutes), and more at more.
      """)
  var scope = CircuitScope.line

  /// SPICE files whose text the engine gets to read.
  var modelFiles: [String] { parts.modelFiles }

  /// Files whose hashes belong into the run's manifest.
  var inputFiles: [String] { parts.inputFiles }

  func configuration(
    initialState: InitialState, write: WriteSettings, read: ReadSettings
  ) throws -> ArrayConfiguration {
    ArrayConfiguration(
      device: try parts.kind(), transistor: try parts.transistor(),
      wires: parts.wiring.wires,
      scope: scope, initialState: initialState, write: write, read: read)
  }
}

extension CircuitScope: ExpressibleByArgument {}
extension InitialState: ExpressibleByArgument {}
