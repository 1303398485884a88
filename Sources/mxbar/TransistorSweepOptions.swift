import ArgumentParser
import MemristorCrossbar

/// The access transistors to compare: one kind in several sizes, at several corners.
struct TransistorSweepOptions: ParsableArguments {
  @Option("Widths of the access transistor, um.", "um,...") var widths = NumberList([5, 10, 20, 40, 60, 100, 200, 400])
  @Option("Lengths of the access transistor, um. (default: 0.6, or its description's)", "um,...") var lengths: NumberList?

  @Option(
    help: "Sections of the library to compare, usually process corners, with commas between. (default: those of the description)",
    value: "names")
  var corners: NameList?

  @OptionGroup var kind: TransistorOptions

  func validate() throws {
    try widths.validate(named: "--widths", unit: "um", atMost: 1e6)
    try lengths?.validate(named: "--lengths", unit: "um", atMost: 1e6)
    if let word = corners?.names.first(where: { !TransistorOptions.isName($0) }) {
      throw ValidationError("--corners is '\(word)'; allowed are letters, digits, '_' and '.'.")
    }
  }

  var inputFiles: [String] { kind.inputFiles }
  var modelFiles: [String] { kind.modelFiles }

  /// One for every corner, length and width, widths fastest; each corner of a library is read in a process of its own.
  func transistors(at temperature: Temperature?, seed: UInt64, on engine: CommandEngine) async throws -> [SizingTransistor] {
    let description = try kind.description()
    if description.name == TransistorDescription.idealName {
      return try await description.transistors([description.size], corner: nil, at: temperature, seed: seed, on: engine)
        .map { SizingTransistor(corner: "ideal", transistor: $0) }
    }
    let sizes = (lengths?.values.map { Length.micrometers($0) } ?? [description.size.length]).flatMap { length in
      widths.values.map { FoundryTransistor.Size(width: .micrometers($0), length: length) }
    }
    let corners = corners?.names ?? description.corners
    var found: [SizingTransistor] = []
    for corner in corners.isEmpty ? [nil] : corners.map(Optional.some) {
      found += try await description.transistors(sizes, corner: corner, at: temperature, seed: seed, on: engine)
        .map { SizingTransistor(corner: corner ?? description.cornerName, transistor: $0) }
    }
    return found
  }
}

extension TransistorDescription {
  /// What stands for the corner of a transistor without corners in tables.
  fileprivate var cornerName: String { name == Self.usualName ? "built-in" : name }
}
