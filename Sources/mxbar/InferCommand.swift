import ArgumentParser
import MemristorCrossbar

struct InferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Store a network that was trained elsewhere in tiles of simulated cells and run what they give back.",
    discussion: """
      --weights names an .npz archive with the arrays w0, b0, w1, b1 and so on (or NAME.weight and NAME.bias, or unnamed ones), \
      or a .safetensors file; fully connected layers with a ReLU between each two, with or without biases. Names that differ in \
      their numbers alone are ordered by these, others as they stand in the archive; the result says how. --data names a folder with the IDX files of the images, as for mxbar mnist; the \
      network is judged by its test half.
      """)

  @Option(help: ArgumentHelp("File with the network's weights and biases.", valueName: "file"))
  var weights: String

  @Option(
    help: ArgumentHelp(
      "The layers' names in the file from input to output, with commas between, as in a_in,inner,out. (default: the file's order)",
      valueName: "names"))
  var layers: NameList?

  @Option(help: ArgumentHelp("Folder with the IDX files of the images.", valueName: "dir"))
  var data: String

  @Option(help: "Seed of everything random; the output records it.")
  var seed: UInt64 = 1

  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Inference") var inference: InferenceOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup var cellEngine: CellEngineOptions
  @OptionGroup var workers: WorkerOptions

  @Option(help: ArgumentHelp("Folder for the results.", valueName: "dir"))
  var out = "mxbar-out/infer"

  @Flag(help: "Print one JSON object instead of the summary.")
  var json = false

  @OptionGroup var results: ResultOptions

  func validate() throws { try StorageRun.checkScope(array.scope) }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let (method, coding) = try storage.method()
    let stored = try StoredNetwork(contentsOf: weights, order: layers?.names)
    let network = stored.network
    let folder = IDXFolder(data)
    let test = try folder.images(.test, limit: inference.limit)
    do { _ = try network.accuracy(on: test.prefix(1)) } catch { throw InputFileError(path: weights, reason: error) }
    let settings = storage.settings(
      try array.configuration(initialState: write.initialState, write: write.write, read: write.read))
    try StorageRun.check(settings, coding: coding, bits: storage.bits, mode: inference.mode)
    // The training half is only for those that learn from it.
    let learns = method == .trained || inference.mode == .analog
    let training = learns ? try folder.images(.training) : test
    let files = try (learns ? [IDXFolder.Half.training, .test] : [.test]).map(folder.files).flatMap { [$0.images, $0.labels] }
    let run = try StorageRun(
      out: out, json: json, earlier: results.earlier, seed: seed, inputs: array.inputFiles + files + [weights], workers: workers,
      cellEngine: cellEngine, resumes: storage.resume)
    let quantized = try await withProgress { progress in
      try method.quantize(network, bits: storage.bits, coding: coding, images: training, seed: seed) {
        try progress(StudyProgress(stage: "training with quantized weights", done: $0.epoch, total: $0.epochs))
      }
    }
    try await run.store(
      StorageExperiment(
        seed: seed,
        source: NetworkSource(
          origin: "the file \(weights)", quantizer: method, layerNames: stored.layerNames, layerOrder: stored.orderReason),
        network: network,
        quantized: quantized, coding: coding, images: test, settings: settings),
      analog: inference.analog(training), modelFiles: array.modelFiles)
  }
}
