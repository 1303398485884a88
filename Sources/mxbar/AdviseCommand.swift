import ArgumentParser
import MemristorCrossbar

/// `mxbar advise`: options of `AdviceStudy`, which tries ways of storing a network that was trained elsewhere.
struct AdviseCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Which way of storing keeps my network? Tries quantizers, codings and ways of writing, and ranks them.",
    discussion: """
      Stores the network of --weights in the same cells once for every combination of --quantizers, --codings and --writings, and \
      lists them by the accuracy that is left, with their cost in cells, pulses and energy. Written 'once' a cell gets one pulse; \
      'verified', it is read after each and pulsed again, up to --attempts times (default: 4); 'stepped', the amplitude rises to \
      --max-write-voltage, too (default: 1.6 times --write-voltage, 7 attempts). The quantizer 'trained' needs the training half \
      of --data. The files are those of mxbar infer, which stores a network in one of these ways and says more of it.
      """)

  @OptionGroup var file: NetworkFileOptions

  @Option(
    help: "Quantizers to try: \(QuantizationMethod.allCases.map(\.rawValue).joined(separator: ", ")).", value: "names")
  var quantizers = NameList([QuantizationMethod.nearest, .paper].map(\.rawValue))
  @Option(help: "Codings to try: \(CodingScheme.allCases.map(\.rawValue).joined(separator: ", ")).", value: "names")
  var codings = NameList([CodingScheme.twosComplement, .signMagnitude, .differentialPairs].map(\.rawValue))
  @Option(help: "Ways of writing to try: \(Writing.allCases.map(\.rawValue).joined(separator: ", ")).", value: "names")
  var writings = NameList(Writing.allCases.map(\.rawValue))
  @Option("Test images to classify, from the first on. (default: all)", "count") var limit: Int?

  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  /// A way of writing, by its name.
  enum Writing: String, CaseIterable { case once, verified, stepped }

  func validate() throws {
    try requireCount(limit, named: "--limit", atMost: 100_000_000)
    _ = try chosen(quantizers, named: "--quantizers", QuantizationMethod.self)
    _ = try chosen(codings, named: "--codings", CodingScheme.self)
    _ = try chosen(writings, named: "--writings", Writing.self)
  }

  /// Different ones of those that there are.
  private func chosen<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
    _ names: NameList, named option: String, _ type: Choice.Type
  ) throws -> [Choice] {
    try names.names.enumerated().map { place, name in
      guard let choice = Choice(rawValue: name), !names.names[..<place].contains(name) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("\(option) has '\(printable(name))'; allowed are, each once: \(known).")
      }
      return choice
    }
  }

  var cellEngine: CellEngineOptions? { cells }
  var modelFiles: [String] { array.modelFiles }
  private var learns: Bool { quantizers.names.contains(QuantizationMethod.trained.rawValue) }
  var inputFiles: [String] { get throws { try array.inputFiles + storage.inputFiles + file.inputFiles(learns: learns) } }

  func study(on engine: CommandEngine) async throws -> AdviceStudy {
    let given = try file.network(limit: limit, learns: learns)
    let configuration = try await array.configuration(
      initialState: write.initialState, write: write.write, read: write.read, seed: common.seed, on: engine)
    let study = AdviceStudy(
      StorageStudy(
        seed: common.seed, source: given.source, quantizer: .nearest, bits: storage.bits ?? 4, coding: .twosComplement,
        images: given.images, training: given.training, settings: try storage.settings(configuration, usualTile: 128)),
      quantizers: try chosen(quantizers, named: "--quantizers", QuantizationMethod.self),
      codings: try chosen(codings, named: "--codings", CodingScheme.self),
      writings: try chosen(writings, named: "--writings", Writing.self).map(writing))
    try study.check()
    return study
  }

  /// The settings of a way of writing.
  private func writing(_ writing: Writing) -> AdviceStudy.Writing {
    var options = write
    switch writing {
    case .once: (options.attempts, options.maxWriteVoltage) = (1, nil)
    case .verified: (options.attempts, options.maxWriteVoltage) = (write.attempts ?? 4, nil)
    case .stepped: options.maxWriteVoltage = write.maxWriteVoltage ?? 1.6 * write.voltages.writeVoltage
    }
    return AdviceStudy.Writing(writing.rawValue, options.write)
  }
}
