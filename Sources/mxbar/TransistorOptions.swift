import ArgumentParser
import Foundation
import MemristorCrossbar

/// The access transistor, the same options for every command: a built-in one, a description, a user's card, or a
/// foundry's library.
struct TransistorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The access transistor: \(TransistorDescription.names.joined(separator: ", ")), or its description (YAML).",
      valueName: "transistor"))
  var transistor: String?

  @Option(help: "SPICE file with the nMOS model card to use instead of the built-in one.", value: "file")
  var transistorModel: String?

  @Option(help: "SPICE library of a foundry to take the access transistor from.", value: "file") var transistorLibrary: String?

  @Option(
    help: "Files that the library needs before it, with commas between; FILE:SECTION for a section of one.", value: "files")
  var transistorFiles: NameList?

  @Option(help: "Name of the transistor in the library.", value: "name") var transistorName: String?

  @Option(help: "What the name is: subcircuit or card. (default: subcircuit)", value: "kind")
  var transistorKind: FoundryTransistor.Kind?

  @Option(help: "The subcircuit's terminals in their order. (default: drain,gate,source,bulk)", value: "names")
  var terminals: NameList?

  @Option(help: "The parameter for the width. (default: w)", value: "name") var widthParameter: String?
  @Option(help: "The parameter for the length. (default: l)", value: "name") var lengthParameter: String?

  @Option("What a 1 means in them, um; 1 for libraries that scale sizes themselves. (default: 1e6, metres)", "um")
  var sizeUnit: Double?

  @Option(help: "More parameters for each transistor, as in nf=1,mult=1.", value: "names") var parameters: NameList?

  @Option(
    help: ArgumentHelp(
      "Compatibility mode in which ngspice is to read the library (ngbehavior): "
        + ExternalSimulator.compatibilities.joined(separator: ", ") + ".", valueName: "mode"))
  var compatibility: String?

  @Option(help: "Compiled Verilog-A models (.osdi) that the library's devices need; for an ngspice with OSDI.", value: "files")
  var osdi: NameList?

  @Option(
    help:
      "Voltages that the transistor withstands, V: one for all, or gs=…,gd=…,gb=…,ds=…. (default: the description's)",
    value: "ratings")
  var ratings: RatingList?

  @Option("Standard deviation of the cells' threshold voltages, mV. (default: the description's, or 0)", "mV")
  var vthSigma: Double?
  @Option(
    "The same by area (Pelgrom), mV um: sigma = A / sqrt(width x length); A of a pair's difference is sqrt(2) larger.", "mV*um")
  var avt: Double?
  @Option("Standard deviation of the cells' gains, of their logarithm, %. (default: the description's, or 0)", "%")
  var gainSigma: Double?
  @Option("The same by area, % um: sigma = A / sqrt(width x length).", "%*um") var abeta: Double?
  @Option(
    "Draw so many transistors by the library's own statistics, with the seed, one for each cell; further cells begin again with the first.",
    "count")
  var libraryStatistics: Int?

  func validate() throws {
    try validateMismatch()
    let sources = [
      ("--transistor", transistor != nil), ("--transistor-model", transistorModel != nil),
      ("--transistor-library", transistorLibrary != nil),
    ].filter(\.1).map(\.0)
    if sources.count > 1 { throw ValidationError("\(sources.joined(separator: " and ")) exclude each other: give one.") }
    if transistorLibrary != nil, transistorName == nil {
      throw ValidationError("--transistor-library needs --transistor-name: what the library calls its transistor.")
    }
    for (name, files) in [
      ("--transistor-library", [transistorLibrary].compactMap { $0 }), ("--transistor-files", preceding.map(\.path)),
    ] {
      for path in files {
        let file = URL(fileURLWithPath: path).lastPathComponent
        if let character = file.first(where: { $0.isWhitespace || "'\"".contains($0) }) {
          throw ValidationError("\(name) is \(file); ngspice cannot read a file with a '\(character)' in its name.")
        }
      }
    }
    for (name, words) in [
      ("--transistor-name", transistorName.map { [$0] }), ("--transistor-files", preceding.compactMap(\.section)),
      ("--width-parameter", widthParameter.map { [$0] }), ("--length-parameter", lengthParameter.map { [$0] }),
      ("--compatibility", compatibility.map { [$0] }),
    ] {
      if let word = words?.first(where: { !Self.isName($0) }) {
        throw ValidationError("\(name) is '\(word)'; allowed are letters, digits, '_' and '.'.")
      }
    }
    if let compatibility, !ExternalSimulator.compatibilities.contains(compatibility) {
      throw ValidationError(
        "--compatibility is '\(compatibility)', which ngspice does not know; allowed are "
          + "\(ExternalSimulator.compatibilities.joined(separator: ", ")).")
    }
    if let sizeUnit { try require(sizeUnit, named: "--size-unit", .positive, unit: "um") }
    if let terminals {
      guard Set(terminals.names) == Set(FoundryTransistor.Terminal.allCases.map(\.rawValue)), terminals.names.count == 4 else {
        throw ValidationError(
          "--terminals is \(terminals.names.joined(separator: ",")); expected drain,gate,source,bulk in the subcircuit's order.")
      }
    }
    _ = try fixedParameters
  }

  /// Whether a word can be a name in a library: of a section, a transistor or a parameter.
  static func isName(_ word: String) -> Bool { word.wholeMatch(of: /[A-Za-z0-9_.]{1,64}/) != nil }

  /// Options that say something about a foundry's library, without dashes.
  static let ofLibrary = [
    "transistor-files", "transistor-name", "transistor-kind", "terminals", "width-parameter", "length-parameter", "size-unit",
    "parameters", "compatibility", "osdi",
  ]
  /// Options that choose the transistor.
  static let choices = ["transistor", "transistor-model", "transistor-library"]

  /// Whether a transistor is asked for at all; a bench has none unless it is.
  var isGiven: Bool { transistor != nil || transistorModel != nil || transistorLibrary != nil }

  /// Files of the user whose hashes are recorded in the run's manifest. A description that cannot be read is reported
  /// when it is used.
  var inputFiles: [String] {
    let own = transistor.flatMap { try? TransistorDescription($0).files } ?? []
    return own + [transistorModel, transistorLibrary].compactMap { $0 } + preceding.map(\.path) + (osdi?.names ?? [])
  }

  /// SPICE files of the user that the engine itself reads; a foundry's are read once, by a process of their own.
  var modelFiles: [String] { [transistorModel].compactMap { $0 } }

  /// What the options describe.
  /// - Throws: `DeviceError`, `NetlistError`.
  func description() throws -> TransistorDescription {
    var description: TransistorDescription
    if let transistorModel {
      let model = try TransistorModel(file: transistorModel)
      description = TransistorDescription(name: model.name, model: .own(model))
    } else if let transistorLibrary {
      description = TransistorDescription(
        name: transistorName ?? "",
        model: .foundry(
          FoundryTransistor(
            path: Self.absolute(transistorLibrary), name: transistorName ?? "", kind: transistorKind ?? .subcircuit,
            preceding: preceding.map { .init(path: Self.absolute($0.path), section: $0.section) },
            compiledModels: (osdi?.names ?? []).map(Self.absolute),
            terminals: terminals?.names.compactMap(FoundryTransistor.Terminal.init(rawValue:))
              ?? FoundryTransistor.Terminal.allCases,
            widthParameter: widthParameter ?? "w", lengthParameter: lengthParameter ?? "l",
            sizeUnit: .micrometers(sizeUnit ?? 1e6), parameters: try fixedParameters, compatibility: compatibility)))
    } else {
      description = try TransistorDescription(transistor ?? TransistorDescription.usualName)
    }
    if let ratings { description.ratings = ratings.ratings }
    description.mismatch = try mismatch(of: description)
    description.drawCount = libraryStatistics
    return description
  }

  private var preceding: [FoundryTransistor.File] {
    (transistorFiles?.names ?? []).map(FoundryTransistor.File.init(written:))
  }

  /// Workers read the library in its own folder.
  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

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

