import ArgumentParser
import MemristorCrossbar

/// The access transistors to compare: built-in, the user's, a foundry's, or an ideal switch, in several sizes.
struct TransistorSweepOptions: ParsableArguments {
  @Option("Widths of the access transistor, um.", "um,...") var widths = NumberList([5, 10, 20, 40, 60, 100, 200, 400])
  @Option("Lengths of the access transistor, um.", "um,...") var lengths = NumberList([0.6])

  @Option(help: "SPICE file with the nMOS model card to use instead of the built-in one.", value: "file")
  var transistorModel: String?

  @Flag(help: "Put a switch without resistance in the transistor's place: what still fails is not the transistor's doing.")
  var idealSwitch = false

  @OptionGroup(title: "A foundry's transistor") var library: TransistorLibraryOptions

  func validate() throws {
    try widths.validate(named: "--widths", unit: "um", atMost: 1e6)
    try lengths.validate(named: "--lengths", unit: "um", atMost: 1e6)
    let given = [
      ("--ideal-switch", idealSwitch), ("--transistor-model", transistorModel != nil),
      ("--transistor-library", library.transistorLibrary != nil),
    ].filter(\.1).map(\.0)
    if given.count > 1 { throw ValidationError("\(given.joined(separator: " and ")) exclude each other: give one.") }
  }

  /// Files whose hashes are recorded in the run's manifest.
  var inputFiles: [String] { [transistorModel, library.transistorLibrary].compactMap { $0 } }

  /// - Parameters:
  ///   - biases: operating points at which a foundry's transistors are checked.
  ///   - temperature: of the transistors; nil for the usual one.
  ///   - engine: simulates these checks.
  func transistors(
    checkedAt biases: [FoundryTransistor.Bias], at temperature: Temperature?, seed: UInt64, on engine: any SpiceEngine
  ) async throws -> ChosenTransistors {
    if idealSwitch {
      let ideal = try AccessTransistor(model: try .idealSwitch(), width: .zero, length: .zero).at(temperature)
      return ChosenTransistors(transistors: [SizingTransistor(corner: "ideal", transistor: ideal)])
    }
    if library.transistorLibrary != nil {
      return try await library.transistors(sizes, checkedAt: biases, at: temperature, seed: seed, on: engine)
    }
    let model = try transistorModel.map { try TransistorModel(file: $0) } ?? .fiveVolt()
    return ChosenTransistors(
      transistors: try sizes.map { size in
        SizingTransistor(
          corner: transistorModel == nil ? "built-in" : model.name,
          transistor: try AccessTransistor(model: model, width: size.width, length: size.length).at(temperature))
      })
  }

  /// Every width with every length, widths fastest.
  private var sizes: [FoundryTransistor.Size] {
    lengths.values.flatMap { length in
      widths.values.map { FoundryTransistor.Size(width: .micrometers($0), length: .micrometers(length)) }
    }
  }
}
