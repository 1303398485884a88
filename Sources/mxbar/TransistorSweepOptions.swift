import ArgumentParser
import MemristorCrossbar

/// The access transistors that are compared.
struct TransistorSweepOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("Widths of the access transistor, um.", valueName: "um"))
  var widths = NumberList([5, 10, 20, 40, 60, 100, 200, 400])

  @Option(parsing: .unconditional, help: ArgumentHelp("Lengths of the access transistor, um.", valueName: "um"))
  var lengths = NumberList([0.6])

  @Option(help: ArgumentHelp("SPICE file with the nMOS model card to use instead of the built-in one.", valueName: "file"))
  var transistorModel: String?

  @Flag(help: "Put a switch without resistance in the transistor's place: what still fails is not the transistor's doing.")
  var idealSwitch = false

  func validate() throws {
    try widths.validate(named: "--widths", unit: "um", atMost: 1e6)
    try lengths.validate(named: "--lengths", unit: "um", atMost: 1e6)
    if idealSwitch, transistorModel != nil {
      throw ValidationError("--ideal-switch stands in the transistor's place; --transistor-model has none to describe.")
    }
  }

  var inputFiles: [String] { [transistorModel].compactMap { $0 } }

  func transistors(_ workers: WorkerOptions, _ engine: any SpiceEngine) async throws -> [SizingTransistor] {
    if idealSwitch {
      let ideal = AccessTransistor(model: try .idealSwitch(), width: .zero, length: .zero)
      return [SizingTransistor(corner: "ideal", transistor: ideal)]
    }
    let model = try transistorModel.map { try TransistorModel(file: $0) } ?? .fiveVolt()
    return sizes.map { width, length in
      SizingTransistor(
        corner: transistorModel == nil ? "built-in" : model.name,
        transistor: AccessTransistor(model: model, width: width, length: length))
    }
  }

  private var sizes: [(width: Length, length: Length)] {
    lengths.values.flatMap { length in widths.values.map { (.micrometers($0), .micrometers(length)) } }
  }
}