extension TransistorDescription {
  /// The transistors of some sizes at one corner, ready to be put into cells.
  /// - Parameters:
  ///   - corner: section of a foundry's library; nil for the library as the description names it.
  ///   - temperature: of the surroundings; nil for the usual one.
  ///   - seed: of a library's own random numbers.
  ///   - engine: holds what ngspice made of a library against the library; remarks go to its notes.
  /// - Throws: `FoundryLibraryError`, `SimulationError`.
  func transistors(
    _ sizes: [FoundryTransistor.Size], corner: String?, at temperature: Temperature?, seed: UInt64, on engine: CommandEngine
  ) async throws -> [AccessTransistor] {
    switch model {
    case .own(let model):
      return try spreading(
        sizes.map {
          try AccessTransistor(model: model, width: $0.width, length: $0.length, ratings: ratings).at(temperature)
        }, sizes, on: engine)
    case .foundry(var foundry):
      foundry.temperature = temperature ?? .nominal
      if let corner { foundry.library.section = corner }
      let library = FoundryLibrary(foundry, program: WorkerOptions.program, seed: seed)
      let expanded = try await library.expanded(sizes, on: engine)
      if expanded.dependsOnSeed, drawCount == nil {
        engine.remark(
          "\(foundry.words) draws random numbers (mismatch or process statistics): each size is one draw with seed \(seed), the "
            + "same for all cells. Its own switch for statistics gives the nominal transistor, and --library-statistics one "
            + "for each cell.")
      }
      var transistors = try zip(sizes, expanded.libraries).map { size, flat in
        var transistor = AccessTransistor(
          model: try TransistorModel(subcircuit: FoundryLibrary.subcircuit, library: flat), width: size.width,
          length: size.length, ratings: ratings)
        transistor.foundry = foundry
        return try transistor.at(temperature)
      }
      if let drawCount {
        for (index, size) in sizes.enumerated() {
          transistors[index].draws = TransistorDraws(
            try await library.draws(drawCount, of: size, on: engine).enumerated().map { index, flat in
              try TransistorModel(subcircuit: FoundryLibrary.drawn(index), library: flat)
            })
        }
        engine.remark(
          "\(foundry.words) draws each cell's transistor by its own statistics: \(drawCount) of each size with seed \(seed). What "
            + "stands for the other cells of a column is one more of them.")
      }
      return try spreading(transistors, sizes, on: engine)
    }
  }
}

