import ArgumentParser
import Foundation
import MemristorCrossbar

/// Where a foundry's library has its transistor, what it is called, and in which units it has its sizes.
struct TransistorLibraryOptions: ParsableArguments {
  @Option(help: "SPICE library of a foundry to take the access transistor from.", value: "file") var transistorLibrary: String?

  @Option(help: "Sections of the library to compare, usually process corners, with commas between.", value: "names")
  var corners: NameList?

  @Option(help: "Name of the transistor in the library.", value: "name") var transistorName: String?

  @Option(help: "What the name is: a subcircuit or a model card.", value: "kind")
  var transistorKind = FoundryTransistor.Kind.subcircuit

  @Option(help: "The subcircuit's terminals in their order.", value: "names")
  var terminals = NameList(FoundryTransistor.Terminal.allCases.map(\.rawValue))

  @Option(help: "The parameter for the width.", value: "name") var widthParameter = "w"
  @Option(help: "The parameter for the length.", value: "name") var lengthParameter = "l"

  @Option("What a 1 means in them, um; 1 for libraries that scale sizes themselves. (default: 1e6, metres)", "um")
  var sizeUnit = 1e6

  @Option(help: "More parameters for each transistor, as in nf=1,mult=1.", value: "names") var parameters: NameList?

  @Option(
    help: ArgumentHelp(
      "Compatibility mode in which ngspice is to read the library (ngbehavior): "
        + ExternalSimulator.compatibilities.joined(separator: ", ") + ".", valueName: "mode"))
  var compatibility: String?

  func validate() throws {
    if transistorLibrary != nil, transistorName == nil {
      throw ValidationError("--transistor-library needs --transistor-name: what the library calls its transistor.")
    }
    let file = transistorLibrary.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
    if let character = file.first(where: { $0.isWhitespace || "'\"".contains($0) }) {
      throw ValidationError("--transistor-library is \(file); ngspice cannot read a file with a '\(character)' in its name.")
    }
    for (name, words) in [
      ("--corners", corners?.names), ("--transistor-name", transistorName.map { [$0] }), ("--width-parameter", [widthParameter]),
      ("--length-parameter", [lengthParameter]), ("--compatibility", compatibility.map { [$0] }),
    ] {
      if let word = words?.first(where: { $0.wholeMatch(of: /[A-Za-z0-9_.]{1,64}/) == nil }) {
        throw ValidationError("\(name) is '\(word)'; allowed are letters, digits, '_' and '.'.")
      }
    }
    if let compatibility, !ExternalSimulator.compatibilities.contains(compatibility) {
      throw ValidationError(
        "--compatibility is '\(compatibility)', which ngspice does not know; allowed are "
          + "\(ExternalSimulator.compatibilities.joined(separator: ", ")).")
    }
    try require(sizeUnit, named: "--size-unit", .positive, unit: "um")
    guard Set(terminals.names) == Set(FoundryTransistor.Terminal.allCases.map(\.rawValue)), terminals.names.count == 4 else {
      throw ValidationError(
        "--terminals is \(terminals.names.joined(separator: ",")); expected drain,gate,source,bulk in the subcircuit's order.")
    }
    _ = try fixedParameters
  }

  /// A transistor for each corner and size, corner by corner. Each corner is read in a process of its own.
  func transistors(
    _ sizes: [FoundryTransistor.Size], checkedAt biases: [FoundryTransistor.Bias], at temperature: Temperature?, seed: UInt64,
    on engine: any SpiceEngine
  ) async throws -> ChosenTransistors {
    var chosen = ChosenTransistors(transistors: [])
    for corner in corners.map({ $0.names.map(Optional.some) }) ?? [nil] {
      let library = FoundryLibrary(try transistor(corner, at: temperature), program: WorkerOptions.program, seed: seed)
      let expanded = try await library.expanded(sizes, checkedAt: biases, on: engine)
      for (size, flat) in zip(sizes, expanded.libraries) {
        let model = try TransistorModel(subcircuit: FoundryLibrary.subcircuit, library: flat)
        chosen.transistors.append(
          SizingTransistor(
            corner: corner ?? transistorName ?? "",
            transistor: try AccessTransistor(model: model, width: size.width, length: size.length).at(temperature)))
      }
      if expanded.dependsOnSeed {
        chosen.notes.append(
          "\(transistorLibrary ?? "the library")\(corner.map { ", section \($0)" } ?? "") draws random numbers (mismatch or "
            + "process statistics): each width is one draw with seed \(seed), the same for all cells. Its own switch for "
            + "statistics gives the nominal transistor.")
      }
    }
    return chosen
  }

  /// - Parameter corner: section of the library; nil for a library without sections.
  private func transistor(_ corner: String?, at temperature: Temperature?) throws -> FoundryTransistor {
    let path = transistorLibrary ?? ""
    var transistor = FoundryTransistor(
      path: URL(fileURLWithPath: path).standardizedFileURL.path, section: corner, name: transistorName ?? "",
      kind: transistorKind,
      terminals: terminals.names.compactMap(FoundryTransistor.Terminal.init(rawValue:)), widthParameter: widthParameter,
      lengthParameter: lengthParameter, sizeUnit: .micrometers(sizeUnit), parameters: try fixedParameters,
      compatibility: compatibility)
    transistor.temperature = temperature ?? .nominal
    return transistor
  }

  /// The parameters besides width and length, from `--parameters`.
  private var fixedParameters: [Element.Parameter] {
    get throws {
      try (parameters?.names ?? []).map { text in
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].wholeMatch(of: /[A-Za-z][A-Za-z0-9_]*/) != nil, let value = SpiceNumber.parse(parts[1])
        else { throw ValidationError("--parameters has '\(text)'; expected name=number, as in nf=1.") }
        return Element.Parameter(String(parts[0]), value)
      }
    }
  }
}

extension FoundryTransistor.Kind: ExpressibleByArgument {}

/// Transistors to compare, and notes for a reader of the results.
struct ChosenTransistors {
  /// One for each corner and size.
  var transistors: [SizingTransistor]
  /// For the results, such as that a library draws random numbers.
  var notes: [String] = []
}

/// Names separated by commas; none is empty.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init(_ names: [String]) { self.names = names }

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
    if names.contains("") { return nil }
  }

  var defaultValueDescription: String { names.joined(separator: ",") }
}
