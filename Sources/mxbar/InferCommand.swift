import ArgumentParser
import MemristorCrossbar

/// `mxbar infer`: options of `StorageStudy` for a network that was trained elsewhere and is read from a file.
struct InferCommand: StorageCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Store a network that was trained elsewhere in tiles of simulated cells and run what they give back.",
    discussion: """
      --weights names an .npz archive with the arrays w0, b0, w1, b1 and so on (or NAME.weight and NAME.bias, or unnamed ones), \
      or a .safetensors file; fully connected layers with a ReLU between each two, with or without biases. Names that differ in \
      their numbers alone are ordered by these, others as they stand in the archive; the result says how. --data names a folder with the IDX files of the images, as for mxbar mnist; the \
      network is judged by its test half.
      """)

  @Option(help: "File with the network's weights and biases.", value: "file") var weights: String

  @Option(
    help:
      "The layers' names in the file from input to output, with commas between, as in a_in,inner,out. (default: the file's order)",
    value: "names")
  var layers: NameList?

  @Option(help: "Folder with the IDX files of the images.", value: "dir") var data: String

  @OptionGroup(title: "Inference") var inference: InferenceOptions
  @OptionGroup(title: "Storage") var storage: StorageOptions
  @OptionGroup(title: "Writing and reading") var write: WriteOptions
  @OptionGroup(title: "Array") var array: ArrayOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  /// Whether the training half is needed: for quantization-aware training, or to calibrate analog products.
  private var learns: Bool { storage.quantizer == QuantizationMethod.trained.rawValue || inference.mode == .analog }
  var inputFiles: [String] {
    get throws {
      try array.inputFiles + IDXFolder(data).files(of: learns ? [.training, .test] : [.test]) + [weights]
    }
  }

  func study(on engine: CommandEngine) async throws -> StorageStudy {
    let loaded = try StoredNetwork(contentsOf: weights, order: layers?.names)
    let folder = IDXFolder(data)
    let test = try folder.images(.test, limit: inference.limit)
    do { _ = try loaded.network.accuracy(on: test.prefix(1)) } catch { throw InputFileError(path: weights, reason: error) }
    return try await study(
      .loaded(
        loaded.network, origin: "the file \(weights)", layerNames: loaded.layerNames, layerOrder: loaded.orderReason),
      images: test, training: learns ? try folder.images(.training) : test, analog: inference.analog,
      on: engine)
  }
}