/// The access transistor of one size, at one corner.
struct SizedTransistorOptions: ParsableArguments {
  @OptionGroup var kind: TransistorOptions

  @Option("Width of the access transistor, um. (default: 60, or its description's)", "um") var transistorWidth: Double?
  @Option("Length of the access transistor, um. (default: 0.6, or its description's)", "um") var transistorLength: Double?

  @Option(
    help: "Section of the library, usually a process corner. (default: the first that the description names)", value: "name")
  var corner: String?

  func validate() throws {
    if let transistorWidth { try require(transistorWidth, named: "--transistor-width", .positive, unit: "um", atMost: 1e6) }
    if let transistorLength { try require(transistorLength, named: "--transistor-length", .positive, unit: "um", atMost: 1e6) }
    if let corner, !TransistorOptions.isName(corner) {
      throw ValidationError("--corner is '\(corner)'; allowed are letters, digits, '_' and '.'.")
    }
  }

  var inputFiles: [String] { kind.inputFiles }
  var modelFiles: [String] { kind.modelFiles }

  /// The description with the size that the options give.
  func description() throws -> TransistorDescription {
    var description = try kind.description()
    if let transistorWidth { description.size.width = .micrometers(transistorWidth) }
    if let transistorLength { description.size.length = .micrometers(transistorLength) }
    return description
  }

  /// - Parameters:
  ///   - temperature: of the surroundings; nil for the usual one.
  ///   - seed: of a foundry library's own random numbers.
  /// - Throws: as `TransistorDescription.transistors`.
  func transistor(at temperature: Temperature?, seed: UInt64, on engine: CommandEngine) async throws -> AccessTransistor {
    let description = try description()
    let found = try await description.transistors(
      [description.size], corner: corner ?? description.corners.first, at: temperature, seed: seed, on: engine)
    return found[0]
  }

  /// One transistor for all devices on a bench, without mismatch.
  func benchTransistor(at temperature: Temperature?, seed: UInt64, on engine: CommandEngine) async throws -> AccessTransistor {
    var description = try description()
    description.mismatch = TransistorMismatch()
    let found = try await description.transistors(
      [description.size], corner: corner ?? description.corners.first, at: temperature, seed: seed, on: engine)
    return found[0]
  }
}

extension FoundryTransistor.Kind: ExpressibleByArgument {}

/// Ratings on the command line: one voltage for all, or some by their terminals, as in `gs=5.5,ds=6`.
struct RatingList: ExpressibleByArgument {
  let ratings: TransistorRatings

  private static let names: [(String, TransistorRatings.Pair)] = [
    ("gs", .gateSource), ("gd", .gateDrain), ("gb", .gateBulk), ("ds", .drainSource),
  ]

  init?(argument: String) {
    func voltage(_ text: some StringProtocol) -> Voltage? {
      guard let value = try? WrittenNumber(String(text), in: .volts).value, value > 0, value <= 1000 else { return nil }
      return .volts(value)
    }
    if let all = voltage(argument) {
      ratings = TransistorRatings(all: all)
      return
    }
    var ratings = TransistorRatings()
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", omittingEmptySubsequences: false)
      guard words.count == 2, let pair = Self.names.first(where: { $0.0 == words[0].lowercased() })?.1,
        let value = voltage(words[1])
      else { return nil }
      ratings[pair] = value
    }
    self.ratings = ratings
  }
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
