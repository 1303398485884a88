import ArgumentParser
import Foundation
import MemristorCrossbar

struct DigitsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digits",
    abstract: "Store the published digit network in simulated 1T1R arrays and run it with what they give back.",
    discussion: """
      Trains a 20-20-20-10 network (--hidden, --images: another one) on ten 5 x 4 digits, quantises it, draws a memristor for every bit of every weight, \
      writes and reads each of them through ngspice, decodes the currents and classifies with the result.
      """)

  @Option(help: "Seed of everything random; the output records it.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bits a weight, 1 to 16. Each bit adds 1050 cells to the 20-20-20-10 network, some 10 s of simulation.",
      valueName: "count"))
  var bits = 3

  @Option(help: ArgumentHelp("Neurons in each hidden layer, with commas between.", valueName: "counts"))
  var hidden = CountList(counts: [20, 20])

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Passes through all images in training.", valueName: "count"))
  var epochs = 600

  @Option(help: ArgumentHelp("Images to use instead of the built-in digits: a text file of drawings.", valueName: "file"))
  var images: String?

  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions

  @OptionGroup(title: "Run") var cellEngine: CellEngineOptions
  @OptionGroup(title: "Run") var workers: WorkerOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/digits"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws {
    guard QuantizedLayer.allowedBits.contains(bits) else {
      throw ValidationError(
        "--bits is \(bits); allowed is \(QuantizedLayer.allowedBits.lowerBound) to \(QuantizedLayer.allowedBits.upperBound).")
    }
    if let size = hidden.counts.first(where: { !(1...1024).contains($0) }) {
      throw ValidationError("--hidden has a layer of \(size) neurons; allowed is 1 to 1024.")
    }
    if cellEngine.engine == .compiled, array.scope == .array {
      throw ValidationError("--engine compiled simulates cells one by one; --scope array is one circuit, for ngspice.")
    }
    guard (1...1_000_000).contains(epochs) else {
      throw ValidationError("--epochs is \(epochs); allowed is 1 to 1000000.")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let experiment = DigitsExperiment(
      seed: seed, bits: bits, images: try labelledImages(),
      trainer: NetworkTrainer(hiddenLayers: hidden.counts, epochs: epochs),
      array: try array.configuration(initialState: write.initialState, write: write.write, read: write.read))
    let output = try CommandOutput(
      folder: out, json: json, earlier: results.earlier, seed: seed, inputs: array.inputFiles + [images].compactMap { $0 })
    let engine = try CommandEngine(workers, folder: output.folder)
    let cells = try await cellEngine.engine(
      usually: .ngspice, experiment.array.device, experiment.array.operations, on: engine, workers: workers)
    let announced = cells.notes + announceDoubts(of: experiment.array)
    let result = try await run(experiment, on: cells.engine)
    let summary = try DigitsSummary(result)
    for (warning, count) in result.totals.warnings.sorted(by: { $0.key < $1.key }) {
      printError("ngspice warned in \(count) of \(result.totals.analyses) analyses: \(warning)")
    }
    try await output.finish(
      DigitsReport(result), configuration: experiment, results: summary,
      text: DigitsText(summary, settings: experiment.array, folder: out).text, engine: engine, announced: announced)
    try result.cellEngine.requireAgreement()
  }

  private func labelledImages() throws -> LabelledImages {
    guard let images else { return try .schematicDigits() }
    let text = try readText(images, what: "file of drawings")
    do { return try LabelledImages(drawings: text) } catch { throw InputFileError(path: images, reason: error) }
  }

  /// The experiment with its progress on stderr.
  private func run(_ experiment: DigitsExperiment, on engine: CellEngine) async throws -> DigitsResult {
    try await blamingModels(of: array.modelFiles) {
      try await withProgress { try await experiment.run(on: engine, progress: $0) }
    }
  }
}
